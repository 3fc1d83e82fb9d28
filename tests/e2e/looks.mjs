// looks.mjs - what has to look as others have laid down, and what is said of when something holds.
import { person } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

// FIRST, Traffic Light Protocol 2.0: colours of the text, on black.
const official = {
    'TLP:RED': 'rgb(255, 43, 43)',
    'TLP:AMBER+STRICT': 'rgb(255, 192, 0)',
    'TLP:AMBER': 'rgb(255, 192, 0)',
    'TLP:GREEN': 'rgb(51, 255, 0)',
    'TLP:CLEAR': 'rgb(255, 255, 255)',
};
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
}
