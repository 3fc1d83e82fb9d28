// A pattern in colours, and places in a text.
import { describe, expect, test } from 'vitest';
import { filledIn, pieces, piecesWithFault, treeOf } from '../src/core/pattern';
import { lineAround, unitOf, unitsOf } from '../src/core/places';

const kinds = (text: string) =>
  pieces(text)
    .filter((piece) => piece.text.trim())
    .map((piece) => `${piece.kind}:${piece.text}`);

describe('the pieces of a pattern', () => {
  test('are words, names, constants and signs', () => {
    expect(kinds("[file:hashes.'SHA-256' IN ('a\\'b', h'0f') AND x:y[*] >= -1.5]")).toEqual([
      'bracket:[',
      'name:file',
      'sign::',
      'name:hashes',
      'sign:.',
      "string:'SHA-256'",
      'word:IN',
      'bracket:(',
      "string:'a\\'b'",
      'sign:,',
      "string:h'0f'",
      'bracket:)',
      'word:AND',
      'name:x',
      'sign::',
      'name:y',
      'bracket:[',
      'sign:*',
      'bracket:]',
      'sign:>=',
      'number:-1.5',
      'bracket:]',
    ]);
  });

  test('are names behind a colon or a dot, whatever they are called', () => {
    expect(kinds('[a:IN.LIKE LIKE true]')).toEqual(
      ['bracket:[', 'name:a', 'sign::', 'name:IN', 'sign:.', 'name:LIKE'].concat([
        'word:LIKE',
        'word:true',
        'bracket:]',
      ]),
    );
  });

  test.each([
    "[a:b = 'no end",
    "[a:b = 'no end\\",
    '/* no end',
    '// to the end\n[a',
    '観測 😀 [x:ä = 1]\r\n\t',
    '',
    "''''",
    '1.2.3-x',
  ])('lose nothing of %j', (text) => {
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  test('mark the one that is wrong, and a blank past the end', () => {
    const wrong = (text: string, at: number) =>
      piecesWithFault(text, at)
        .filter((piece) => piece.wrong)
        .map((piece) => piece.text);
    expect(wrong('[a:b ~ 1]', 5)).toEqual(['~']);
    expect(wrong('[a:b', 4)).toEqual([' ']);
    expect(wrong('', 0)).toEqual([' ']);
    expect(piecesWithFault('[a', undefined).some((piece) => piece.wrong)).toBe(false);
  });
});

describe('a sentence', () => {
  test('takes what is given as text, braces and all', () => {
    expect(filledIn('{a} is {b}', ['x:y', "'{a}'"])).toEqual([
      { text: 'x:y', given: true },
      { text: ' is ', given: false },
      { text: "'{a}'", given: true },
    ]);
  });
});

describe('lines with a depth', () => {
  test('become a tree', () => {
    const of = (depths: number[]) => treeOf(depths.map((depth) => ({ depth })));
    expect(of([0, 1, 2, 1]).map((one) => one.below.map((below) => below.below.length))).toEqual([
      [1, 0],
    ]);
    expect(of([]).length).toBe(0);
    expect(of([0, 0]).length).toBe(2);
  });
});

describe('places in bytes', () => {
  const text = 'aé観😀z';
  test('are found in any order, and never past the end', () => {
    expect(unitsOf(text, [10, 0, 1, 3, 6, 11, 99])).toEqual([5, 0, 1, 2, 3, 6, 6]);
    expect(unitOf('', 3)).toBe(0);
  });
  test('agree with what an encoder says', () => {
    const long = 'x😀é\n観'.repeat(50);
    const encoder = new TextEncoder();
    for (let unit = 0; unit <= long.length; unit++) {
      const isInside = /[\udc00-\udfff]/.test(long[unit] ?? '');
      if (!isInside) expect(unitOf(long, encoder.encode(long.slice(0, unit)).length)).toBe(unit);
    }
  });
  test('are shown on their line', () => {
    const lines = 'one\ntwo three\nfour';
    expect(lineAround(lines, 8, 13)).toEqual({ before: 'two ', hit: 'three', after: '' });
    expect(lineAround(lines, 8, 17)).toEqual({ before: 'two ', hit: 'three', after: '' });
    expect(lineAround(lines, 0, 3)).toEqual({ before: '', hit: 'one', after: '' });
    expect(lineAround('', 0, 0)).toEqual({ before: '', hit: '', after: '' });
  });
});
