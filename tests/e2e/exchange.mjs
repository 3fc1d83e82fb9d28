// exchange.mjs - filter, search, keys, the side panel and the export, against what the API says.
import { readFileSync } from 'node:fs';
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

const count = async (page) =>
    Number((await page.locator('.head .count').textContent()).replace(/[^\d]/g, ''));

const titles = (page) =>
    page.locator('.grid [role=row] .title').evaluateAll((all) => all.map((one) => one.textContent));

// The page shows the count that the API gives for the same filter.
async function countsAgree(page, hanako, filter) {
    const { total } = await hanako.get('/objects?' + filter);
    await until(
        async () => (await count(page)) === total.count,
        `the page says ${total.count} for ${filter}`,
    );
    return total.count;
}

async function filters(tally, { browser, url }, hanako) {
    await tally.test(
        'exchange: filters narrow, the address holds them, reload and back show them',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/exchange');
            const all = await countsAgree(page, hanako, '');
            const facets = page.locator('aside.facets');
            await facets
                .locator('label', { hasText: 'Indicator' })
                .first()
                .locator('input')
                .check();
            await page.waitForURL(/type=indicator/);
            const indicators = await countsAgree(page, hanako, 'type=indicator');
            expect(indicators < all, 'fewer indicators than objects');
            await facets
                .locator('label', { hasText: 'TLP:AMBER' })
                .first()
                .locator('input')
                .check();
            await page.waitForURL(/tlp=amber/);
            const both = new URL(page.url()).search.slice(1);
            await countsAgree(page, hanako, both);
            for (const label of await page.locator('.grid .tlp').allTextContents())
                expect(label.startsWith('TLP:AMBER'), `an AMBER row, found ${label}`);

            await page.reload();
            await settled(page);
            await countsAgree(page, hanako, both);
            expectEqual(await facets.locator('input:checked').count(), 2, 'boxes that are checked');
            await page.goBack();
            await countsAgree(page, hanako, 'type=indicator');
            await page.goForward();
            await countsAgree(page, hanako, both);
            await page.locator('.chips button.quiet', { hasText: 'Clear' }).click();
            await countsAgree(page, hanako, '');
            someone.check();
            await someone.close();
        },
    );

    await tally.test('exchange: to what is chosen of a list, more of it can be added', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/exchange?type=campaign');
        const { types, tlp } = await hanako.get('/facets');
        const choices = page.locator('aside.facets label');
        const indicators = choices.filter({ hasText: 'Indicator' }).first();
        const wanted = types.find((one) => one.type === 'indicator').count;
        expectEqual(await indicators.locator('.num').textContent(), String(wanted), 'indicators');
        await indicators.locator('input').check();
        await page.waitForURL(/type=campaign(,|%2C)indicator/);
        await countsAgree(page, hanako, 'type=campaign,indicator');
        await someone.go(page, '/exchange?tlp=red');
        for (const { tlp: label, count } of tlp) {
            const said = choices.filter({ has: page.getByText(label, { exact: true }) });
            expectEqual(await said.locator('.num').textContent(), String(count), label);
        }
        expectEqual(await page.locator('header .highest .tlp').textContent(), 'TLP:RED', 'highest');
        await someone.go(page, '/exchange?tlp=clear');
        expectEqual(await page.locator('header .highest .tlp').textContent(), 'TLP:CLEAR', 'highest');
        someone.check();
        await someone.close();
    });

    await tally.test(
        'exchange: every count beside a filter is what the filter then shows',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/exchange');
            const facets = await hanako.get('/facets');
            for (const { type, count: wanted } of facets.types.slice(0, 6)) {
                await someone.go(page, `/exchange?type=${type}`);
                expectEqual(await count(page), wanted, `objects of type ${type}`);
            }
            for (const { id, count: wanted } of facets.collections) {
                await someone.go(page, `/exchange?collection=${id}`);
                expectEqual(await count(page), wanted, `objects in ${id}`);
            }
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'exchange: English, Japanese and a domain are found as one types',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/exchange');
            const field = page.locator('.search input');
            for (const [words, title] of [
                ['phishing', 'Phishing: Spearphishing Attachment'],
                ['給付金', '給付金をかたる偽サイト'],
                ['勤務表', '勤務表を装った添付ファイル'],
                ['hospita1.example', 'False hospital sign-in page (hospita1.example)'],
            ]) {
                await field.fill(words);
                await until(
                    async () => (await titles(page)).some((one) => one.includes(title)),
                    `${words} finds ${title}`,
                );
                await countsAgree(page, hanako, 'q=' + encodeURIComponent(words));
            }
            // A value is answered exactly as well, not only by words.
            await page.locator('.known, [aria-label*="nown"]').first().waitFor();
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'exchange: a known value comes with how often it was seen, as the server says',
        async () => {
            const value = '203.0.113.4';
            const asked = { method: 'POST', body: JSON.stringify({ values: [value] }) };
            const { results } = await (await hanako.ask('/lookup', asked)).json();
            const { sightings } = results[0].matches[0];
            expectEqual(sightings.count > 1, true, 'the demo has sightings of it');
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/exchange?q=' + value);
            const known = page.locator('section.known');
            await until(
                async () =>
                    (await known.innerText()).includes(
                        `${sightings.count} sightings · seen ${sightings.number} times`,
                    ),
                'sightings are counted beside the value',
            );
            for (const row of sightings.rows.slice(0, 3))
                expectEqual(
                    await known.locator(`a[href*="${row.id}"]`).count(),
                    1,
                    `${row.id} is named`,
                );
            // A sighting of it is marked higher than any object that is listed.
            await someone.go(page, '/exchange?q=kansen%40hospita1.example');
            await until(
                async () => (await page.locator('header .tlp').innerText()) === 'TLP:AMBER',
                'the header shows the highest marking, also of sightings',
            );
            someone.check();
            await someone.close();
        },
    );
}

async function sayings(tally, { browser, url }, hanako) {
    await tally.test('exchange: one object is one object', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page();
        const { types } = await hanako.get('/facets');
        const [one, many] = [1, 2].map((least) =>
            types.find(({ count }) => (least === 1 ? count === 1 : count > 1)),
        );
        expect(one && many, 'a type with one object, and one with more');
        for (const [{ type, count: wanted }, word] of [
            [one, 'object'],
            [many, 'objects'],
        ]) {
            await someone.go(page, '/exchange?type=' + type);
            expectEqual(
                (await page.locator('.head .count').textContent()).trim(),
                `${wanted.toLocaleString('en')} ${word}`,
                `the count of ${type}`,
            );
        }
        someone.check();
        await someone.close();
    });

    await tally.test('exchange: an indicator whose time is over says so in every list', async () => {
        const { rows } = await hanako.get('/objects?type=indicator&limit=1000');
        const isOver = (row) => row.valid_until && Date.parse(row.valid_until) <= Date.now();
        const over = rows.find(isOver);
        const valid = rows.find((row) => !isOver(row));
        expect(over && valid, 'the demo has indicators that are over, and some that are not');
        for (const [language, word] of [
            ['en', 'expired'],
            ['ja', '期限切れ'],
        ]) {
            const someone = await person(browser, url, 'hanako', { language });
            const page = await someone.page();
            for (const [row, wanted] of [
                [over, 1],
                [valid, 0],
            ]) {
                const filter = '?q=' + encodeURIComponent(`"${row.title}"`);
                for (const [path, line] of [
                    ['/exchange' + filter, page.locator('.grid .tr', { hasText: row.title })],
                    [
                        '/exchange' + filter + '&view=plain',
                        page.locator('.plain tr', { hasText: row.title }),
                    ],
                    ['/exchange' + filter + '&open=' + row.id, page.locator('.side-panel .line')],
                    ['/o/' + row.id, page.locator('.under')],
                ]) {
                    await someone.go(page, path);
                    const said = line.first().locator('.chip', { hasText: word });
                    expectEqual(await said.count(), wanted, `"${word}" at ${path}`);
                }
            }
            someone.check();
            await someone.close();
        }
    });
}

async function keys(tally, { browser, url }) {
    await tally.test('exchange: j k Enter Esc x move, open, close and pick', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/exchange?type=indicator');
        const rows = await titles(page);
        const active = () => page.locator('.grid .tr.active .title').textContent();
        await page.locator('.grid').focus();
        await page.keyboard.press('j');
        await page.keyboard.press('j');
        await page.keyboard.press('k');
        expectEqual(await active(), rows[1], 'the active row after j j k');
        const named = await page.locator('.grid').getAttribute('aria-activedescendant');
        expect(
            await page.locator(`#${CSS_escape(named)}.active`).count(),
            'the active row is named',
        );
        await page.keyboard.press('Enter');
        await page.waitForURL(/open=/);
        await page.locator('.side-panel h2', { hasText: rows[1] }).waitFor();
        await page.keyboard.press('j');
        await page.keyboard.press('Enter');
        await page.locator('.side-panel h2', { hasText: rows[2] }).waitFor();
        await page.keyboard.press('Escape');
        await page.locator('.side-panel').waitFor({ state: 'detached' });
        expect(!page.url().includes('open='), 'the address has no open panel');
        await page.keyboard.press('x');
        await page.keyboard.press('j');
        await page.keyboard.press('x');
        expectEqual(await page.locator('.grid [aria-selected=true]').count(), 2, 'picked rows');
        await page.keyboard.press('Escape');
        expectEqual(await page.locator('.grid [aria-selected=true]').count(), 0, 'picked rows');
        await page.keyboard.press('Enter');
        await page.waitForURL(/open=/);
        await settled(page);
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/o\/indicator--/);
        someone.check();
        await someone.close();
    });

    await tally.test(
        'exchange: an open panel is in the address, and shown after a reload',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/exchange?q=mask-smile');
            await page.locator('.grid .title').first().click();
            await page.locator('.side-panel h2', { hasText: 'Shop for masks' }).waitFor();
            await page.reload();
            await page.locator('.side-panel h2', { hasText: 'Shop for masks' }).waitFor();
            await page.goBack();
            await page.locator('.side-panel').waitFor({ state: 'detached' });
            someone.check();
            await someone.close();
        },
    );
}

const CSS_escape = (id) => id.replace(/[^\w-]/g, '\\$&');

async function exportMenu(tally, { browser, url }, hanako) {
    await tally.test('exchange: the export holds exactly what the filter shows', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/exchange?type=malware,campaign&tlp=green');
        const wanted = await hanako.get('/objects?type=malware,campaign&tlp=green&limit=1000');
        for (const format of ['stix', 'jsonl', 'csv']) {
            await page.locator('.export > button').click();
            const waiting = page.waitForEvent('download');
            await page.locator(`.export a[href*="format=${format}"]`).click();
            const file = readFileSync(await (await waiting).path(), 'utf8');
            for (const row of wanted.rows)
                expect(file.includes(row.id), `${format} holds ${row.id} (${row.title})`);
            const ids = {
                stix: () => JSON.parse(file).objects.length,
                jsonl: () => file.trim().split('\n').length,
                csv: () => null,
            }[format]();
            if (ids !== null) expectEqual(ids, wanted.total.count, `objects in ${format}`);
        }
        someone.check();
        await someone.close();
    });
}

export async function exchange(tally, world) {
    const hanako = await new Asker(world.url).signIn('hanako');
    await filters(tally, world, hanako);
    await sayings(tally, world, hanako);
    await keys(tally, world);
    await exportMenu(tally, world, hanako);
}
