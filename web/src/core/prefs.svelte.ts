// prefs.svelte.ts - how this browser wants to see things. The only thing that is kept on the machine:
// never an object, a search or a line of a log.
import type { Language } from './i18n.svelte';

export interface Prefs {
  language: Language;
  theme: 'system' | 'light' | 'dark';
  density: 'compact' | 'default' | 'comfortable';
  copy: 'defanged' | 'raw';
  shortcuts: boolean;
  code: boolean; // somebody signs in with a code here: its field is there from the beginning
}

const key = 'renkei.prefs';

function initial(): Prefs {
  const prefs: Prefs = {
    language: navigator.language.startsWith('ja') ? 'ja' : 'en',
    theme: 'system',
    density: 'default',
    copy: 'defanged',
    shortcuts: true,
    code: false,
  };
  try {
    return { ...prefs, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Prefs>) };
  } catch {
    return prefs; // storage may be switched off
  }
}

export const prefs = $state<Prefs>(initial());

export function savePrefs(): void {
  try {
    localStorage.setItem(key, JSON.stringify(prefs));
  } catch {
    // Then the choice lasts as long as the page.
  }
  applyPrefs();
}

export function applyPrefs(): void {
  document.documentElement.dataset.theme = prefs.theme;
}

export const rowHeights = { compact: 24, default: 28, comfortable: 36 } as const;
