// diff.ts - what changed between two versions of an object, property by property.
import type { Json, StixObject } from './types';

export interface Change {
  path: string;
  before: Json | undefined;
  after: Json | undefined;
}

export function changes(before: StixObject, after: StixObject): Change[] {
  const found: Change[] = [];
  compare(found, '', before, after);
  return found;
}

function isMap(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compare(
  found: Change[],
  path: string,
  before: Json | undefined,
  after: Json | undefined,
): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isMap(before) && isMap(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    for (const name of names)
      compare(found, path ? `${path}.${name}` : name, before[name], after[name]);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && bothPlain(before, after)) {
    const gone = before.filter((value) => !after.includes(value));
    const come = after.filter((value) => !before.includes(value));
    if (gone.length > 0 || come.length > 0) found.push({ path, before: gone, after: come });
    else found.push({ path, before, after }); // only the order changed
    return;
  }
  found.push({ path, before, after });
}

function bothPlain(a: Json[], b: Json[]): boolean {
  return [...a, ...b].every((value) => typeof value !== 'object' || value === null);
}
