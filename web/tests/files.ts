import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export function* filesBelow(folder: string, ending: RegExp): Generator<string> {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* filesBelow(path, ending);
    else if (ending.test(name)) yield path;
  }
}
