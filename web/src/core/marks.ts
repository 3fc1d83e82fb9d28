// marks.ts - which markings of an object its page lists beside the label in its head.
import type { Mark, Markings } from './types';

// The label that the head shows for the whole is not listed, unless parts have it too.
export function listedMarks(of: Markings, tlp: string | null): Mark[] {
  return of.rows.filter(
    (mark) => mark.kind !== 'tlp' || mark.text !== tlp || mark.parts.length > 0,
  );
}

export function hasMarks(of: Markings, tlp: string | null): boolean {
  return of.left_out > 0 || listedMarks(of, tlp).length > 0;
}
