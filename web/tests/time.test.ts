import { describe, expect, test } from 'vitest';
import { movedBy, placeAt, progress } from '../src/core/agenda';
import {
  clock,
  dayNumber,
  instantOf,
  relative,
  utcMinute,
  zoneCity,
  zoneName,
} from '../src/core/time';
import type { AgendaItem } from '../src/core/types';

const at = (stamp: string) => Date.parse(stamp);
const item = (id: string, start: string, end: string): AgendaItem => ({
  id,
  kind: 'panel',
  title: id,
  title_ja: null,
  minutes: (at(end) - at(start)) / 60_000,
  start,
  end,
  speakers: [],
  moderator: null,
  issue: null,
});
const agenda = [
  item('a', '2026-11-23T05:00:00Z', '2026-11-23T05:10:00Z'),
  item('b', '2026-11-23T05:10:00Z', '2026-11-23T05:50:00Z'),
  item('c', '2026-11-23T05:50:00Z', '2026-11-23T06:00:00Z'),
];

describe('clocks', () => {
  test('the same instant on both sides', () => {
    const when = at('2026-11-22T15:30:00Z');
    expect(clock(when, 'Asia/Tokyo')).toBe('00:30');
    expect(clock(when, 'America/New_York')).toBe('10:30');
    expect(dayNumber(when, 'Asia/Tokyo') - dayNumber(when, 'America/New_York')).toBe(1);
  });
  test('midnight is 00:00, not 24:00', () => {
    expect(clock(at('2026-11-22T15:00:00Z'), 'Asia/Tokyo')).toBe('00:00');
  });
  test('a zone that this machine does not know falls back to UTC', () => {
    expect(clock(at('2026-11-22T15:00:00Z'), 'Mars/Olympus')).toBe('15:00');
  });
  test('UTC is cut, not converted', () => {
    expect(utcMinute('2026-03-01T09:41:59.123456Z')).toBe('2026-03-01 09:41');
    expect(utcMinute(null)).toBe('');
  });
  test('what a person types in a zone is one instant', () => {
    expect(instantOf('2026-11-23T14:00', 'Asia/Tokyo')).toBe(at('2026-11-23T05:00:00Z'));
    expect(instantOf('2026-07-01T09:00', 'America/New_York')).toBe(at('2026-07-01T13:00:00Z'));
    expect(instantOf('2026-12-01T09:00', 'America/New_York')).toBe(at('2026-12-01T14:00:00Z'));
    expect(instantOf('2026-03-08T03:30', 'America/New_York')).toBe(at('2026-03-08T07:30:00Z'));
  });
  test('zones have names in both languages', () => {
    expect(zoneCity('America/New_York')).toBe('New York');
    expect(zoneName('Asia/Tokyo', 'ja')).toContain('日本');
  });
  test('how long until, in the largest unit that says something', () => {
    const now = at('2026-11-23T00:00:00Z');
    expect(relative(at('2026-11-23T03:20:00Z'), now, 'en')).toBe('in 3 hours');
    expect(relative(at('2026-11-22T23:55:00Z'), now, 'en')).toBe('5 minutes ago');
    expect(relative(at('2026-11-23T00:00:20Z'), now, 'en')).toBe('now');
    expect(relative(at('2026-11-23T03:20:00Z'), now, 'ja')).toBe('3 時間後');
  });
});

describe('an agenda', () => {
  test('knows what is on and what is next', () => {
    const place = placeAt(agenda, at('2026-11-23T05:10:00Z'));
    expect([place.state, place.now?.id, place.next?.id]).toEqual(['running', 'b', 'c']);
  });
  test('an item ends where the next one begins', () => {
    expect(placeAt(agenda, at('2026-11-23T05:09:59.999Z')).now?.id).toBe('a');
    expect(placeAt(agenda, at('2026-11-23T05:50:00Z')).now?.id).toBe('c');
  });
  test('before, after, and without items', () => {
    expect(placeAt(agenda, at('2026-11-23T04:00:00Z')).state).toBe('before');
    expect(placeAt(agenda, at('2026-11-23T06:00:00Z')).state).toBe('after');
    expect(placeAt([], 0).state).toBe('empty');
  });
  test('the last item has nothing next', () => {
    expect(placeAt(agenda, at('2026-11-23T05:55:00Z')).next).toBeNull();
  });
  test('a changed length moves what follows, and nothing before', () => {
    const moved = movedBy(agenda, 'b', 50);
    expect(moved.map((one) => [one.id, one.start.slice(11, 16), one.end.slice(11, 16)])).toEqual([
      ['a', '05:00', '05:10'],
      ['b', '05:10', '06:00'],
      ['c', '06:00', '06:10'],
    ]);
    expect(agenda[1]!.minutes).toBe(40);
  });
  test('a shorter item pulls forward', () => {
    expect(movedBy(agenda, 'a', 5)[2]!.end).toBe('2026-11-23T05:55:00Z');
  });
  test('tells how far an item is', () => {
    expect(progress(agenda[1]!, at('2026-11-23T05:30:00Z'))).toBe(0.5);
    expect(progress(agenda[1]!, 0)).toBe(0);
  });
});
