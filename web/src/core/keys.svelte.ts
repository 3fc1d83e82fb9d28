// keys.svelte.ts - single keys and pairs of keys (`g e`), for the whole window.
//
// A key is ignored while one types in a field, and all single keys can be switched off in the
// settings (WCAG 2.1.4). Ctrl+K always works.
import { go } from './router.svelte';
import { openPalette, page } from './page.svelte';
import { prefs } from './prefs.svelte';

export type KeyMap = Record<string, () => void>;

export const goTo: Record<string, string> = {
  o: '/',
  e: '/exchange',
  l: '/exchange/collections',
  u: '/exchange/import',
  m: '/match',
  p: '/patterns',
  d: '/dialogues',
  s: '/settings',
};

const maps: KeyMap[] = [];
let isWaiting = false;
let timer: ReturnType<typeof setTimeout> | undefined;

// Keys of the page that is shown; call what is returned when it goes.
export function useKeys(map: KeyMap): () => void {
  maps.push(map);
  return () => {
    const at = maps.indexOf(map);
    if (at >= 0) maps.splice(at, 1);
  };
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing) return; // a Japanese input method is at work
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    if (page.palette) page.palette = false;
    else openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (!prefs.shortcuts || isTyping(event.target)) return;
  if (document.querySelector('dialog[open]')) return;
  if (isWaiting) {
    isWaiting = false;
    clearTimeout(timer);
    const to = goTo[event.key];
    if (to) {
      event.preventDefault();
      go(to);
    }
    return;
  }
  if (event.key === 'g') {
    isWaiting = true;
    timer = setTimeout(() => (isWaiting = false), 1_500);
    return;
  }
  if (event.key === '?') {
    event.preventDefault();
    page.help = true;
    return;
  }
  for (let i = maps.length - 1; i >= 0; i--) {
    const act = maps[i]![event.key];
    if (act) {
      event.preventDefault();
      act();
      return;
    }
  }
  if (event.key === '/') {
    event.preventDefault();
    openPalette();
  }
}

export function startKeys(): void {
  document.addEventListener('keydown', onKey);
}
