// pack.mjs - after `vite build`: holds the sizes to what was promised, and lays compressed copies beside
// every text file, so that the server only has to choose one.
//
//     node script/pack.mjs [folder]      (dist, unless said otherwise)
//
// The same input gives the same bytes: no names and no times are stored.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? fileURLToPath(new URL('../dist', import.meta.url));
const packable = /\.(js|css|html|svg|json|txt)$/;
const smallest = 512; // below this, the header of the answer weighs more than what is saved
const budgets = { first: 80_000, page: 40_000, all: 600_000 }; // bytes of gzip

function* files(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
        a.name < b.name ? -1 : 1,
    )) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) yield* files(path);
        else yield path;
    }
}

function gzip(bytes) {
    const packed = gzipSync(bytes, { level: 9 });
    packed[9] = 255; // the byte that names the operating system
    return packed;
}

function brotli(bytes) {
    return brotliCompressSync(bytes, {
        params: {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
    });
}

// The files a page needs besides those that are there already.
function closure(manifest, key, without = new Set(), found = new Set()) {
    const chunk = manifest[key];
    if (!chunk || found.has(chunk.file)) return found;
    if (!without.has(chunk.file)) found.add(chunk.file);
    for (const other of chunk.imports ?? []) closure(manifest, other, without, found);
    return found;
}

function measure() {
    const path = join(dist, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    rmSync(path);
    const size = (names) =>
        [...names].reduce((sum, name) => sum + gzip(readFileSync(join(dist, name))).length, 0);
    const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
    const frame = closure(manifest, entry);
    // What a first visit loads: the frame, one language, the overview.
    const first = new Set(frame);
    for (const key of ['i18n/en.json', 'src/pages/Overview.svelte'])
        for (const file of closure(manifest, key)) first.add(file);
    const sizes = { first: size(first) };
    let page = 0;
    for (const key of manifest[entry].dynamicImports ?? []) {
        const bytes = size(closure(manifest, key, frame));
        if (bytes > page) page = bytes;
        sizes[key] = bytes;
    }
    return { sizes, first: sizes.first, page };
}

const { sizes, first, page } = measure();
let all = 0;
for (const path of [...files(dist)]) {
    if (/\.(br|gz)$/.test(path)) rmSync(path);
    else if (packable.test(path)) {
        const bytes = readFileSync(path);
        const small = gzip(bytes);
        all += small.length;
        if (bytes.length < smallest) continue;
        writeFileSync(path + '.gz', small);
        writeFileSync(path + '.br', brotli(bytes));
    } else all += readFileSync(path).length;
}
const measured = { first, page, all };
for (const [name, bytes] of Object.entries(sizes))
    console.log(String(bytes).padStart(7), name.replace(/^src\//, ''));
console.log(`gzip: first view ${first}, largest page ${page}, everything ${all}`);
for (const [name, most] of Object.entries(budgets))
    if (measured[name] > most) {
        console.error(`over budget: ${name} is ${measured[name]} bytes of gzip, ${most} allowed`);
        process.exitCode = 1;
    }
