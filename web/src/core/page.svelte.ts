// page.svelte.ts - what a page tells the frame around it: its highest marking, what to read aloud,
// which keys it understands.
import { highestTlp } from './tlp';
import type { Tlp } from './types';

class PageState {
  tlp = $state.raw<Tlp | null>(null);
  spoken = $state('');
  palette = $state(false);
  paletteText = $state('');
  help = $state(false);
  toast = $state('');
}

export const page = new PageState();

const shown = new Map<symbol, Tlp | null>();

// Called by each part of a page that shows objects, in an effect: what it returns takes them back.
export function showTlp(labels: Iterable<string | null | undefined>): () => void {
  const part = Symbol();
  shown.set(part, highestTlp(labels));
  page.tlp = highestTlp(shown.values());
  return () => {
    shown.delete(part);
    page.tlp = highestTlp(shown.values());
  };
}

let speaking: ReturnType<typeof setTimeout> | undefined;

// Read aloud once things are calm: typing in a filter changes the count with every key.
export function say(text: string): void {
  clearTimeout(speaking);
  speaking = setTimeout(() => (page.spoken = text), 400);
}

let toasting: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string): void {
  clearTimeout(toasting);
  page.toast = text;
  toasting = setTimeout(() => (page.toast = ''), 4_000);
}

export function openPalette(text = ''): void {
  page.paletteText = text;
  page.palette = true;
}
