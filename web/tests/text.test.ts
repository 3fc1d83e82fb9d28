import { describe, expect, test } from 'vitest';
import { defang, looksLikeId, looksLikeValue, refang } from '../src/core/defang';
import { cutBytes, shorten } from '../src/core/spans';
import { jsonLines } from '../src/core/json';
import { checkWorkerUrl } from '../src/core/worker_url';

describe('defanging', () => {
  test.each([
    ['https://evil.example/a.html', 'hxxps://evil[.]example/a.html'],
    ['http://user@evil.example:8080/x', 'hxxp://user@evil[.]example:8080/x'],
    ['198.51.100.7', '198[.]51[.]100[.]7'],
    ['evil.example', 'evil[.]example'],
    ['a.b@evil.example', 'a.b[@]evil[.]example'],
    ['偽病院.example と 192.0.2.1', '偽病院[.]example と 192[.]0[.]2[.]1'],
    ['ftp://files.example/x', 'fxp://files[.]example/x'],
  ])('%s', (live, safe) => {
    expect(defang(live)).toBe(safe);
  });

  test('leaves alone what nobody can click', () => {
    for (const text of ['d41d8cd98f00b204e9800998ecf8427e', 'version 2.1', 'CVE-2020-0601', '3.5'])
      expect(defang(text)).toBe(text);
  });

  test('is undone by refanging', () => {
    for (const text of ['https://evil.example/a.html', '198.51.100.7', 'a@evil.example'])
      expect(refang(defang(text))).toBe(text);
  });
});

describe('a value or words', () => {
  test.each([
    'hxxps://evil[.]example/x',
    'evil[.]example',
    'evil(dot)example',
    '198.51.100.0/24',
    '2001:db8::1',
    'd41d8cd98f00b204e9800998ecf8427e',
    'user@evil.example',
    'CVE-2020-0601',
    'AS64500',
    'xn--bcher-kva.example',
  ])('%s is a value', (text) => expect(looksLikeValue(text)).toBe(true));

  test.each(['hospital', 'two words', 'mask*', '病院', '', 'abc', '"a phrase"'])(
    '%s is words',
    (text) => expect(looksLikeValue(text)).toBe(false),
  );

  test('an id is an id', () => {
    expect(looksLikeId('indicator--a6e66a75-29cd-47bd-ac97-b9b465493897')).toBe(true);
    expect(looksLikeId('indicator--nothing')).toBe(false);
  });
});

describe('offsets in bytes', () => {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  test.each(['GET ', '日本語 ', '😀 é ', ''])('after %j', (before) => {
    const at = bytes(before);
    expect(cutBytes(before + 'evil.example end', at, at + 12)).toEqual({
      before,
      hit: 'evil.example',
      after: ' end',
    });
  });
  test('inside of a character they move to its beginning', () => {
    expect(cutBytes('日本', 1, 6)).toEqual({ before: '', hit: '日本', after: '' });
  });
  test('beyond the end they stop at it', () => {
    expect(cutBytes('ab', 1, 99)).toEqual({ before: 'a', hit: 'b', after: '' });
  });
  test('a long line is shortened around the hit', () => {
    const cut = shorten({ before: 'x'.repeat(50), hit: 'y', after: 'z'.repeat(50) }, 10);
    expect(cut).toEqual({ before: '…' + 'x'.repeat(10), hit: 'y', after: 'z'.repeat(10) + '…' });
  });
});

describe('JSON in colours', () => {
  test('loses no character', () => {
    const text = JSON.stringify({ a: [1, -2.5e9, 'x"\\y', null], 日本: { b: true } }, null, 2);
    const again = jsonLines(text).map((line) => line.map((word) => word.text).join(''));
    expect(again.join('\n')).toBe(text);
  });
  test('tells names from texts', () => {
    expect(jsonLines('  "a": "b",')[0]!.map((word) => word.kind)).toEqual([
      'sign',
      'name',
      'sign',
      'sign',
      'text',
      'sign',
    ]);
  });
});

describe('the policy for workers', () => {
  const origin = 'https://renkei.example';
  test('lets a file of this origin pass', () => {
    expect(checkWorkerUrl('/assets/w.js', origin)).toBe(origin + '/assets/w.js');
  });
  test.each([
    '//elsewhere.example/w.js',
    'blob:https://renkei.example/1',
    'data:text/javascript,1',
  ])('refuses %s', (url) => expect(() => checkWorkerUrl(url, origin)).toThrow(TypeError));
});
