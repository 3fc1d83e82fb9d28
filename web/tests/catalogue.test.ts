// What a person reads exists in both languages; what the catalogue says is used; nothing is missing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from './files';
import { placeholders } from '../src/core/message';
import en from '../i18n/en.json';
import ja from '../i18n/ja.json';
import acts from '../i18n/audit_act.json';
import findings from '../i18n/finding.ja.json';

const web = new URL('..', import.meta.url).pathname;

const english = en as Record<string, string>;
const japanese = ja as Record<string, string>;
const sources = [...filesBelow(join(web, 'src'), /\.(ts|svelte)$/)].map((path) =>
  readFileSync(path, 'utf8'),
);
const all = sources.join('\n');

// Groups whose keys are chosen by data: `word('type', row.type)`, the code of a problem.
const byData = new Set(
  [
    'type kind prop role sector rule agenda bool why zone indicator_type pattern_type opinion',
    'identity_class problem form refusal view_what pattern_say pattern_expected pattern_deviation',
    'pattern_answer pattern_why stix_rule mark_kind acs',
  ].flatMap((line) => line.split(' ')),
);

describe('the catalogue', () => {
  test('has the same keys in both languages, in the same order', () => {
    expect(Object.keys(japanese)).toEqual(Object.keys(english));
  });

  test('needs the same values in both languages', () => {
    for (const key of Object.keys(english)) {
      expect.soft(placeholders(japanese[key]!), key).toEqual(placeholders(english[key]!));
    }
  });

  test('has a sentence for each reason of a refusal, and no other', () => {
    const table = readFileSync(join(web, '../src/exchange/refusal.c'), 'utf8');
    const codes = [...table.matchAll(/^ {4}\{"([a-z0-9-]+)", "/gm)].map((found) => found[1]!);
    expect(codes.length).toBeGreaterThan(50);
    codes.push('rule'); // by the rule's name
    const told = Object.keys(english).filter((key) => key.startsWith('refusal.'));
    expect(told.sort()).toEqual([...new Set(codes)].map((code) => `refusal.${code}`).sort());
    // What a sentence speaks of is in every row of its code.
    for (const key of told.filter((one) => placeholders(english[one]!).length > 0)) {
      const rows = table.split('\n').filter((line) => line.includes(`{"${key.slice(8)}", "`));
      for (const row of rows) expect.soft(row, key).toContain('%');
    }
  });

  test('has a word for each act of the record, and no other', () => {
    const table = readFileSync(join(web, '../src/exchange/audit_act.c'), 'utf8');
    const named = [...table.matchAll(/\[AUDIT_\w+\] =\s*\{"([a-z_.]+)"/g)].map((row) => row[1]!);
    expect(named.length).toBeGreaterThan(15);
    expect(Object.keys(acts.en).sort()).toEqual([...named].sort());
    expect(Object.keys(acts.ja)).toEqual(Object.keys(acts.en));
  });

  test('says a pattern in the words of the program', () => {
    const table = readFileSync(join(web, '../src/stix/pattern_explain.c'), 'utf8');
    const rows = [...table.matchAll(/\[SAY_\w+\] = \{"([a-z-]+)",\s*((?:"(?:[^"])*"\s*)+)\}/g)];
    const said = rows.map((row) => [
      `pattern_say.${row[1]}`,
      [...row[2]!.matchAll(/"([^"]*)"/g)]
        .map((part) => part[1])
        .join('')
        .replaceAll('{0}', '{a}')
        .replaceAll('{1}', '{b}'),
    ]);
    expect(said.length).toBeGreaterThan(30);
    expect(Object.entries(english).filter(([key]) => key.startsWith('pattern_say.'))).toEqual(said);
  });

  test('has words for all that a pattern may lack, and for why an answer is open', () => {
    const read = (name: string) => readFileSync(join(web, '../src/stix', name), 'utf8');
    const readers = ['pattern_read.c', 'pattern_token.c', 'pattern_types.c'].map(read).join('\n');
    const expected = [
      ...readers.matchAll(
        /(?:scan_expected(?:_at)?|scan_deviates|take_mark|take_word)\(([^;]*);|what = ("[^"]*")/g,
      ),
    ].flatMap((call) => [...(call[1] ?? call[2]!).matchAll(/"([^"]*)"/g)].map((one) => one[1]!));
    expect(expected.length).toBeGreaterThan(40);
    const whys = ['evaluate.c', 'evaluate_fill.c', 'evaluate_search.c', 'evaluate_solve.c']
      .flatMap((name) => [...read(name).matchAll(/why = "([^"]*)"/g)])
      .map((found) => found[1]!);
    expect(whys.length).toBeGreaterThan(4);
    const missing = [
      ...expected.map(
        (one) => `pattern_expected.${one.replaceAll('\\\\', '\\').replace(/ \(.*\)$/, '')}`,
      ),
      ...whys.map((one) => `pattern_why.${one}`),
    ].filter((key) => !(key in english));
    expect(missing).toEqual([]);
    const deviations = [...readers.matchAll(/\{PATTERN_\w+, "([a-z-]+)"/g)].map((row) => row[1]);
    expect(deviations.length).toBe(8);
    for (const name of deviations) expect(english).toHaveProperty(`pattern_deviation.${name}`);
  });

  test('has a sentence for each rule of STIX 2.1, and no other', () => {
    const table = readFileSync(join(web, '../src/stix/conform_rules.h'), 'utf8');
    const names = [...table.matchAll(/^ {4}RULE\(\w+, "([a-z0-9-]+)", /gm)].map(
      (found) => found[1]!,
    );
    expect(names.length).toBeGreaterThan(100);
    const told = Object.keys(english).filter((key) => key.startsWith('stix_rule.'));
    expect(told.sort()).toEqual(names.map((name) => `stix_rule.${name}`).sort());
  });

  test('says each finding in Japanese, with the values that the program names, and no other', () => {
    const table = readFileSync(join(web, '../src/stix/conform_sayings.h'), 'utf8');
    const rows = [
      ...table
        .replaceAll('\\\n', '')
        .matchAll(/SAYING\(\w+, "([a-z0-9.-]+)",\s*"((?:[^"\\]|\\.)*)"\)/g),
    ];
    expect(rows.length).toBe([...table.matchAll(/^ {4}SAYING\(/gm)].length);
    expect(rows.length).toBeGreaterThan(100);
    expect(Object.keys(findings.sentence).sort()).toEqual(rows.map((row) => row[1]).sort());
    const said = findings.sentence as Record<string, string>;
    for (const [, code, english] of rows)
      expect
        .soft(placeholders(said[code!]!).sort(), code)
        .toEqual(placeholders(english!.replaceAll('\\"', '"')).sort());
  });

  test('has a word for each kind of value that a finding asks for or met', () => {
    const read = (name: string) => readFileSync(join(web, '../src', name), 'utf8');
    const bodies = [
      /json_kind_name\(enum[^]*?^}/m.exec(read('base/json_value.c'))![0],
      /\*wanted_value\([^]*?^}/m.exec(read('stix/conform_value.c'))![0],
      /\*broken_suffix\([^]*?^}/m.exec(read('stix/conform_value.c'))![0],
    ];
    const kinds = bodies.flatMap((body) =>
      [...body.replace(/STR\("[^"]*"\)/g, '').matchAll(/"([^"]+)"/g)].map((one) => one[1]!),
    );
    expect(new Set(kinds).size).toBeGreaterThan(12);
    expect(Object.keys(findings.kind).sort()).toEqual([...new Set(kinds)].sort());
  });

  test('has no empty sentence', () => {
    for (const [key, text] of [...Object.entries(english), ...Object.entries(japanese)])
      expect.soft(text.trim(), key).not.toBe('');
  });

  test('counts one thing as one: a number before a word in the plural chooses its word', () => {
    // What is put into these is text: a path, a constant.
    const counting = Object.entries(english).filter(([key]) => !key.startsWith('pattern_say.'));
    for (const [key, text] of counting)
      expect.soft(text.replace(/\{ms\} ms/, ''), key).not.toMatch(/\{\w+\} [a-z]+s\b/);
  });

  test('speaks Japanese in Japanese', () => {
    // What is the same in both: names, abbreviations, brands of formats.
    const same = Object.keys(english).filter((key) => english[key] === japanese[key]);
    for (const key of same)
      expect.soft(japanese[key], key).toMatch(/^[A-Z0-9][A-Za-z0-9 .+-]*$|^ssdeep$/);
  });

  test('uses です・ます: no sentence ends in plain form', () => {
    for (const [key, text] of Object.entries({ ...japanese, ...findings.sentence }))
      for (const part of text.split('。').slice(0, -1))
        expect
          .soft(part.replace(/（[^）]*）$/, ''), key)
          .toMatch(/(す|せん|ました|でした|ください|か)$/);
  });

  test('knows every key that the pages use', () => {
    const used = new Set<string>();
    for (const found of all.matchAll(/\bt\(\s*'([^']+)'/g)) used.add(found[1]!);
    for (const found of all.matchAll(/\?\s*'([a-z_]+\.[a-z_]+)'|:\s*'([a-z_]+\.[a-z_]+)'/g))
      if (found[1] ?? found[2]) used.add((found[1] ?? found[2])!);
    const missing = [...used].filter((key) => !(key in english) && /^[a-z_]+\.[a-z_]+$/.test(key));
    expect(missing.filter((key) => all.includes(`t('${key}'`))).toEqual([]);
    expect(used.size).toBeGreaterThan(200);
  });

  test('holds no sentence that nothing uses', () => {
    const dynamic = [...all.matchAll(/\bt\(\s*`([^`$]*)\$\{[^`]*\}([^`]*)`/g)].map((found) => ({
      start: found[1]!,
      end: found[2]!,
    }));
    const idle = Object.keys(english).filter(
      (key) =>
        !byData.has(key.split('.')[0]!) &&
        !all.includes(`'${key}'`) &&
        !dynamic.some(({ start, end }) => key.startsWith(start) && key.endsWith(end)),
    );
    expect(idle).toEqual([]);
  });

  test('translates every rule by which the server lets somebody read', () => {
    const policy = join(web, '../src/policy/policy.c');
    if (!existsSync(policy)) return;
    const allowing =
      /case RULE_(?:OPERATOR|PUBLIC|COMMUNITY|MEMBER|CLIENT|AUTHOR|RECIPIENT|TALLY):\s*return\s*((?:"[^"]*"\s*)+);/g;
    const sentences = [...readFileSync(policy, 'utf8').matchAll(allowing)].map((found) =>
      found[1]!.replace(/"\s*"|^"|"\s*$/g, ''),
    );
    expect(sentences.length).toBeGreaterThan(5);
    expect(sentences.filter((text) => !(`why.${text}` in english))).toEqual([]);
  });

  test('has a sentence for every problem that the server may name', () => {
    const server = join(web, '../src');
    if (!existsSync(server)) return;
    const codes = new Set<string>();
    for (const path of filesBelow(server, /\.[ch]$/))
      for (const found of readFileSync(path, 'utf8').matchAll(/"(problem\.[a-z_]+)"/g))
        codes.add(found[1]!);
    expect([...codes].filter((code) => !(code in english))).toEqual([]);
  });
});
