// spans.ts - the server counts bytes of UTF-8, a string counts UTF-16 units.

export interface Cut {
  before: string;
  hit: string;
  after: string;
}

// Cuts `text` at two offsets in bytes. An offset inside a character moves to its beginning.
export function cutBytes(text: string, begin: number, end: number): Cut {
  const from = unitAt(text, begin);
  const to = Math.max(from, unitAt(text, end));
  return { before: text.slice(0, from), hit: text.slice(from, to), after: text.slice(to) };
}

function unitAt(text: string, byte: number): number {
  let at = 0;
  let unit = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (at + width > byte) return unit;
    at += width;
    unit += character.length;
  }
  return unit;
}

// Keeps a long line readable: at most `room` characters on each side of the hit.
export function shorten(cut: Cut, room: number): Cut {
  return {
    before: cut.before.length > room ? '…' + cut.before.slice(-room) : cut.before,
    hit: cut.hit,
    after: cut.after.length > room ? cut.after.slice(0, room) + '…' : cut.after,
  };
}
