// The build keeps its promises: twice the same bytes, within the budgets, nothing inline.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesBelow } from './files';

const web = new URL('..', import.meta.url).pathname;
const folders: string[] = [];

function build(): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'renkei-web-'));
  folders.push(folder);
  const run = (...args: string[]) =>
    execFileSync(process.execPath, args, {
      cwd: web,
      stdio: 'pipe',
      env: { ...process.env, NODE_ENV: 'production' },
    });
  run('node_modules/vite/bin/vite.js', 'build', '--outDir', folder, '--emptyOutDir');
  run('script/pack.mjs', folder); // fails when a budget is exceeded
  const files = new Map<string, string>();
  for (const path of filesBelow(folder, /./))
    files.set(relative(folder, path), readFileSync(path).toString('latin1'));
  return files;
}

describe('the build', () => {
  let first: Map<string, string>;
  beforeAll(() => {
    first = build();
  }, 300_000);
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  test('is the same byte for byte when repeated', () => {
    const second = build();
    expect([...second.keys()]).toEqual([...first.keys()]);
    for (const [name, bytes] of second) expect(bytes === first.get(name), name).toBe(true);
  }, 300_000);

  test('has packed copies beside every text file', () => {
    const plain = [...first].filter(
      ([name, bytes]) => !/\.(br|gz)$/.test(name) && bytes.length >= 512,
    );
    expect(plain.length).toBeGreaterThan(10);
    for (const [name] of plain) {
      expect(first.has(name + '.br'), name).toBe(true);
      expect(first.has(name + '.gz'), name).toBe(true);
    }
  });

  test('names everything but the entry by its content', () => {
    const named = [...first.keys()].filter((name) => !/\.(br|gz)$/.test(name));
    expect(named.filter((name) => !/^assets\/.+-[\w-]{8}\.\w+$/.test(name))).toEqual([
      'favicon.svg',
      'index.html',
    ]);
  });

  test('runs nothing that stands in the page itself', () => {
    const page = first.get('index.html')!;
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
    expect(page).not.toMatch(/https?:\/\//);
  });
});
