// agenda.ts - what runs now, what comes next, and what a changed duration moves.
import type { AgendaItem } from './types';

export interface Place {
  now: AgendaItem | null;
  next: AgendaItem | null;
  state: 'before' | 'running' | 'after' | 'empty';
}

// An item runs from its start up to, not including, its end. Between two items there is only a next.
export function placeAt(agenda: readonly AgendaItem[], at: number): Place {
  const first = agenda[0];
  const last = agenda[agenda.length - 1];
  if (!first || !last) return { now: null, next: null, state: 'empty' };
  if (at < Date.parse(first.start)) return { now: null, next: first, state: 'before' };
  if (at >= Date.parse(last.end)) return { now: null, next: null, state: 'after' };
  const now =
    agenda.find((item) => Date.parse(item.start) <= at && at < Date.parse(item.end)) ?? null;
  const next = agenda.find((item) => Date.parse(item.start) > at) ?? null;
  return { now, next, state: 'running' };
}

// The agenda as it would be if `id` took `minutes`: everything after it moves by the difference,
// gaps stay. What the server will answer, shown while one still types.
export function movedBy(agenda: readonly AgendaItem[], id: string, minutes: number): AgendaItem[] {
  let shift = 0;
  return agenda.map((item) => {
    const start = Date.parse(item.start) + shift;
    if (item.id === id) shift += (minutes - item.minutes) * 60_000;
    const end = Date.parse(item.end) + shift;
    return {
      ...item,
      minutes: item.id === id ? minutes : item.minutes,
      start: stamp(start),
      end: stamp(end),
    };
  });
}

function stamp(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

// Whole and left seconds of an item, for a bar that fills.
export function progress(item: AgendaItem, at: number): number {
  const start = Date.parse(item.start);
  const end = Date.parse(item.end);
  if (end <= start) return 1;
  return Math.min(1, Math.max(0, (at - start) / (end - start)));
}
