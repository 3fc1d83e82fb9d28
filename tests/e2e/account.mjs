// account.mjs - where one is signed in, and the tokens of one's programs.
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';
import { fillIn } from './signing.mjs';

const rows = (page, part) => page.locator(`section.${part} tbody tr`);

export async function account(tally, { browser, url }) {
    await tally.test(
        'sessions: each is listed, one that is not one’s own is ended, and it is out',
        async () => {
            const lost = await person(browser, url);
            const lostPage = await lost.page('/sign-in');
            await fillIn(lostPage, 'aoi', 'renkei-demo');
            await lostPage.waitForURL(url + '/');
            const mine = await person(browser, url);
            const page = await mine.page('/sign-in?next=/settings');
            await fillIn(page, 'aoi', 'renkei-demo');
            await page.waitForURL(url + '/settings');
            await settled(page);
            await until(async () => (await rows(page, 'sessions').count()) === 2, 'both are there');
            const texts = await rows(page, 'sessions').allTextContents();
            for (const text of texts) {
                expect(/Chrom\w+ \d+ on Linux/.test(text), `which browser, found ${text}`);
                expect(text.includes('127.0.0.1'), `from where, found ${text}`);
            }
            expectEqual(texts.filter((text) => text.includes('This one')).length, 1, 'this one');
            await rows(page, 'sessions').locator('button').click();
            await until(async () => (await rows(page, 'sessions').count()) === 1, 'one is left');
            await lost.go(lostPage, '/settings');
            expectEqual(
                await lostPage.locator('button.me').count(),
                0,
                'the name of who was there',
            );
            await mine.go(page, '/settings');
            expect(await page.locator('button.me').isVisible(), 'this one is still signed in');
            mine.check();
            lost.check();
            await mine.close();
            await lost.close();
        },
    );

    await tally.test('sessions: all others end at once, asked for in Japanese', async () => {
        const others = [await new Asker(url).signIn('aoi'), await new Asker(url).signIn('aoi')];
        const mine = await person(browser, url, null, { language: 'ja' });
        const page = await mine.page('/sign-in?next=/settings');
        await fillIn(page, 'aoi', 'renkei-demo');
        await page.waitForURL(url + '/settings');
        await settled(page);
        page.on('dialog', (dialog) => void dialog.accept());
        await page.locator('section.sessions button', { hasText: 'ほかをすべて終了' }).click();
        await until(async () => (await rows(page, 'sessions').count()) === 1, 'one is left');
        for (const other of others)
            expectEqual((await other.get('/me')).name, null, 'who the others are');
        mine.check();
        await mine.close();
    });

    await tally.test('password: one that is easy to guess is refused with the reason', async () => {
        const mine = await person(browser, url, null, { language: 'ja' });
        mine.allowed.push(403, 422);
        const page = await mine.page('/sign-in?next=/settings');
        await fillIn(page, 'takumi', 'renkei-demo');
        await page.waitForURL(url + '/settings');
        await settled(page);
        const form = page.locator('section.password form');
        const change = async (current, fresh) => {
            await form.locator('input[name=current]').fill(current);
            await form.locator('input[name=new]').fill(fresh);
            await form.locator('input[name=again]').fill(fresh.slice(1));
            expect(await form.locator('button').isDisabled(), 'two that differ are not sent');
            await form.locator('input[name=again]').fill(fresh);
            await form.locator('button').click();
        };
        const said = page.locator('section.password [role=alert]');
        await change('not this', 'tea at noon, then rain');
        await until(async () => (await said.textContent()).includes('違います'), 'the reason');
        await change('renkei-demo', 'qwertyuiop1234');
        await until(async () => (await said.textContent()).includes('並び'), 'another reason');
        await change('renkei-demo', 'tea at noon, then rain');
        await page.locator('section.password strong', { hasText: '変更しました' }).waitFor();
        expectEqual(await said.count(), 0, 'no reason any more');
        await mine.go(page, '/settings');
        expect(await page.locator('button.me').isVisible(), 'this session goes on');
        await new Asker(url).signIn('takumi', 'tea at noon, then rain');
        await change('tea at noon, then rain', 'one sheep by the old pier');
        await page.locator('section.password strong', { hasText: '変更しました' }).waitFor();
        mine.check();
        await mine.close();
    });

    await tally.test('tokens: one is made for matching, does that and no more', async () => {
        const mine = await person(browser, url);
        const page = await mine.page('/sign-in?next=/settings');
        await fillIn(page, 'aoi', 'renkei-demo');
        await page.waitForURL(url + '/settings');
        await settled(page);
        const form = page.locator('section.tokens form');
        await form.locator('input[name=label]').fill('sensor 3');
        await form.locator('input[name=read]').uncheck();
        await form.locator('select[name=days]').selectOption('30');
        await form.locator('button').click();
        const token = await page.locator('section.tokens code').textContent();
        expect(/^rk_[\w-]{43}$/.test(token), `a token, found ${token}`);
        const row = rows(page, 'tokens').filter({ hasText: 'sensor 3' });
        await row.waitFor();
        const text = await row.textContent();
        expect(text.includes('match') && !text.includes('read'), `what for, found ${text}`);
        expect(text.includes('never'), `not used yet, found ${text}`);
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        const asked = async (path, options = {}) =>
            (await fetch(url + '/api/v1' + path, { headers, ...options })).status;
        expectEqual(
            await asked('/lookup', { method: 'POST', body: '{"values":["a.example"]}' }),
            200,
            'a look-up',
        );
        expectEqual(await asked('/objects'), 403, 'a list of objects');
        expectEqual(await asked('/tokens'), 403, 'the tokens');
        await mine.go(page, '/settings');
        await until(
            async () => !(await row.textContent()).includes('never'),
            'the last use is told',
        );
        expectEqual(await page.locator('section.tokens code').count(), 0, 'the text, shown once');
        page.on('dialog', (dialog) => void dialog.accept());
        await row.locator('button').click();
        await row.waitFor({ state: 'detached' });
        expectEqual(await asked('/me'), 401, 'who asks with it');
        mine.check();
        await mine.close();
    });

    await tally.test(
        'tokens: a label that is taken gets a sentence, and nothing is lost',
        async () => {
            const mine = await person(browser, url);
            mine.allowed.push(409);
            const page = await mine.page('/sign-in?next=/settings');
            await fillIn(page, 'aoi', 'renkei-demo');
            await page.waitForURL(url + '/settings');
            await settled(page);
            const field = page.locator('section.tokens input[name=label]');
            for (const count of [1, 1]) {
                await field.fill('twice');
                await page.locator('section.tokens form button').click();
                await until(
                    async () =>
                        (await rows(page, 'tokens').filter({ hasText: 'twice' }).count()) === count,
                    'it is there once',
                );
            }
            const said = await page.locator('section.tokens [role=alert]').textContent();
            expect(said.includes('This name is taken'), `expected the sentence, found ${said}`);
            expectEqual(await field.inputValue(), 'twice', 'what was written');
            page.on('dialog', (dialog) => void dialog.accept());
            await rows(page, 'tokens').filter({ hasText: 'twice' }).locator('button').click();
            mine.check();
            await mine.close();
        },
    );
}
