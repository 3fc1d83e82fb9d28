// facets.ts - what is counted beside the filters.
import { get } from './api';
import type { FilterName } from './filter';
import type { Facets } from './types';

export interface Counted extends Facets {
  choices: Facets; // what can be chosen, each list as if nothing of it were chosen yet
}

// Under its own choice a list would hold nothing else, and say 0 of what can be added.
export async function countBy(filter: string, signal: AbortSignal): Promise<Counted> {
  const asked = new URLSearchParams(filter);
  const whole = get<Facets>('/facets', asked, signal);
  const without = (name: FilterName): Promise<Facets> => {
    if (!asked.has(name)) return whole;
    const rest = new URLSearchParams(filter);
    rest.delete(name);
    return get<Facets>('/facets', rest, signal);
  };
  const [all, types, labels, collections] = await Promise.all([
    whole,
    without('type'),
    without('tlp'),
    without('collection'),
  ]);
  const choices = {
    ...all,
    types: types.types,
    tlp: labels.tlp,
    collections: collections.collections,
  };
  return { ...all, choices };
}
