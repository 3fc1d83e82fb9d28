// intake.mjs - files come in: a good one, a list, a damaged one, one with faults in it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { root, run } from './lib/server.mjs';

function files(folder) {
    const at = (name) => join(folder, name);
    mkdirSync(folder, { recursive: true });
    const bundle = run('python3', [
        join(root, 'tests/bench/generate.py'),
        'bundle',
        '--count',
        '3000',
        '--seed',
        '77',
    ]);
    writeFileSync(at('good.json'), bundle);
    writeFileSync(at('damaged.json'), bundle.slice(0, Math.floor(bundle.length / 2)));
    const some = JSON.parse(bundle);
    some.objects = some.objects.slice(0, 5);
    some.objects[2].created = 'yesterday';
    some.objects[3].type = 'malware';
    // Of an object that is known nothing would be said: these have ids of their own.
    for (const [i, one] of some.objects.entries())
        one.id = one.id.replace(/--......../, `--0000000${i}`);
    writeFileSync(at('faulty.json'), JSON.stringify(some));
    writeFileSync(at('list.txt'), 'evil-one.example\n203.0.113.200\nnot a value at all\n');
    writeFileSync(at('nothing.json'), '{"type": "bundle", "objects": ');
    return at;
}

async function drop(page, paths) {
    const carried = await page.evaluateHandle(
        (all) => {
            const transfer = new DataTransfer();
            for (const [name, text] of all) transfer.items.add(new File([text], name));
            return transfer;
        },
        paths.map((path) => [path.split('/').at(-1), readFileSync(path, 'utf8')]),
    );
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: carried });
}

const job = (page, name) => page.locator('article.job', { hasText: name });

async function counter(page, name, what) {
    const words = await job(page, name).locator(`.counters .${what} dd`).textContent();
    return Number(words.replace(/\D/g, ''));
}

const finished = (page, name) => job(page, name).locator('.counters').waitFor({ timeout: 60_000 });

export async function intake(tally, { browser, url, servers }) {
    const at = files(join(servers.folder, 'files'));

    await tally.test(
        'import: dropped files are taken one after another, with what was refused and why',
        async () => {
            const someone = await person(browser, url, 'hanako');
            someone.allowed.push(422);
            const page = await someone.page('/exchange/import');
            const names = ['good.json', 'list.txt', 'damaged.json', 'faulty.json', 'nothing.json'];
            await drop(page, names.map(at));
            for (const name of names) await job(page, name).waitFor();
            await finished(page, 'good.json');
            expectEqual(await counter(page, 'good.json', 'taken'), 3000, 'taken of good.json');
            await finished(page, 'list.txt');
            expectEqual(await counter(page, 'list.txt', 'taken'), 2, 'taken of list.txt');
            const refused = await job(page, 'list.txt').locator('.refusals').textContent();
            expect(refused.includes('line 3'), `the refusal names line 3, found ${refused}`);

            await finished(page, 'damaged.json');
            const known = await counter(page, 'damaged.json', 'known');
            expect(
                known > 1400 && known < 1501,
                `what stands before the damage is known: ${known}`,
            );
            const damage = await job(page, 'damaged.json').locator('[role=alert]').textContent();
            expect(/\d/.test(damage), `the place of the damage is named, found ${damage}`);

            await finished(page, 'faulty.json');
            expectEqual(await counter(page, 'faulty.json', 'taken'), 3, 'taken of faulty.json');
            expectEqual(await counter(page, 'faulty.json', 'refused'), 2, 'refused of faulty.json');
            const why = await job(page, 'faulty.json').locator('.refusals').textContent();
            expect(why.includes('created') && why.includes('id'), `both reasons, found ${why}`);

            const english = job(page, 'faulty.json').locator('.refusals td span[lang=en]');
            expectEqual(await english.count(), 2, 'reasons in the language of the page');
            const form = await job(page, 'faulty.json').locator('.body > p.meta').last();
            expect((await form.textContent()).includes('STIX bundle'), 'the form has a name');

            await until(
                async () =>
                    /failed|done/.test(
                        await job(page, 'nothing.json').locator('.state').textContent(),
                    ),
                'nothing.json has ended',
            );
            const said = await job(page, 'nothing.json')
                .locator('[role=alert]')
                .first()
                .textContent();
            expect(said.length > 20, `a sentence about nothing.json, found ${said}`);
            someone.check();
            await someone.close();
        },
    );

    await tally.test('import: a reason is said in the language of the page', async () => {
        const someone = await person(browser, url, 'hanako', { language: 'ja' });
        const page = await someone.page('/exchange/import');
        await drop(page, ['list.txt', 'faulty.json', 'damaged.json'].map(at));
        for (const [name, place, sentence] of [
            ['list.txt', '3 行目', 'いずれでもありません：not a value at all'],
            ['faulty.json', 'created', 'UTC の時刻ではありません'],
            ['faulty.json', 'id', 'ID の先頭が型 malware と異なります'],
        ]) {
            await finished(page, name);
            const told = await job(page, name).locator('.refusals').textContent();
            for (const words of [place, sentence])
                expect(told.includes(words), `${words} is said of ${name}, found ${told}`);
            const foreign = job(page, name).locator('.refusals td span[lang=en]');
            expectEqual(await foreign.count(), 0, `reasons in English of ${name}`);
        }
        await finished(page, 'damaged.json');
        const damage = await job(page, 'damaged.json').locator('[role=alert]').textContent();
        for (const words of [/objects\[\d+\], byte \d+/, /テキストが途中で終わっています/])
            expect(words.test(damage), `${words} is said of the damage, found ${damage}`);
        someone.check();
        await someone.close();
    });

    await tally.test('import: the same file again changes nothing and says so', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/exchange/import');
        await drop(page, [at('good.json')]);
        await finished(page, 'good.json');
        expectEqual(await counter(page, 'good.json', 'taken'), 0, 'taken');
        expectEqual(await counter(page, 'good.json', 'known'), 3000, 'known');
        someone.check();
        await someone.close();
    });

    await tally.test(
        'import: another browser learns that something came in, without a reload',
        async () => {
            const watcher = await person(browser, url, 'emily');
            const page = await watcher.page('/exchange');
            await until(() => page.locator('.live.on').isVisible(), 'the stream is open');
            const giver = await person(browser, url, 'hanako');
            const other = await giver.page(
                '/exchange/import?collection=dcb895bb-94cd-4548-89c5-dce807a8dc9d',
            );
            await other.locator('details summary').click();
            await other.locator('details textarea').fill('came-just-now.example');
            await other.locator('details button.primary').click();
            await finished(other, 'pasted.txt');
            await page.locator('button.fresh').waitFor();
            await page.locator('button.fresh').click();
            await page.locator('.grid .title', { hasText: 'came-just-now.example' }).waitFor();
            watcher.check();
            giver.check();
            await watcher.close();
            await giver.close();
        },
    );

    await tally.test('import: one who may write nowhere is told so', async () => {
        const someone = await person(browser, url, 'sora');
        const page = await someone.page('/exchange/import');
        await settled(page);
        await page.getByText('There is no collection that you may write to.').waitFor();
        someone.check();
        await someone.close();
    });
}
