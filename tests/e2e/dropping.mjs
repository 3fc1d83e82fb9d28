// dropping.mjs - files dropped on a page: a big one whose import is watched, a list that is matched.
import { person } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';

const bigLines = 400_000;

// Drops a file that is made in the page: `lines` times a name, or just `text`.
async function drop(page, name, { text = '', lines = 0 }) {
    const carried = await page.evaluateHandle(
        ({ name, text, lines }) => {
            const all = [text];
            for (let i = 0; i < lines; i++) all.push(`host-${i}.big.example\n`);
            const transfer = new DataTransfer();
            transfer.items.add(new File(all, name));
            return transfer;
        },
        { name, text, lines },
    );
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: carried });
}

// What the page shows while it reads, each time that it changes.
function watch(page) {
    return page.evaluate(
        () =>
            new Promise((resolve) => {
                const shown = [];
                const look = () => {
                    const job = document.querySelector('article.job');
                    if (job?.querySelector('.counters')) return resolve(shown);
                    const bar = job?.querySelector('progress');
                    const words = job?.textContent.replace(/\s+/g, ' ') ?? '';
                    const last = shown.at(-1);
                    if (bar && (last?.share !== bar.value || last.words !== words))
                        shown.push({ share: bar.value, words });
                    requestAnimationFrame(look);
                };
                look();
            }),
    );
}

export async function dropping(tally, { browser, url, servers }) {
    await tally.test('dropping: how far an import is can be watched while it is read', async () => {
        const { store, password } = servers.empty('big');
        const server = await servers.start(store);
        const someone = await person(browser, server.url, 'operator', { password });
        const page = await someone.page('/exchange/import');
        await drop(page, 'big.txt', { lines: bigLines });
        const shown = await watch(page);
        const shares = shown.map((one) => one.share);
        const between = new Set(shares.filter((share) => share > 0 && share < 1));
        expect(between.size >= 4, `the bar moves, found ${[...between].slice(0, 20)}`);
        expectEqual(
            shares,
            [...shares].sort((a, b) => a - b),
            'the bar does not go back',
        );
        const taken = shown
            .map((one) => Number(/([\d,]+) taken/.exec(one.words)?.[1].replace(/,/g, '')))
            .filter(Number.isFinite);
        const counts = new Set(taken.filter((count) => count > 0 && count < bigLines));
        expect(counts.size >= 2, `what is taken is counted meanwhile, found ${[...counts]}`);
        const end = await page.locator('article.job .counters .taken dd').textContent();
        expectEqual(Number(end.replace(/\D/g, '')), bigLines, 'taken in the end');
        expectEqual(await page.locator('article.job progress').count(), 0, 'bars in the end');
        someone.check();
        await someone.close();
        await server.stop();
    });

    await tally.test('dropping: a list is matched as a log is', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/match');
        const text =
            'harmless.example\nhospita1.example\nnothospita1.example\n' +
            'hxxps://hospita1[.]example/login\n203.0.113.45\n203.0.113.4\n';
        await drop(page, 'list.txt', { text });
        await page.locator('.sum.found').waitFor();
        const lines = await page
            .locator('section .lines tr th')
            .evaluateAll((all) => all.map((one) => Number(one.textContent.replace(/\D/g, ''))));
        expectEqual([...new Set(lines)].sort(), [2, 4, 6], 'lines of the list that are dangerous');
        await page.locator('.chip', { hasText: 'list.txt' }).waitFor();
        someone.check();
        await someone.close();
    });
}
