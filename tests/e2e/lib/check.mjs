// check.mjs - what a test says, and how it is counted.
import { deepStrictEqual } from 'node:assert';

export class Failed extends Error {}

export function expect(isTrue, sentence) {
    if (!isTrue) throw new Failed(sentence);
}

export function expectEqual(found, wanted, what) {
    try {
        deepStrictEqual(found, wanted);
    } catch {
        throw new Failed(
            `${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`,
        );
    }
}

// Waits until `find` gives something that is true, and gives it back.
export async function until(find, sentence, limit_ms = 15_000) {
    const end = Date.now() + limit_ms;
    let last;
    do {
        try {
            last = await find();
            if (last) return last;
        } catch (error) {
            last = error;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    } while (Date.now() < end);
    throw new Failed(`${sentence}: not within ${limit_ms / 1000} s (last: ${String(last)})`);
}

export class Tally {
    passed = 0;
    failed = 0;
    #only;

    constructor(only) {
        this.#only = only;
    }

    // One test: `name` is a sentence that should be true. It has one try: what fails now and then is
    // a fault of the page, or of a test that waits for the wrong thing.
    async test(name, run) {
        if (this.#only && !name.includes(this.#only)) return;
        const begin = Date.now();
        try {
            await run();
            this.passed++;
            console.log(`ok    ${name} (${Date.now() - begin} ms)`);
        } catch (error) {
            this.failed++;
            const why = error instanceof Failed ? error.message : (error?.stack ?? String(error));
            console.log(`FAIL  ${name}\n      ${why.replaceAll('\n', '\n      ')}`);
        }
    }
}
