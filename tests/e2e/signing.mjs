// signing.mjs - coming and going.
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

export async function fillIn(page, name, password) {
    await page.locator('input[name=username]').fill(name);
    await page.locator('input[name=password]').fill(password);
    await page.locator('form button.primary').click();
}

export async function signing(tally, { browser, url }) {
    await tally.test(
        'sign-in: a wrong password gets a sentence, the right one the Overview',
        async () => {
            const someone = await person(browser, url);
            someone.allowed.push(401);
            const page = await someone.page('/sign-in');
            await fillIn(page, 'hanako', 'not-the-password');
            const said = await page.locator('[role=alert]').textContent();
            expect(
                said.includes('Name or password is wrong.'),
                `expected the sentence, found ${said}`,
            );
            expectEqual(said.match(/password is wrong/gi).length, 1, 'how often it is said');
            expectEqual(
                await page.locator('input[name=password]').inputValue(),
                '',
                'the password field',
            );
            await fillIn(page, 'hanako', 'renkei-demo');
            await page.waitForURL(url + '/');
            await settled(page);
            expectEqual(await page.locator('h1').textContent(), 'Overview', 'the title');
            await until(() => page.locator('.live.on').isVisible(), 'the stream is open');
            someone.check();
            await someone.close();
        },
    );

    await tally.test('sign-in: the sentence is in the language of the page', async () => {
        const someone = await person(browser, url, null, { language: 'ja' });
        someone.allowed.push(401);
        const page = await someone.page('/sign-in');
        await fillIn(page, 'hanako', 'not-the-password');
        const said = await page.locator('[role=alert] p').first().textContent();
        expect(/[\u3040-\u9fff]/.test(said), `expected Japanese, found ${said}`);
        const whole = await page.locator('[role=alert]').textContent();
        expect(!/password/i.test(whole), `not once more in English, found ${whole}`);
        await someone.close();
    });

    await tally.test('sign-in: leads where one was going, and to no other host', async () => {
        const someone = await person(browser, url);
        const page = await someone.page('/exchange?type=malware');
        await page.locator('header a[href^="/sign-in"]').click();
        await fillIn(page, 'yuki', 'renkei-demo');
        await page.waitForURL(url + '/exchange?type=malware');
        await someone.go(page, '/sign-in?next=//elsewhere.example/');
        const next = await page.locator('.inside a.button').getAttribute('href');
        expectEqual(next, '/', 'where the page leads');
        someone.check();
        await someone.close();
    });

    await tally.test('sign-out: what only members see is gone, also after going back', async () => {
        const someone = await person(browser, url);
        const page = await someone.page('/sign-in?next=/exchange');
        await fillIn(page, 'hanako', 'renkei-demo');
        await page.waitForURL(url + '/exchange');
        await settled(page);
        // What a stranger may see is asked of the interface, not of what the page showed before.
        const open = await (await fetch(url + '/api/v1/objects?limit=1')).json();
        await page.locator('button.me').click();
        await page.locator('#me button', { hasText: 'Sign out' }).click();
        await page.waitForURL(url + '/sign-in');
        await page.goBack();
        // Signing out pushed one address, so back is the exchange, and now a stranger asks for it.
        expectEqual(new URL(page.url()).pathname, '/exchange', 'where going back leads');
        await settled(page);
        const count = open.total.count.toLocaleString('en');
        await until(
            async () =>
                (await page.locator('.count').allTextContents()).some((text) =>
                    text.trim().startsWith(`${count} object`),
                ),
            'a stranger is shown the count of what is public',
        );
        expectEqual(await page.locator('.grid', { hasText: 'TLP:AMBER' }).count(), 0, 'AMBER rows');
        someone.check();
        await someone.close();
    });

    await tally.test('sign-out: what the server did not hear is not said to be done', async () => {
        const someone = await person(browser, url, 'hanako');
        someone.allowed.push(0);
        const page = await someone.page('/settings');
        await page.route('**/api/v1/session', (route) => route.abort());
        await page.locator('button.me').click();
        await page.locator('#me button', { hasText: 'Sign out' }).click();
        const said = await page.locator('main [role=alert]').textContent();
        expect(said.includes('cannot be reached'), `expected the reason, found ${said}`);
        expect(await page.locator('button.me').isVisible(), 'the name is still there');
        someone.check();
        await someone.close();
    });

    await tally.test('sign-out: from the page of signing in, the form comes back', async () => {
        const someone = await person(browser, url);
        // An account's cookie of its own: signing out ends the session that the other tests share.
        const { cookie } = await new Asker(url).signIn('hanako');
        await someone.context.addCookies([{ ...cookie, url }]);
        const page = await someone.page('/sign-in');
        await page.locator('button.me').click();
        await page.locator('#me button', { hasText: 'Sign out' }).click();
        await page.locator('input[name=username]').waitFor();
        someone.check();
        await someone.close();
    });
}
