// looks.mjs - what has to look as others have laid down, and what is said of when something holds.
import { person } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

// FIRST, Traffic Light Protocol 2.0: colours of the text, on black.
const official = {
    'TLP:RED': 'rgb(255, 43, 43)',
    'TLP:AMBER+STRICT': 'rgb(255, 192, 0)',
    'TLP:AMBER': 'rgb(255, 192, 0)',
    'TLP:GREEN': 'rgb(51, 255, 0)',
    'TLP:CLEAR': 'rgb(255, 255, 255)',
};
const lowestFirst = Object.keys(official).reverse();
const black = 'rgb(0, 0, 0)';

const filterOf = (label) => encodeURIComponent(label.slice(4).toLowerCase());

// [[words, colour of the text, colour behind it, opacity], ...] of every label that is seen.
const chips = (page) =>
    page.locator('.tlp').evaluateAll((all) =>
        all
            .filter((one) => one.checkVisibility())
            .map((one) => {
                const style = getComputedStyle(one);
                return [one.textContent, style.color, style.backgroundColor, style.opacity];
            }),
    );

// The first indicator whose object is as wanted, with what the API says of it.
async function indicator(asker, wanted) {
    const { rows } = await asker.get('/objects?type=indicator&limit=500');
    for (const row of rows) {
        const { object } = await asker.get('/objects/' + row.id);
        if (wanted(object)) return object;
    }
    return null;
}

const instants = (page) =>
    page
        .locator('.validity time')
        .evaluateAll((all) => all.map((one) => Date.parse(one.getAttribute('datetime'))));

// Indicators whose time is known to this test, put in by a person; ids by state.
async function madeFor(asker) {
    const day = 86_400_000;
    const at = (days) => new Date(Date.now() + days * day).toISOString();
    const states = {
        valid: { valid_from: at(-10), valid_until: at(10) },
        open: { valid_from: at(-10) },
        coming: { valid_from: at(10), valid_until: at(20) },
        over: { valid_from: at(-20), valid_until: at(-10) },
        revoked: { valid_from: at(-10), valid_until: at(10), revoked: true },
    };
    const ids = {};
    const objects = Object.entries(states).map(([state, times]) => {
        ids[state] = `indicator--${crypto.randomUUID()}`;
        return {
            type: 'indicator',
            spec_version: '2.1',
            id: ids[state],
            created: at(-30),
            modified: at(-30),
            name: `to be seen as ${state}`,
            pattern: `[domain-name:value = '${state}.validity.example']`,
            pattern_type: 'stix',
            ...times,
        };
    });
    const { collections } = await asker.get('/collections');
    const into = collections.find((one) => one.can_write).id;
    const answer = await asker.ask(`/import?collection=${into}`, {
        method: 'POST',
        body: JSON.stringify({ type: 'bundle', objects }),
    });
    const report = await answer.json();
    expectEqual(report.taken, objects.length, 'indicators of each state taken');
    return ids;
}

export async function looks(tally, { browser, url }) {
    for (const theme of ['light', 'dark'])
        await tally.test(`looks: each TLP label has its official colours, ${theme}`, async () => {
            const someone = await person(browser, url, 'hanako', { theme });
            const page = await someone.page();
            for (const [label, colour] of Object.entries(official)) {
                await someone.go(page, '/exchange?tlp=' + filterOf(label));
                const rows = await page
                    .locator('.grid .tr .tlp')
                    .evaluateAll((all) => all.map((one) => one.textContent));
                expect(rows.length > 0, `a row under ${label}`);
                expectEqual([...new Set(rows)], [label], `labels of the rows under ${label}`);
                const seen = await chips(page);
                for (const [words, ...found] of seen)
                    expectEqual(found, [official[words], black, '1'], `${words} under ${label}`);
                const own = seen.filter(([words, found]) => words === label && found === colour);
                expect(own.length >= rows.length, `${rows.length} labels seen, found ${own.length}`);
            }
            someone.check();
            await someone.close();
        });

    await tally.test('looks: the header names the highest marking of all that a page shows', async () => {
        const asker = await new Asker(url).signIn('hanako');
        const { rows } = await asker.get('/objects?limit=500');
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page();
        let above = 0; // pages on which something is marked higher than the object itself
        for (const type of ['campaign', 'indicator', 'identity', 'attack-pattern', 'incident']) {
            const row = rows.find((one) => one.type === type);
            for (const path of ['/o/' + row.id, '/exchange?tlp=clear&open=' + row.id]) {
                await someone.go(page, path);
                const shown = await page
                    .locator('main .tlp')
                    .evaluateAll((all) =>
                        all.filter((one) => !one.closest('.facets')).map((one) => one.textContent),
                    );
                const ranks = shown.map((label) => lowestFirst.indexOf(label));
                const highest = lowestFirst[Math.max(...ranks)];
                const named = await page.locator('header .highest .tlp').textContent();
                expectEqual(named, highest, `the highest marking of ${path}`);
                if (highest !== row.tlp) above++;
            }
        }
        expect(above > 0, 'a page that shows something marked higher than its object');
        someone.check();
        await someone.close();
    });

    await tally.test('looks: what is not there is said in Japanese alone', async () => {
        const someone = await person(browser, url, 'hanako', { language: 'ja' });
        const page = await someone.page();
        someone.allowed.push(404);
        await someone.go(page, '/o/malware--00000000-0000-4000-8000-000000000000');
        const said = await page.locator('[role=alert]').innerText();
        expect(!/[a-z]/i.test(said), `no English in: ${said}`);
        someone.check();
        await someone.close();
    });

    await tally.test('looks: wherever an object is listed, it says that it was revoked', async () => {
        const { revoked } = await madeFor(await new Asker(url).signIn('hanako'));
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page();
        const listed = `a[href="/o/${revoked}"]`;
        for (const [path, around] of [
            ['/', 'li'],
            ['/exchange?q=revoked.validity.example', '.known li'],
            ['/exchange?revoked=1', '.tr'],
            ['/exchange?revoked=1&view=plain', 'tr'],
            ['/o/' + revoked, '.under'],
        ]) {
            await someone.go(page, path);
            const place = around === '.under' ? page : page.locator(around, { has: page.locator(listed) });
            const chip = place.locator('.chip', { hasText: /^Revoked$/ }).first();
            await until(() => chip.isVisible(), `${path} says that it was revoked`);
        }
        someone.check();
        await someone.close();
    });

    await tally.test('looks: an object says from when to when it holds, and where we are', async () => {
        const asker = await new Asker(url).signIn('hanako');
        const isOver = (one) => !one.revoked && Date.parse(one.valid_until) < Date.now();
        const cases = [
            ['over', await indicator(asker, isOver)],
            ['open', await indicator(asker, (one) => !one.revoked && !one.valid_until)],
            ['revoked', await indicator(asker, (one) => one.revoked)],
        ];
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page();
        const said = new Set();
        for (const [state, object] of cases) {
            expect(object, `an indicator in the demo that is ${state}`);
            await someone.go(page, '/o/' + object.id);
            const validity = page.locator('.validity').first();
            await validity.waitFor();
            const classes = (await validity.getAttribute('class')).split(' ');
            expect(classes.includes(state), `${object.name} is ${state}, found ${classes}`);
            expectEqual(
                await instants(page),
                [object.valid_from, object.valid_until].filter(Boolean).map(Date.parse),
                `the ends of ${object.name}`,
            );
            said.add((await validity.locator('.state').textContent()).trim());
        }
        expectEqual(said.size, cases.length, 'each state has words of its own');
        someone.check();
        await someone.close();
    });

    const words = {
        en: {
            valid: 'Valid',
            open: 'Valid, without an end',
            coming: 'Not valid yet',
            over: 'No longer valid',
            revoked: 'Revoked',
        },
        ja: {
            valid: '有効',
            open: '有効（期限なし）',
            coming: 'まだ有効ではありません',
            over: '期限切れ',
            revoked: '取り消し済み',
        },
    };
    await tally.test('looks: each state of validity is said in words, in both languages', async () => {
        const ids = await madeFor(await new Asker(url).signIn('hanako'));
        for (const [language, states] of Object.entries(words)) {
            const someone = await person(browser, url, 'hanako', { language });
            const page = await someone.page();
            for (const [state, sentence] of Object.entries(states)) {
                await someone.go(page, '/o/' + ids[state]);
                const validity = page.locator('.validity').first();
                await validity.waitFor();
                const classes = (await validity.getAttribute('class')).split(' ');
                expect(classes.includes(state), `${state} looks so, found ${classes}`);
                const said = (await validity.locator('.state').textContent()).trim();
                expectEqual(said, sentence, `what is said of ${state} in ${language}`);
            }
            someone.check();
            await someone.close();
        }
    });
}
