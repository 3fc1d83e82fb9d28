// object.mjs - objects of several types, and what must stay hidden.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker, binary } from './lib/server.mjs';

const campaign = 'campaign--f2c3b92a-8510-490e-829a-9b17062aea5b';
const amber = 'incident--55a89b37-5219-48d1-b385-ae1a46aae7a6';
const strict = 'note--5c032494-3cf5-41dc-90dd-9035cd823168';
const red = 'note--8ccbea8d-95df-4b6c-9d03-eb98d3cb9275';
const indicator = 'indicator--d2ca5b1e-429d-42da-9770-12b7177ff8f1'; // of session-check.test

async function kinds(tally, { browser, url }, hanako) {
    await tally.test(
        'object: one object of every type has a page that says what the API says',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page();
            for (const { type } of (await hanako.get('/facets')).types) {
                const { rows } = await hanako.get(`/objects?type=${type}&limit=1`);
                const [row] = rows;
                await someone.go(page, '/o/' + row.id);
                expectEqual(
                    await page.locator('h1').textContent(),
                    row.title || row.id,
                    `title of ${row.id}`,
                );
                const label = await page.locator('.under .tlp').first().textContent();
                expectEqual(label.trim(), row.tlp, `marking of ${row.id}`);
                const { object } = await hanako.get('/objects/' + row.id);
                const shown = JSON.parse(await page.locator('#json pre').textContent());
                expectEqual(shown, object, `JSON of ${row.id}`);
                someone.check();
            }
            await someone.close();
        },
    );

    await tally.test('object: who says so stands in the line under the title alone', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/o/' + indicator);
        expect((await page.locator('.under').textContent()).includes('said by'), 'the line says it');
        const names = await page.locator('dl dt').allTextContents();
        expect(names.length > 3, `properties are shown: ${names}`);
        expect(!names.includes('Said by'), `no property says it again: ${names}`);
        someone.check();
        await someone.close();
    });

    await tally.test('object: a sighting is called so in the language of the page', async () => {
        const { rows } = await hanako.get('/objects?type=sighting&limit=100');
        const row = rows.find((one) => one.sighting_of?.title);
        expect(row, 'a sighting without words of its own');
        for (const [language, wanted] of [
            ['en', `sighting of ${row.sighting_of.title}`],
            ['ja', `${row.sighting_of.title} の観測`],
        ]) {
            const someone = await person(browser, url, 'hanako', { language });
            const page = await someone.page('/o/' + row.id);
            expectEqual(await page.locator('h1').textContent(), wanted, 'the title');
            await someone.go(page, '/exchange?type=sighting');
            const titles = await page.locator('.grid .title').allTextContents();
            expect(titles.includes(wanted), `${wanted} is in the list: ${titles}`);
            someone.check();
            await someone.close();
        }
    });

    await tally.test('object: what has no name is called by Japanese words in Japanese', async () => {
        const { rows } = await hanako.get('/objects?type=relationship&limit=500');
        const uses = rows.find((one) => one.title === 'campaign uses malware');
        expect(uses, 'a campaign that uses malware');
        const { rows: nameless } = await hanako.get('/objects?type=observed-data&limit=1');
        expectEqual(nameless[0].title, 'observed-data', 'the title of what has no name');
        const someone = await person(browser, url, 'hanako', { language: 'ja' });
        const page = await someone.page();
        for (const [row, wanted] of [
            [uses, 'キャンペーン → マルウェア（使用する）'],
            [nameless[0], '観測データ'],
        ]) {
            await someone.go(page, '/o/' + row.id);
            expectEqual(await page.locator('h1').textContent(), wanted, `title of ${row.id}`);
        }
        someone.check();
        await someone.close();
    });

    await tally.test('object: versions are listed and told apart', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/o/' + campaign);
        const { versions } = await hanako.get('/objects/' + campaign);
        expectEqual(versions.length, 2, 'versions of the campaign');
        expectEqual(await page.locator('#versions ol > li').count(), 2, 'versions shown');
        await page.locator('#versions button').first().click();
        await page.locator('#versions .change ins').first().waitFor();
        someone.check();
        await someone.close();
    });

    await tally.test('object: relations lead to the other side and back', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/o/' + campaign);
        const { rows } = await hanako.get(`/objects/${campaign}/relations?limit=200`);
        expect(rows.length > 0, 'the campaign has relations');
        const titles = await page.locator('#relations td.title').allTextContents();
        const known = rows.filter((row) => row.object?.title).map((row) => row.object.title);
        for (const title of titles)
            expect(
                known.some((one) => title.includes(one)),
                `${title} is a relation of the campaign`,
            );
        const first = page.locator('#relations td.title a').first();
        const words = (await first.textContent()).trim();
        await first.click();
        await until(
            async () => (await page.locator('h1').textContent()) === words,
            'the other side',
        );
        await page.keyboard.press('Escape');
        await page.waitForURL(url + '/o/' + campaign);
        someone.check();
        await someone.close();
    });

    await tally.test('object: the same value elsewhere shows who else has found it', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/o/' + indicator);
        const { rows } = await hanako.get(`/objects/${indicator}/correlations`);
        expect(rows.length > 0, 'the indicator has correlations');
        const words = await page.locator('#correlations').textContent();
        for (const one of rows) expect(words.includes(one.value), `${one.value} is shown`);
        for (const row of rows[0].objects)
            expect(words.includes(row.title), `${row.title} is shown`);
        someone.check();
        await someone.close();
    });
}

async function hidden(tally, { browser, url }, hanako) {
    for (const [who, ids] of [
        ['sora', [red, strict]],
        [null, [red, strict, amber, campaign]],
        ['aoi', [red, amber, campaign]],
    ]) {
        const name = who ?? 'a stranger';
        await tally.test(
            `object: ${name} gets the page of what is not there, and no word of it`,
            async () => {
                const someone = await person(browser, url, who);
                someone.allowed.push(404);
                const page = await someone.page();
                await someone.go(page, '/o/malware--00000000-0000-4000-8000-000000000000');
                const absent = await page.locator('main [role=alert]').textContent();
                for (const id of ids) {
                    const { row } = await hanako.get('/objects/' + id);
                    await someone.go(page, '/o/' + id);
                    const said = await page.locator('main [role=alert]').textContent();
                    expectEqual(said, absent, `what the page says of ${id}`);
                    const text = await page.locator('body').textContent();
                    expect(!text.includes(row.title), `the title of ${id} is not on the page`);
                    await someone.go(page, '/exchange?q=' + encodeURIComponent(`"${row.title}"`));
                    const rows = await page.locator('.grid .title').allTextContents();
                    expect(!rows.includes(row.title), `search does not show ${id}`);
                }
                someone.check();
                await someone.close();
            },
        );
    }

    await tally.test(
        'object: a stranger sees what is CLEAR and public, and nothing else',
        async () => {
            const someone = await person(browser, url);
            const page = await someone.page('/exchange');
            const { total } = await new Asker(url).get('/objects');
            const shown = (await page.locator('.head .count').textContent()).replace(/\D/g, '');
            expectEqual(Number(shown), total.count, 'objects for a stranger');
            const labels = new Set(await page.locator('.grid .tlp').allTextContents());
            expectEqual(
                [...labels].map((one) => one.trim()),
                ['TLP:CLEAR'],
                'markings in the list',
            );
            await page.locator('.grid .title').first().click();
            await settled(page);
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'collections: each shows its count, its rights, and leads to its objects',
        async () => {
            const someone = await person(browser, url, 'kenji');
            const page = await someone.page('/exchange/collections');
            const kenji = await new Asker(url).signIn('kenji');
            const { collections } = await kenji.get('/collections');
            expectEqual(await page.locator('.card').count(), collections.length, 'collections');
            for (const one of collections) {
                const card = page.locator('.card', { hasText: one.title }).first();
                const words = await card.textContent();
                expect(
                    words.includes(`${one.count} object${one.count === 1 ? '' : 's'}`),
                    `${one.title} says ${one.count}: ${words}`,
                );
                const canImport = (await card.locator('a[href*="/exchange/import"]').count()) > 0;
                expectEqual(canImport, one.can_write, `${one.title} offers an import`);
            }
            const long = collections.find((one) => one.by_type.length > 5);
            const card = page.locator('.card', { hasText: long.title }).first();
            expectEqual(await card.locator('.types li').count(), 5, 'types shown at first');
            const more = card.locator('button.more');
            const hidden = long.by_type.length - 5;
            expectEqual(
                (await more.textContent()).trim(),
                `${hidden} more type${hidden === 1 ? '' : 's'}`,
                'what is said of the others',
            );
            await more.click();
            const all = await card.locator('.types li').count();
            expectEqual(all, long.by_type.length, 'types shown after asking');
            await page.locator('.card h2 a').first().click();
            await page.waitForURL(/collection=/);
            someone.check();
            await someone.close();
        },
    );
}

async function proven(tally, { browser, url }, hanako) {
    await tally.test('object: evidence is taken home from its page and proves it', async () => {
        const { object } = await hanako.get('/objects/' + indicator);
        for (const [language, title, offer] of [
            ['en', 'In the log', 'Take the evidence'],
            ['ja', '記録簿', '証拠を保存'],
        ]) {
            const someone = await person(browser, url, 'hanako', { language });
            const page = await someone.page('/o/' + indicator);
            expectEqual(await page.locator('#log h2').textContent(), title, 'the panel');
            const waiting = page.waitForEvent('download');
            await page.locator('#log a', { hasText: offer }).first().click();
            const file = await waiting;
            expectEqual(file.suggestedFilename(), `${indicator}.evidence.json`, 'its name');
            const folder = mkdtempSync(join(tmpdir(), 'renkei-e2e-'));
            const [thing, proof] = [join(folder, 'thing.json'), join(folder, 'proof.json')];
            await file.saveAs(proof);
            writeFileSync(thing, JSON.stringify(object));
            const prove = () =>
                spawnSync(binary, ['verify', 'object', thing, '--proof', proof], {
                    encoding: 'utf8',
                });
            const said = prove();
            expect(/^ok: entry /.test(said.stdout), `${said.stdout} ${said.stderr}`);
            writeFileSync(thing, JSON.stringify({ ...object, name: 'another' }));
            expectEqual(prove().status, 1, 'of another object');
            rmSync(folder, { recursive: true });
            someone.check();
            await someone.close();
        }
    });
}

export async function object(tally, world) {
    const hanako = await new Asker(world.url).signIn('hanako');
    await kinds(tally, world, hanako);
    await hidden(tally, world, hanako);
    await proven(tally, world, hanako);
}
