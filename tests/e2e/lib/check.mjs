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

const TRIES = 3;

export class Tally {
    passed = 0;
    failed = 0;
    #only;

    constructor(only) {
        this.#only = only;
    }

    // One test: `name` is a sentence that should be true. A browser on a busy machine misses a beat now
    // and then: what fails is tried again, twice, and the log says so; what is false stays false.
    async test(name, run) {
        if (this.#only && !name.includes(this.#only)) return;
        for (let attempt = 1; attempt <= TRIES; attempt++) {
            const begin = Date.now();
            try {
                await run();
                this.passed++;
                console.log(`ok    ${name} (${Date.now() - begin} ms)`);
                return;
            } catch (error) {
                const why =
                    error instanceof Failed ? error.message : (error?.stack ?? String(error));
                const word = attempt < TRIES ? 'AGAIN' : 'FAIL ';
                console.log(`${word} ${name}\n      ${why.replaceAll('\n', '\n      ')}`);
            }
        }
        this.failed++;
    }
}
