// message.ts - the sentences of the catalogue: `{name}` and `{n, plural, one {# file} other {# files}}`.
//
// A subset of the ICU message format, small enough that the C server reads the same files.
// `#` inside a plural is the number. Numbers are written as the language writes them.

// A count that may be a lower bound: written `10,000+`, and then never one.
export interface Counted {
  count: number;
  exact: boolean;
}

export type Values = Record<string, string | number | Counted>;

const plurals = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function pluralRules(language: string): Intl.PluralRules {
  let rules = plurals.get(language);
  if (!rules) plurals.set(language, (rules = new Intl.PluralRules(language)));
  return rules;
}

export function formatNumber(value: number, language: string): string {
  let format = numbers.get(language);
  if (!format) numbers.set(language, (format = new Intl.NumberFormat(language)));
  return format.format(value);
}

function formatCounted(value: Counted, language: string): string {
  return formatNumber(value.count, language) + (value.exact ? '' : '+');
}

function formatValue(value: Values[string], language: string): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? formatNumber(value, language) : formatCounted(value, language);
}

function branchOf(choices: Map<string, string>, value: Counted, language: string): string {
  const other = choices.get('other') ?? '';
  if (!value.exact) return other;
  return (
    choices.get('=' + value.count) ??
    choices.get(pluralRules(language).select(value.count)) ??
    other
  );
}

// The index of the brace that closes the one at `open`, or -1.
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

export function branches(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let i = 0;
  while (i < text.length) {
    const open = text.indexOf('{', i);
    if (open < 0) break;
    const close = closing(text, open);
    if (close < 0) break;
    found.set(text.slice(i, open).trim(), text.slice(open + 1, close));
    i = close + 1;
  }
  return found;
}

export function formatMessage(text: string, values: Values | undefined, language: string): string {
  let out = '';
  let i = 0;
  while (i < text.length) {
    const open = text.indexOf('{', i);
    if (open < 0) return out + text.slice(i);
    const close = closing(text, open);
    if (close < 0) return out + text.slice(i);
    out += text.slice(i, open);
    const inner = text.slice(open + 1, close);
    const comma = inner.indexOf(',');
    const name = (comma < 0 ? inner : inner.slice(0, comma)).trim();
    const value = values?.[name];
    if (value === undefined) out += `{${name}}`;
    else if (comma < 0) out += formatValue(value, language);
    else {
      const rest = inner.slice(inner.indexOf(',', comma + 1) + 1);
      const count = typeof value === 'object' ? value : { count: Number(value), exact: true };
      const chosen = branchOf(branches(rest), count, language);
      const written = formatCounted(count, language);
      out += formatMessage(chosen.replaceAll('#', written), values, language);
    }
    i = close + 1;
  }
  return out;
}

// The names of the values that a sentence needs, sorted: both languages must need the same.
export function placeholders(text: string): string[] {
  const names = new Set<string>();
  let i = 0;
  while (i < text.length) {
    const open = text.indexOf('{', i);
    if (open < 0) break;
    const close = closing(text, open);
    if (close < 0) throw new Error(`unbalanced braces: ${text}`);
    const inner = text.slice(open + 1, close);
    const comma = inner.indexOf(',');
    names.add((comma < 0 ? inner : inner.slice(0, comma)).trim());
    if (comma >= 0)
      for (const branch of branches(inner.slice(inner.indexOf(',', comma + 1) + 1)).values())
        for (const name of placeholders(branch)) names.add(name);
    i = close + 1;
  }
  return [...names].sort();
}
