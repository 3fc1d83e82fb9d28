// json.ts - JSON as lines of coloured words. Strings only: whoever draws them makes the elements.

export type Word = { text: string; kind: 'name' | 'text' | 'number' | 'word' | 'sign' };

export function jsonLines(text: string): Word[][] {
  return text.split('\n').map(jsonWords);
}

// One line of JSON that was printed with indentation.
function jsonWords(line: string): Word[] {
  const words: Word[] = [];
  const pattern =
    /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([\s{}[\],:]+)|([^])/g;
  for (const found of line.matchAll(pattern)) {
    if (found[1] !== undefined) {
      words.push({ text: found[1], kind: found[2] ? 'name' : 'text' });
      if (found[2]) words.push({ text: found[2], kind: 'sign' });
    } else if (found[3] !== undefined) words.push({ text: found[3], kind: 'number' });
    else if (found[4] !== undefined) words.push({ text: found[4], kind: 'word' });
    else words.push({ text: found[0], kind: 'sign' });
  }
  return words;
}
