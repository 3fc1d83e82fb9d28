// pattern.ts - a STIX pattern cut into pieces to be coloured. What is right and what is wrong is for
// the server to say: this knows words, strings and signs, and loses no character.

export type PieceKind =
  'word' | 'name' | 'string' | 'number' | 'sign' | 'bracket' | 'comment' | 'plain';

export interface Piece {
  kind: PieceKind;
  text: string;
  wrong?: boolean;
}

const words = new Set(
  [
    'AND OR NOT FOLLOWEDBY WITHIN SECONDS REPEATS TIMES START STOP IN LIKE MATCHES ISSUBSET',
    'ISSUPERSET EXISTS true false',
  ].flatMap((line) => line.split(' ')),
);

const scanner = new RegExp(
  [
    /(?<comment>\/\*[^]*?(?:\*\/|$)|\/\/[^\n\r]*)/,
    /(?<string>[tbh]?'(?:[^'\\]|\\[^])*(?:'|\\?$))/,
    /(?<number>-?(?:\d+\.?\d*|\.\d+)(?![\w-]))/,
    /(?<name>[A-Za-z_\u0080-\uffff][\w\-\u0080-\uffff]*)/,
    /(?<sign>[=!<>]+|[:.,*])/,
    /(?<bracket>[[\]()])/,
    /(?<plain>\s+|.)/,
  ]
    .map((one) => one.source)
    .join('|'),
  'g',
);

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  for (const match of text.matchAll(scanner)) {
    const groups = Object.entries(match.groups ?? {});
    let kind = (groups.find(([, value]) => value !== undefined)?.[0] ?? 'plain') as PieceKind;
    const before = found.at(-1)?.text;
    // Behind a dot or a colon stands a name, whatever it is called.
    if (kind === 'name' && words.has(match[0]) && before !== '.' && before !== ':') kind = 'word';
    found.push({ kind, text: match[0] });
  }
  return found;
}

// The same, with the piece at `at` (of UTF-16) marked as wrong; past the end a blank is.
export function piecesWithFault(text: string, at: number | undefined): Piece[] {
  const all = pieces(text);
  if (at === undefined) return all;
  let end = 0;
  for (const piece of all) {
    end += piece.text.length;
    if (at >= end) continue;
    piece.wrong = true;
    return all;
  }
  return [...all, { kind: 'plain', text: ' ', wrong: true }];
}

// A sentence of the catalogue with {a} and {b}, in pieces: what is put in is `given`.
export interface Said {
  text: string;
  given: boolean;
}
export function filledIn(sentence: string, given: string[]): Said[] {
  return sentence
    .split(/(\{[ab]\})/)
    .filter(Boolean)
    .map((text) =>
      text === '{a}' || text === '{b}'
        ? { text: given[text === '{a}' ? 0 : 1] ?? '', given: true }
        : { text, given: false },
    );
}

// Lines with a depth as a tree.
export interface Branch<T> {
  line: T;
  below: Branch<T>[];
}
export function treeOf<T extends { depth: number }>(lines: T[]): Branch<T>[] {
  const top: Branch<T>[] = [];
  const path: Branch<T>[] = [];
  for (const line of lines) {
    const branch = { line, below: [] };
    path.length = Math.min(path.length, line.depth);
    (path.at(-1)?.below ?? top).push(branch);
    path.push(branch);
  }
  return top;
}
