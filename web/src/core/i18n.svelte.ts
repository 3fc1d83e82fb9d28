// i18n.svelte.ts - the language of the page. One catalogue a language, loaded when it is chosen.
import type english from '../../i18n/en.json';
import { formatMessage, formatNumber, type Counted, type Values } from './message';
import type { Row } from './types';

export type Key = keyof typeof english;
export type Language = 'en' | 'ja';
export const languages: readonly Language[] = ['en', 'ja'];

let code = $state<Language>('en');
let catalogue = $state.raw<Record<string, string>>({});

export function language(): Language {
  return code;
}

export async function useLanguage(wanted: Language): Promise<void> {
  const loaded =
    wanted === 'ja' ? await import('../../i18n/ja.json') : await import('../../i18n/en.json');
  catalogue = loaded.default;
  code = wanted;
  document.documentElement.lang = wanted;
}

export function t(key: Key, values?: Values): string {
  return formatMessage(catalogue[key] ?? key, values, code);
}

// For words that come from data: `word('type', 'indicator')`. What the catalogue does not know is
// shown as it came, since a custom type has its own name.
export function word(group: string, name: string): string {
  return catalogue[`${group}.${name}`] ?? name;
}

export function hasWord(key: string): boolean {
  return key in catalogue;
}

export function sentence(key: string): string | undefined {
  return catalogue[key];
}

// A refusal by its code; undefined when the catalogue does not know it.
export function reasonOf(refusal: { code?: string; value?: string }): string | undefined {
  const said = refusal.code && catalogue[`refusal.${refusal.code}`];
  if (!said) return undefined;
  const value = refusal.value ?? '?';
  return formatMessage(
    said,
    { value: refusal.code === 'rule' ? word('stix_rule', value) : value },
    code,
  );
}

export function number(value: number): string {
  return formatNumber(value, code);
}

export function total(value: Counted): string {
  return number(value.count) + (value.exact ? '' : '+');
}

// What the server calls an object without a name is English: its type, or "malware uses tool".
function madeTitle(row: Row): string | undefined {
  if (row.title === row.type) return word('type', row.type);
  if (row.type !== 'relationship') return undefined;
  const [source, role, target, ...more] = row.title.split(' ');
  if (!source || !role || !target || more.length > 0) return undefined;
  return t('object.relates', {
    source: word('type', source),
    role: word('role', role),
    target: word('type', target),
  });
}

// The name of a row. The server names a sighting in English, and says of what it is.
export function titleOf(row: Row): string {
  const of = row.sighting_of;
  if (!of) return (code !== 'en' && madeTitle(row)) || row.title || row.id;
  const what = of.title ?? word('type', of.type).toLocaleLowerCase(code);
  return t('object.sighting_of', { what });
}

export function list(words: string[]): string {
  return words.join(code === 'ja' ? '、' : ', ');
}

export function country(code2: string): string {
  try {
    return new Intl.DisplayNames(code, { type: 'region' }).of(code2) ?? code2;
  } catch {
    return code2;
  }
}

export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(code, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export function bytes(count: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let step = 0;
  while (count >= 1000 && step < units.length - 1) {
    count /= 1000;
    step++;
  }
  return new Intl.NumberFormat(code, {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: count < 10 && step > 0 ? 1 : 0,
  }).format(count);
}
