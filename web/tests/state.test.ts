import { describe, expect, test } from 'vitest';
import { codeOf, link, Problem, readAnswer } from '../src/core/api';
import { changes } from '../src/core/diff';
import { chipsOf, dayEnd, exchangePath, filterOf, toggled } from '../src/core/filter';
import { hasMarks, listedMarks } from '../src/core/marks';
import { matchRoute, objectPath } from '../src/core/routes';
import { newId, safeUrl, shownProperties, sightingBundle, validityAt } from '../src/core/stix';
import { highestTlp, tlpLabel, tlpMarkings, tlpWord } from '../src/core/tlp';
import type { Json, Mark } from '../src/core/types';

describe('the router', () => {
  test.each([
    ['/', 'overview'],
    ['/exchange', 'exchange'],
    ['/exchange/', 'exchange'],
    ['/search', 'exchange'],
    ['/exchange/collections', 'collections'],
    ['/exchange/import', 'import'],
    ['/match', 'match'],
    ['/patterns', 'check'],
    ['/check', 'check'],
    ['/dialogues', 'dialogues'],
    ['/dialogues/dialogue--1', 'dialogue'],
    ['/admin/record', 'record'],
    ['/settings', 'settings'],
    ['/sign-in', 'sign-in'],
    ['/admin', 'admin'],
    ['/join', 'join'],
    ['/o/indicator--1', 'object'],
    ['/o', 'missing'],
    ['/o/a/b', 'missing'],
    ['/nothing', 'missing'],
    ['/o/%E0%A4%A', 'missing'],
  ])('%s is %s', (path, page) => expect(matchRoute(path).page).toBe(page));

  test('hands on what stands in the path, unescaped', () => {
    expect(matchRoute(objectPath('x-thing--a b/ü')).params.id).toBe('x-thing--a b/ü');
  });
});

describe('a filter', () => {
  const query = new URLSearchParams(
    'q= a+b &type=indicator,url&open=x&tlp=amber%2Bstrict&order=added',
  );
  test('is what the server is asked, and nothing else of the address', () => {
    expect(filterOf(query).toString()).toBe('q=a+b&type=indicator%2Curl&tlp=amber%2Bstrict');
  });
  test('is shown piece by piece', () => {
    expect(chipsOf(filterOf(query)).map((chip) => chip.name + ':' + chip.value)).toEqual([
      'q:a b',
      'type:indicator',
      'type:url',
      'tlp:amber+strict',
    ]);
  });
  test('is switched on and off again', () => {
    expect(toggled(query, 'type', 'file')).toBe('indicator,url,file');
    expect(toggled(query, 'type', 'url')).toBe('indicator');
    expect(toggled(new URLSearchParams('type=url'), 'type', 'url')).toBeNull();
  });
  test('makes an address that reads back the same', () => {
    const path = exchangePath({ tlp: 'amber+strict', until: dayEnd('2026-03-01') });
    const again = filterOf(new URL(path, 'https://renkei.example').searchParams);
    expect(again.get('tlp')).toBe('amber+strict');
    expect(again.get('until')).toBe('2026-03-01T23:59:59.999999Z');
  });
});

describe('an answer', () => {
  test('a refusal keeps its code, its place and its body', () => {
    const text = JSON.stringify({ code: 'problem.empty', detail: 'text: empty', place: 'text' });
    try {
      readAnswer(422, text);
      expect.unreachable();
    } catch (error) {
      const problem = error as Problem;
      expect([problem.status, problem.code, problem.place]).toEqual([422, 'problem.empty', 'text']);
      expect(problem.body).toMatchObject({ detail: 'text: empty' });
    }
  });
  test('a page of a proxy is a failure, not an answer', () => {
    expect(() => readAnswer(200, '<html>')).toThrow(Problem);
    expect(() => readAnswer(504, '<html>')).toThrow(Problem);
  });
  test('nothing is an answer too', () => expect(readAnswer(204, '')).toBeNull());
  test('every status has a sentence', () => {
    expect(codeOf(0)).toBe('problem.unreachable');
    expect(codeOf(500)).toBe('problem.failed');
    expect(codeOf(507)).toBe('problem.full');
    expect(codeOf(418)).toBe('problem.malformed');
  });
  test('addresses leave out what is not set', () => {
    expect(link('/objects', { q: '', limit: 8, cursor: null })).toBe('/api/v1/objects?limit=8');
  });
});

describe('markings', () => {
  test('the highest wins, whatever the order', () => {
    expect(highestTlp(['TLP:GREEN', null, 'TLP:AMBER+STRICT', 'TLP:AMBER'])).toBe(
      'TLP:AMBER+STRICT',
    );
    expect(highestTlp(['TLP:RED', 'TLP:CLEAR'])).toBe('TLP:RED');
    expect(highestTlp([])).toBeNull();
  });
  test('words and labels', () => {
    expect(tlpWord('TLP:AMBER+STRICT')).toBe('amber+strict');
    expect(tlpLabel('amber+strict')).toBe('TLP:AMBER+STRICT');
  });
});

describe('objects', () => {
  test('what changed between two versions', () => {
    expect(
      changes(
        { name: 'a', labels: ['x', 'y'], hashes: { MD5: '1' }, same: [1] },
        { name: 'b', labels: ['y', 'z'], hashes: { MD5: '1', 'SHA-1': '2' }, same: [1] },
      ),
    ).toEqual([
      { path: 'name', before: 'a', after: 'b' },
      { path: 'labels', before: ['x'], after: ['z'] },
      { path: 'hashes.SHA-1', before: undefined, after: '2' },
    ]);
  });
  test('properties stand in an order that people read', () => {
    const names = shownProperties({
      type: 'indicator',
      id: 'x',
      created: '',
      x_more: 1,
      created_by_ref: 'identity--x', // the line under the title says it
      pattern: '',
      name: '',
    }).map(([name]) => name);
    expect(names).toEqual(['name', 'pattern', 'x_more', 'created']);
  });
  test('markings of parts stand in a section of their own, but for those of languages', () => {
    const marking_ref = 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9';
    const marked = { marking_ref, selectors: ['name'] };
    const names = (granular_markings: Json) =>
      shownProperties({ granular_markings }).map(([name]) => name);
    expect(names([marked])).toEqual([]);
    for (const others of [[marked, { lang: 'ja', selectors: ['name'] }], [null], [[]], 'x', {}])
      expect(names(others)).toEqual(['granular_markings']);
  });
  test('a label that the head shows is not listed again, unless parts have it', () => {
    const mark: Mark = {
      id: 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
      kind: 'tlp',
      text: 'TLP:CLEAR',
      detail: null,
      has_more: false,
      is_here: false,
      is_whole: true,
      parts: [],
      parts_left_out: 0,
    };
    const listed = (one: Partial<Mark>, tlp: string | null) =>
      listedMarks({ rows: [{ ...mark, ...one }], left_out: 0 }, tlp).length;
    expect(listed({}, 'TLP:CLEAR')).toBe(0);
    expect(listed({}, 'TLP:GREEN')).toBe(1);
    expect(listed({ parts: ['name'] }, 'TLP:CLEAR')).toBe(1);
    expect(listed({ kind: 'other' }, 'TLP:CLEAR')).toBe(1);
    expect(hasMarks({ rows: [mark], left_out: 0 }, 'TLP:CLEAR')).toBe(false);
    expect(hasMarks({ rows: [mark], left_out: 1 }, 'TLP:CLEAR')).toBe(true);
  });
  test('an indicator is valid, over, coming, or without an end', () => {
    const now = Date.parse('2026-06-01T00:00:00Z');
    expect(validityAt('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z', now)).toBe('valid');
    expect(validityAt('2026-01-01T00:00:00Z', '2026-06-01T00:00:00Z', now)).toBe('over');
    expect(validityAt('2026-07-01T00:00:00Z', null, now)).toBe('coming');
    expect(validityAt('2026-01-01T00:00:00Z', null, now)).toBe('open');
  });
  test('a link that runs something is none', () => {
    expect(safeUrl('javascript:alert(1)')).toBeNull();
    expect(safeUrl('https://a.example/')).toBe('https://a.example/');
    expect(safeUrl('no url')).toBeNull();
  });
  test('ids are of version 4', () => {
    expect(newId('note')).toMatch(
      /^note--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
  test('a sighting says how often and by whom, never where in which line', () => {
    const bundle = sightingBundle({
      of: 'indicator--a6e66a75-29cd-47bd-ac97-b9b465493897',
      count: 3,
      marking: tlpMarkings['TLP:AMBER'],
      creator: 'identity--bdfd08b4-984f-4b56-aa58-72fd513a2c71',
      now: '2026-06-01T00:00:00.000Z',
    });
    const [sighting] = bundle.objects as Record<string, unknown>[];
    expect(Object.keys(sighting!).sort()).toEqual([
      'count',
      'created',
      'created_by_ref',
      'id',
      'modified',
      'object_marking_refs',
      'sighting_of_ref',
      'spec_version',
      'type',
      'where_sighted_refs',
    ]);
    expect(sighting!.count).toBe(3);
  });
});
