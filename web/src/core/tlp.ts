// tlp.ts - the labels of the Traffic Light Protocol 2.0, most open first.
import type { Tlp } from './types';

export const tlpOrder: readonly Tlp[] = [
  'TLP:CLEAR',
  'TLP:GREEN',
  'TLP:AMBER',
  'TLP:AMBER+STRICT',
  'TLP:RED',
];

// The word in a filter or an address: `amber+strict`.
export function tlpWord(label: string): string {
  return label.replace(/^TLP:/, '').toLowerCase();
}

export function tlpLabel(word: string): string {
  return 'TLP:' + word.replace(/^TLP:/i, '').toUpperCase();
}

export function highestTlp(labels: Iterable<string | null | undefined>): Tlp | null {
  let highest = -1;
  for (const label of labels)
    if (label) highest = Math.max(highest, tlpOrder.indexOf(label as Tlp));
  return tlpOrder[highest] ?? null;
}

// The marking-definition objects of the STIX 2.1 extension for TLP 2.0.
export const tlpMarkings: Record<Tlp, string> = {
  'TLP:CLEAR': 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  'TLP:GREEN': 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  'TLP:AMBER': 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'TLP:AMBER+STRICT': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  'TLP:RED': 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
};
