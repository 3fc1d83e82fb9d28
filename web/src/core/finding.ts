// finding.ts - what breaks a rule of STIX 2.1, said in the language of the page. The program's own
// sentence is the English one; another language makes its own of the code and the values. Not in the
// catalogue, which every page loads.
import japanese from '../../i18n/finding.ja.json';
import { language, reasonOf, sentence, word } from './i18n.svelte';
import { formatMessage } from './message';
import { regexSaid } from './regex';
import type { Refusal, SaidFinding } from './types';

type Words = Record<string, string>;
const sentences: Words = japanese.sentence;
const kinds: Words = japanese.kind;

const whyOf = (of: Refusal) => (of.code === 'regex' ? regexSaid(of) : reasonOf(of));

// Values that are words of English; undefined for one that has no other word.
function valueOf(name: string, value: string): string | undefined {
  if (name === 'kind') return kinds[value];
  if (name === 'expected') return sentence(`pattern_expected.${value.replace(/ \(.*\)$/, '')}`);
  return value;
}

// undefined: there are only the words of the program, in English.
export function findingSaid(of: SaidFinding, rule: string): string | undefined {
  const said = language() === 'ja' && of.code ? sentences[of.code] : undefined;
  if (!said) return undefined;
  const values: Words = {};
  for (const [name, value] of Object.entries(of.values ?? {})) {
    const own = name === 'rule' ? word('stix_rule', rule) : valueOf(name, value);
    if (own === undefined) return undefined;
    values[name] = own;
  }
  if (of.why) {
    const why = whyOf(of.why);
    if (why === undefined) return undefined;
    values.why = why;
  }
  return formatMessage(said, values, 'ja');
}
