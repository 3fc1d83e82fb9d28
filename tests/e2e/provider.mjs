// provider.mjs - signing on by a real provider of OpenID Connect: linked, used, asked again, refused.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { axe, person, settled } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';
import { binary, root, run } from './lib/server.mjs';
import { pictures } from './gates.mjs';
import { fillIn } from './signing.mjs';

const picture = async (page, name) => {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
};

async function hold(page) {
    const found = await axe(page);
    expectEqual(found.length, 0, `what axe finds: ${JSON.stringify(found)}`);
}

// At the provider: its own form, on its own page.
async function enterThere(page, name) {
    await page.locator('input[name=login]').fill(name);
    await page.locator('button[name=go]').click();
}

export async function provider(tally, { browser, servers }) {
    const { store, password } = servers.empty('provider');
    const server = await servers.start(store, ['--reach', '127.0.0.1']);
    const { url } = server;
    // Another site than this one: cookies that are Strict do not come along from there.
    const city = spawn(
        process.execPath,
        [join(root, 'tests/e2e/lib/provider.mjs'), url, 'RS256', 'localhost'],
        { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const { issuer, secret } = JSON.parse((await once(city.stdout, 'data'))[0]);
    const file = join(servers.folder, 'secret');
    writeFileSync(file, secret);
    const words = [`issuer=${issuer}`, 'client=renkei', `secret-file=${file}`, `here=${url}`];
    const tell = (...more) => run(binary, [...more, '--store', server.store]);
    tell('admin', 'provider', 'add', 'city', ...words, 'name=City');
    const someone = async (look) => {
        const one = await person(browser, url, null, look);
        one.elsewhere.push(issuer);
        return one;
    };

    await tally.test('provider: it is linked, and signs in where one wanted to go', async () => {
        const one = await someone({ width: 1280, theme: 'dark' });
        const page = await one.page('/sign-in?next=/settings');
        await fillIn(page, 'operator', password);
        await page.waitForURL(url + '/settings');
        await settled(page);
        const part = page.locator('section.links');
        await part.getByRole('button', { name: 'Link City' }).click();
        await enterThere(page, 'somebody-there');
        await page.waitForURL(url + '/settings');
        await part.getByText('somebody-there of the city').waitFor();
        await hold(page);
        await picture(page, 'provider-links');
        one.check();
        await one.close();

        const other = await someone();
        const fresh = await other.page('/sign-in?next=/match');
        const button = fresh.getByRole('button', { name: 'Sign in with City' });
        await button.waitFor();
        await hold(fresh);
        await picture(fresh, 'provider-sign-in');
        await button.click();
        await enterThere(fresh, 'somebody-there');
        await fresh.waitForURL(url + '/match');
        await settled(fresh);
        await fresh.locator('button.me', { hasText: 'operator' }).waitFor();
        await other.go(fresh, '/settings');
        await fresh.locator('section.sessions', { hasText: 'by City' }).waitFor();
        other.check();
        await other.close();
    });

    await tally.test('provider: an old sign-in is proved again by it', async () => {
        const one = await someone();
        one.allowed.push(403);
        const page = await one.page('/sign-in?next=/settings');
        await page.getByRole('button', { name: 'Sign in with City' }).click();
        await enterThere(page, 'somebody-there');
        await page.waitForURL(url + '/settings');
        await settled(page);
        run('sqlite3', [server.store, 'UPDATE session SET proved = 0']);
        const form = page.locator('section.tokens form');
        await form.locator('input[name=label]').fill('sensor 7');
        await form.locator('button').click();
        const dialog = page.locator('dialog');
        await dialog.getByRole('button', { name: 'Sign in with City' }).waitFor();
        await picture(page, 'provider-prove');
        await dialog.getByRole('button', { name: 'Sign in with City' }).click();
        await enterThere(page, 'somebody-there');
        await page.waitForURL(url + '/settings');
        await settled(page);
        await form.locator('input[name=label]').fill('sensor 7');
        await form.locator('button').click();
        await page.locator('section.tokens code', { hasText: 'rk_' }).waitFor();
        one.check();
        await one.close();
    });

    await tally.test('provider: who is nobody here is told so, in Japanese and narrow', async () => {
        const one = await someone({ language: 'ja', width: 360 });
        one.allowed.push(403);
        const page = await one.page('/sign-in');
        await page.getByRole('button', { name: 'City でサインイン' }).click();
        await enterThere(page, 'nobody');
        await page.waitForURL(url + '/sign-on');
        await page.getByRole('alert').getByText('連携しているアカウントがここにはありません').waitFor();
        await hold(page);
        await picture(page, 'provider-unknown');
        await page.getByRole('link', { name: 'もう一度はじめる' }).click();
        await page.getByRole('button', { name: 'City でサインイン' }).click();
        expect(page.url().startsWith(url), 'the provider remembers who it was');
        one.check();
        await one.close();
    });
    city.kill();
    await server.stop();
}
