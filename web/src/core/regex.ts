// regex.ts - what PCRE says of a regular expression that is none, in the language of the page. It says
// it in English; what is not known here stands in quotes. Not in the catalogue, which every page loads.
import japanese from '../../i18n/regex.ja.json';
import { language, reasonOf, t } from './i18n.svelte';
import type { Refusal } from './types';

export function regexSaid(of: Refusal): string | undefined {
  const value = of.value ?? of.reason;
  const known: string | undefined =
    language() === 'ja' ? (japanese as Record<string, string>)[value] : value;
  return reasonOf({ code: of.code, value: known ?? t('check.quoted', { value }) });
}
