// keyboard.mjs - a morning's work with no mouse at all: only keys are pressed here, never clicked.
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';

const title = (page) => page.locator('h1').textContent();

// Presses Tab until the focus is on what `selector` names.
async function tabTo(page, selector, most = 80) {
    for (let i = 0; i < most; i++) {
        if (await page.evaluate((one) => document.activeElement?.matches(one), selector)) return;
        await page.keyboard.press('Tab');
    }
    expect(false, `Tab reaches ${selector}`);
}

async function goes(page, keys, wanted) {
    for (const key of keys) await page.keyboard.press(key);
    await until(async () => (await title(page)) === wanted, `${keys.join(' ')} leads to ${wanted}`);
    await settled(page);
}

export async function keyboard(tally, { browser, url }) {
    await tally.test(
        'keyboard: sign in, search, open, match and ask, with keys alone',
        async () => {
            const someone = await person(browser, url);
            const page = await someone.page('/sign-in');
            await tabTo(page, 'input[name=username]');
            await page.keyboard.type('aoi');
            await page.keyboard.press('Tab');
            await page.keyboard.type('renkei-demo');
            await page.keyboard.press('Enter');
            await page.waitForURL(url + '/');
            await settled(page);
            await until(
                async () =>
                    (await page.evaluate(() => document.activeElement?.tagName)) === 'H1',
                'the title of a new page has the focus',
            );

            await page.keyboard.press('Control+k');
            await page.keyboard.type('advisory');
            await until(async () => (await page.locator('[role=option]').count()) > 0, 'options');
            await page.keyboard.press('Escape');

            await goes(page, ['g', 'e'], 'Exchange');
            await page.keyboard.press('/');
            await page.keyboard.type('hospitals');
            await page.keyboard.press('Enter');
            await page.waitForURL(/q=hospitals/);
            await until(
                () => page.evaluate(() => document.activeElement?.getAttribute('role') === 'grid'),
                'the table has the focus',
            );
            await settled(page);
            await page.keyboard.press('End');
            await page.keyboard.press('Home');
            await page.keyboard.press('Enter');
            await page.locator('.side-panel').waitFor();
            await page.keyboard.press('Escape');
            await page.locator('.side-panel').waitFor({ state: 'detached' });
            await tabTo(page, 'aside.facets input[type=checkbox]');
            await page.keyboard.press('Space');
            await page.waitForURL(/type=/);

            await page.keyboard.press('Escape');
            await goes(page, ['g', 'm'], 'Match');
            await page.keyboard.press('/');
            await page.keyboard.type('10.0.0.1 GET https://hospita1.example/');
            await page.keyboard.press('Control+Enter');
            await page.locator('.sum').waitFor();
            expect((await page.locator('mark').count()) > 0, 'the line is found');

            await tabTo(page, 'nav a');
            await goes(page, ['g', 'd'], 'Dialogues');
            await tabTo(page, 'main a[href^="/dialogues/dialogue--"]');
            await page.keyboard.press('Enter');
            await page.locator('form.ask textarea').waitFor();
            await page.keyboard.press('q');
            await page.keyboard.type('Can all of this be done without a mouse?');
            await page.keyboard.press('Control+Enter');
            await page.locator('li.question', { hasText: 'without a mouse?' }).waitFor();
            someone.check();
            await someone.close();
        },
    );

    await tally.test('keyboard: every key of the list of keys leads to its page', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/match');
        for (const [key, wanted] of [
            ['o', 'Overview'],
            ['e', 'Exchange'],
            ['l', 'Collections'],
            ['u', 'Import'],
            ['m', 'Match'],
            ['d', 'Dialogues'],
            ['s', 'Settings'],
        ])
            await goes(page, ['g', key], wanted);
        await page.keyboard.press('?');
        await page.locator('dialog[open]').waitFor();
        await page.keyboard.press('Escape');
        await page.locator('dialog[open]').waitFor({ state: 'detached' });
        someone.check();
        await someone.close();
    });

    await tally.test('keyboard: the first Tab skips to the content', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/exchange');
        await page.evaluate(() => document.activeElement?.blur());
        await tabTo(page, 'a.skip', 60);
        await page.keyboard.press('Enter');
        expectEqual(
            await page.evaluate(() => document.activeElement?.tagName),
            'MAIN',
            'the focus',
        );
        someone.check();
        await someone.close();
    });
}
