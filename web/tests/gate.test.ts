// What the content security policy would refuse, and what STYLE asks, is refused here first.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from './files';

const web = new URL('..', import.meta.url).pathname;
const files = [
  ...filesBelow(join(web, 'src'), /\.(ts|svelte|css|html)$/),
  join(web, 'index.html'),
].map((path) => ({ path: path.slice(web.length), text: readFileSync(path, 'utf8') }));

const refused: [string, RegExp][] = [
  ['raw HTML', /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/],
  ['an inline style', /\sstyle="|\sstyle='|\sstyle=\{|setAttribute\(['"]style/],
  ['code from text', /\beval\(|new Function\(|setTimeout\(['"`]|setInterval\(['"`]/],
  ['another host', /\bhttps?:\/\/(?!www\.w3\.org\/2000\/svg)[a-z0-9-]+\.[a-z]/i],
  ['an inline handler', /\son[a-z]+="/],
  ['a data or blob URL', /['"`(](?:data|blob|javascript):/],
  ['an unchecked worker', /new (?:Shared)?Worker\((?!trustedWorkerUrl)/],
];

// Sentences about defanged URLs are no requests.
const isHarmless = (line: string) => /^\s*(\/\/|\/\*|\*)/.test(line);

export function findings(text: string): string[] {
  const found: string[] = [];
  for (const line of text.split('\n')) {
    if (isHarmless(line)) continue;
    for (const [name, pattern] of refused)
      if (pattern.test(line)) found.push(`${name}: ${line.trim()}`);
  }
  return found;
}

describe('the gate', () => {
  test.each(files)('$path', ({ text }) => {
    expect(findings(text)).toEqual([]);
  });

  test('can fail', () => {
    expect(findings('<p>{@html text}</p>')).toHaveLength(1);
    expect(findings('<p style="color: red">')).toHaveLength(1);
    expect(findings("fetch('https://cdn.example.com/x.js')")).toHaveLength(1);
    expect(findings("eval('1')")).toHaveLength(1);
    expect(findings("new Worker('/w.js')")).toHaveLength(1);
  });

  test('one dependency at run time', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(web, 'package.json'), 'utf8'),
    ) as { dependencies: Record<string, string>; devDependencies: Record<string, string> };
    expect(Object.keys(dependencies)).toEqual(['svelte']);
    for (const version of Object.values({ ...dependencies, ...devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('the lockfile names no host', () => {
    const lock = JSON.parse(readFileSync(join(web, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string }>;
    };
    for (const [name, entry] of Object.entries(lock.packages)) {
      if (!name) continue;
      expect(entry.resolved, name).toBeUndefined();
      expect(entry.integrity, name).toMatch(/^sha512-/);
    }
  });
});
