// places.ts - places that the server tells in bytes of UTF-8, in a text that is shown here.

// The offsets in UTF-16 of offsets in bytes, in any order: one walk over the text.
export function unitsOf(text: string, bytes: number[]): number[] {
  const order = bytes.map((_, i) => i).sort((a, b) => bytes[a]! - bytes[b]!);
  const units = new Array<number>(bytes.length).fill(text.length);
  let unit = 0;
  let byte = 0;
  for (const i of order) {
    while (unit < text.length && byte < bytes[i]!) {
      const code = text.charCodeAt(unit);
      const isPair = code >= 0xd800 && code < 0xdc00 && unit + 1 < text.length;
      byte += code < 0x80 ? 1 : code < 0x800 ? 2 : isPair ? 4 : 3;
      unit += isPair ? 2 : 1;
    }
    units[i] = unit;
  }
  return units;
}

export function unitOf(text: string, byte: number): number {
  return unitsOf(text, [byte])[0]!;
}

// What stands from `from` to `to`, as far as it is on one line, with what is around it there.
export function lineAround(text: string, from: number, to: number) {
  const begin = text.lastIndexOf('\n', from - 1) + 1;
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  return {
    before: text.slice(begin, from),
    hit: text.slice(from, Math.min(to, end)),
    after: text.slice(Math.min(to, end), end),
  };
}

// Selects a place of a field that does not wrap, and brings it into view.
export function reveal(field: HTMLTextAreaElement, from: number, to: number): void {
  const style = getComputedStyle(field);
  const line = parseFloat(style.lineHeight) || 18;
  const begin = field.value.lastIndexOf('\n', from - 1) + 1;
  let above = 0;
  for (let i = field.value.indexOf('\n'); i >= 0 && i < from; i = field.value.indexOf('\n', i + 1))
    above++;
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  field.scrollTop = above * line - field.clientHeight / 2;
  field.scrollLeft = (from - begin) * parseFloat(style.fontSize) * 0.6 - field.clientWidth / 2;
  field.scrollIntoView({ block: 'nearest' });
}
