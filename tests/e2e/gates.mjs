// gates.mjs - every route in both languages and both themes, wide and narrow: nothing refused by the
// policy, nothing on the console, nothing asked of another host, nothing that axe-core finds, no name
// of a sentence instead of the sentence. A picture of each is kept in build/e2e.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './check.mjs';
import { axe, person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { root } from './lib/server.mjs';

export const pictures = join(root, 'build/e2e');
const catalogue = JSON.parse(readFileSync(join(root, 'web/i18n/en.json'), 'utf8'));
const groups = [...new Set(Object.keys(catalogue).map((key) => key.split('.')[0]))];

const objectsShown = [
    'campaign--f2c3b92a-8510-490e-829a-9b17062aea5b',
    'indicator--077c2b4e-26fa-439f-b7a2-1dad2bfcb9e5',
    'file--7f980c9e-a98e-5487-951d-76650e78fc70',
    'note--8ccbea8d-95df-4b6c-9d03-eb98d3cb9275',
    'report--bdb8b978-4f89-4707-95b3-5495c3bfe4e1',
];
const today = 'dialogue--c1f1fd56-6de3-4bd9-a9d6-eed200edc04a';

// name of the picture, path, who
export const routes = [
    ['overview', '/', 'hanako'],
    ['overview-stranger', '/', null],
    ['exchange', '/exchange', 'hanako'],
    ['exchange-open', `/exchange?type=indicator&open=${objectsShown[1]}`, 'hanako'],
    ['exchange-known', '/exchange?q=hospital.example.session-check.test', 'hanako'],
    ['exchange-plain', '/exchange?type=malware,report&view=plain', 'hanako'],
    ['exchange-none', '/exchange?q=nothingofthatname', 'hanako'],
    ...objectsShown.map((id) => [`object-${id.split('--')[0]}`, `/o/${id}`, 'hanako']),
    ['object-unknown', '/o/malware--00000000-0000-4000-8000-000000000000', 'hanako', [404]],
    ['collections', '/exchange/collections', 'hanako'],
    ['import', '/exchange/import', 'hanako'],
    ['match', '/match', 'hanako'],
    ['patterns', '/patterns', 'hanako'],
    ['check', '/check', 'hanako'],
    ['dialogues', '/dialogues', 'grace'],
    ['dialogue', `/dialogues/${today}`, 'grace'],
    ['record', '/admin/record', 'hanako'],
    ['settings', '/settings', 'hanako'],
    ['sign-in', '/sign-in', null],
    ['recover', '/recover', null],
    ['missing', '/no/such/page', 'hanako'],
];

const looks = ['en', 'ja'].flatMap((language) =>
    ['light', 'dark'].map((theme) => ({ language, theme })),
);

// In the short run two looks a route, so that both languages and both themes occur.
function looksOf(index, isLong) {
    if (isLong) return looks;
    return index % 2 === 0 ? [looks[0], looks[3]] : [looks[1], looks[2]];
}

function namesShown(keys) {
    const isName = new RegExp(`^(${keys.join('|')})(\\.[a-z_-]+)+$`);
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
        if (isName.test(node.data.trim())) found.push(node.data.trim());
    for (const one of document.querySelectorAll('[title], [aria-label], [placeholder]'))
        for (const name of ['title', 'aria-label', 'placeholder'])
            if (isName.test(one.getAttribute(name) ?? '')) found.push(one.getAttribute(name));
    return found;
}

function overflow() {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const main = document.querySelector('main');
    return Math.max(wide, main ? main.scrollWidth - main.clientWidth : 0);
}

async function held(someone, page, name) {
    await page.screenshot({ path: join(pictures, name + '.png') });
    expectEqual(await page.evaluate(namesShown, groups), [], 'names of sentences shown');
    expectEqual(await axe(page), [], 'what axe-core finds');
    someone.check();
}

// What one sees after having done something, too: a result of a match, a dialog, a menu.
async function doings(tally, { browser, url }) {
    for (const look of [looks[0], looks[3]]) {
        const tail = `${look.language}-${look.theme}`;
        await tally.test(`gate: a result, a report, a palette, the keys (${tail})`, async () => {
            const someone = await person(browser, url, 'hanako', look);
            const page = await someone.page('/match');
            await page
                .locator('input[type=file]')
                .setInputFiles(join(root, 'data/demo/web-access.log'));
            await page.locator('mark').first().waitFor();
            await held(someone, page, `match-result-${tail}`);
            await page.locator('article header button:not(.copy)').last().click();
            await page.locator('dialog[open] select').first().waitFor();
            await held(someone, page, `match-report-${tail}`);
            await page.keyboard.press('Escape');
            await page.keyboard.press('Control+k');
            await page.keyboard.type('hospita1');
            await until(async () => (await page.locator('[role=option]').count()) > 0, 'options');
            await held(someone, page, `palette-${tail}`);
            await page.keyboard.press('Escape');
            await page.locator('h1').click();
            await page.keyboard.press('?');
            await page.locator('dialog[open]').waitFor();
            await held(someone, page, `keys-${tail}`);
            await someone.close();
        });
    }
}

// What stands beside a pattern and a bundle, wide and narrow.
async function desks(tally, { browser, url }) {
    for (const look of [looks[0], looks[3]]) {
        const tail = `${look.language}-${look.theme}`;
        await tally.test(`gate: a pattern tried, a mistake, a bundle checked (${tail})`, async () => {
            const someone = await person(browser, url, 'hanako', look);
            const page = await someone.page('/patterns');
            for (const width of [1280, 360]) {
                await page.setViewportSize({ width, height: 800 });
                await someone.go(page, '/patterns');
                await page.locator('.empty button').click();
                await page.locator('.sum.yes').waitFor();
                await held(someone, page, `patterns-tried-${width}-${tail}`);
                await page.locator('.stacked textarea').fill("[file:name ~ 'a']");
                await page.locator('.stacked .wrong').waitFor();
                await held(someone, page, `patterns-mistake-${width}-${tail}`);
                expect((await page.evaluate(overflow)) <= 0, 'nothing is wider than the page');
                await someone.go(page, '/check');
                await page.locator('textarea').fill(bundle);
                await page.locator('ol mark').first().waitFor();
                await held(someone, page, `check-result-${width}-${tail}`);
                expect((await page.evaluate(overflow)) <= 0, 'nothing is wider than the page');
            }
            await someone.close();
        });
    }
}

async function failures(tally, { servers, browser }) {
    const { store, password } = servers.empty('bare');
    const server = await servers.start(store);
    for (const look of [looks[0], looks[3]]) {
        await tally.test(`gate: an empty store, (${look.language}, ${look.theme})`, async () => {
            const someone = await person(browser, server.url, 'operator', { ...look, password });
            const page = await someone.page();
            const bare = routes.filter(([, path]) => /^\/[a-z]*$|collections|import/.test(path));
            for (const [name, path] of bare) {
                await someone.go(page, path);
                await held(someone, page, `bare-${name}-${look.language}-${look.theme}`);
            }
            await someone.close();
        });
    }
    await tally.test('gate: a page whose program cannot be fetched says so under its title', async () => {
        const someone = await person(browser, server.url, 'operator', { password });
        const page = await someone.page('/exchange');
        someone.allowed.push(0);
        await page.route('**/assets/Match*', (route) => route.abort());
        await page.locator('nav a[href="/match"]').click();
        await page.locator('[role=alert]').waitFor();
        expectEqual(await page.locator('h1').textContent(), 'Match', 'the title');
        await held(someone, page, 'no-chunk-en-light');
        await someone.close();
    });
    await tally.test('gate: a page says so when the server has gone', async () => {
        const someone = await person(browser, server.url, 'operator', { password });
        const page = await someone.page('/exchange');
        someone.allowed.push(0);
        await page.locator('nav a[href="/exchange/collections"]').hover();
        const fetched = () =>
            performance
                .getEntriesByType('resource')
                .filter((one) => /\/assets\/Collections-/.test(one.name) && one.responseEnd > 0);
        await until(
            async () => (await page.evaluate(fetched)).length >= 2,
            'the script and the style of the next page are there',
        );
        await server.stop();
        await page.locator('nav a[href="/exchange/collections"]').click();
        await page.locator('[role=alert]').waitFor();
        await until(
            async () => (await page.locator('.live.on').count()) === 0,
            'the page knows that it is not connected',
        );
        await held(someone, page, 'stopped-en-light');
        await someone.close();
    });
}

// One visit; the person is kept for the next route with the same look.
async function visit(people, world, route, look) {
    const [name, path, who, allowed = []] = route;
    const tail = `${look.language}-${look.theme}`;
    const key = `${who} ${tail}`;
    if (!people.has(key)) people.set(key, await person(world.browser, world.url, who, look));
    const someone = people.get(key);
    someone.wrong.length = 0; // what an earlier route was failed for
    someone.allowed = allowed;
    const page = await someone.page(path);
    try {
        await held(someone, page, `${name}-${tail}`);
        const language = await page.locator('html').getAttribute('lang');
        expectEqual(language, look.language, 'language of the page');
        await page.setViewportSize({ width: 360, height: 740 });
        await settled(page);
        await page.screenshot({ path: join(pictures, `${name}-${tail}-narrow.png`) });
        const beyond = await page.evaluate(overflow);
        expect(beyond <= 0, `at 360 px the page is ${beyond} px too wide`);
        someone.check();
    } finally {
        await page.close();
    }
}

export async function gates(tally, world) {
    mkdirSync(pictures, { recursive: true });
    const people = new Map();
    for (const [index, route] of routes.entries())
        for (const look of looksOf(index, world.isLong))
            await tally.test(`gate: ${route[0]} (${look.language}-${look.theme})`, () =>
                visit(people, world, route, look),
            );
    for (const someone of people.values()) await someone.close();
    await doings(tally, world);
    await desks(tally, world);
    await failures(tally, world);
}
