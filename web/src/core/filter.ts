// filter.ts - a filter is a part of the address, word for word what the server is asked.

export const filterNames = [
  'q',
  'type',
  'tlp',
  'collection',
  'by',
  'since',
  'until',
  'revoked',
  'all',
] as const;
export type FilterName = (typeof filterNames)[number];
const lists = new Set<FilterName>(['type', 'tlp', 'collection']);

// What of an address is a filter, in one fixed order, so that equal filters are equal texts.
export function filterOf(query: URLSearchParams): URLSearchParams {
  const filter = new URLSearchParams();
  for (const name of filterNames) {
    const value = query.get(name)?.trim();
    if (value) filter.set(name, value);
  }
  return filter;
}

export function listOf(query: URLSearchParams, name: FilterName): string[] {
  return (query.get(name) ?? '').split(',').filter(Boolean);
}

// Adds a value to a list of the filter, or takes it away; the value for the address, null for none.
export function toggled(query: URLSearchParams, name: FilterName, value: string): string | null {
  const values = listOf(query, name);
  const at = values.indexOf(value);
  if (at < 0) values.push(value);
  else values.splice(at, 1);
  return values.length > 0 ? values.join(',') : null;
}

export interface Chip {
  name: FilterName;
  value: string;
}

export function chipsOf(filter: URLSearchParams): Chip[] {
  const chips: Chip[] = [];
  for (const name of filterNames) {
    const value = filter.get(name);
    if (!value) continue;
    if (lists.has(name)) for (const one of listOf(filter, name)) chips.push({ name, value: one });
    else chips.push({ name, value });
  }
  return chips;
}

// `2026-03-01` from a date field means the whole day, in UTC, on both sides.
export function dayStart(day: string): string {
  return `${day}T00:00:00Z`;
}
export function dayEnd(day: string): string {
  return `${day}T23:59:59.999999Z`;
}
export function dayOf(stamp: string | null): string {
  return stamp ? stamp.slice(0, 10) : '';
}

export function exchangePath(filter: Partial<Record<FilterName, string>>): string {
  const query = new URLSearchParams();
  for (const name of filterNames) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  const text = query.toString();
  return '/exchange' + (text ? '?' + text : '');
}
