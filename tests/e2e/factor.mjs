// factor.mjs - a second factor set up, asked for and demanded; dangerous acts; an account recovered.
import { createHmac } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe, person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { binary, run } from './lib/server.mjs';
import { pictures } from './gates.mjs';
import { fillIn } from './signing.mjs';

// What somebody carries: codes as RFC 6238 says, of steps that were not shown yet.
class Device {
    #step = 0;
    #secret;

    constructor(text) {
        let bits = '';
        for (const letter of text.replaceAll(' ', ''))
            bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
                .indexOf(letter)
                .toString(2)
                .padStart(5, '0');
        this.#secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    }

    code() {
        this.#step = Math.max(this.#step + 1, Math.floor(Date.now() / 30_000));
        const counter = Buffer.alloc(8);
        counter.writeBigUInt64BE(BigInt(this.#step));
        const mac = createHmac('sha1', this.#secret).update(counter).digest();
        const number = (mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000;
        return String(number).padStart(6, '0');
    }
}

const picture = async (page, name) => {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
};

async function enter(someone, url, name, path = '/settings') {
    const page = await someone.page(`/sign-in?next=${path}`);
    await fillIn(page, name, 'renkei-demo');
    await page.waitForURL(url + path);
    await settled(page);
    return page;
}

// From the button to the ten codes that are kept.
async function setUp(page, look) {
    const part = page.locator('section.factor');
    await part.locator('.row button').last().click();
    const image = part.locator('img');
    await image.waitFor();
    await until(
        () => image.evaluate((one) => one.complete && one.naturalWidth > 100),
        'the picture is there',
    );
    const device = new Device(await part.locator('.secret code').textContent());
    if (look) await picture(page, `factor-offer-${look}`);
    await part.locator('input[name=code]').fill(device.code());
    await part.locator('form button.primary').click();
    await part.locator('.codes li').first().waitFor();
    const codes = await part.locator('.codes code').allTextContents();
    if (look) await picture(page, `factor-codes-${look}`);
    const found = await axe(page);
    expectEqual(found.length, 0, `what axe finds: ${JSON.stringify(found)}`);
    await part.locator('.notice button.primary').click();
    return { device, codes };
}

const rest = { timeout: 20_000 };

export async function factor(tally, { browser, servers }) {
    const server = await servers.start(servers.demo('factor'));
    const { url } = server;
    const tell = (...words) => run(binary, [...words, '--store', server.store]);
    const someone = (look) => person(browser, url, null, look);

    await tally.test(
        'factor: a device is set up by picture or text, and asked for from then on',
        async () => {
            const one = await someone({ width: 1280, theme: 'dark' });
            const page = await enter(one, url, 'hanako');
            const { device, codes } = await setUp(page, 'wide');
            expectEqual(new Set(codes).size, 10, 'recovery codes');
            await page.locator('section.factor strong', { hasText: 'It is on.' }).waitFor();
            one.check();
            await one.close();

            const other = await someone();
            other.allowed.push(401);
            const fresh = await other.page('/sign-in');
            expectEqual(await fresh.locator('input[name=code]').count(), 0, 'fields for a code');
            await fillIn(fresh, 'hanako', 'renkei-demo');
            // The answer is that to a wrong password; the page offers the field then.
            await fresh.locator('input[name=code]').waitFor();
            await picture(fresh, 'factor-sign-in');
            await fresh.locator('input[name=code]').fill(device.code());
            await fillIn(fresh, 'hanako', 'renkei-demo');
            await fresh.waitForURL(url + '/');
            await settled(fresh);
            await fresh.locator('button.me').click();
            await fresh.locator('#me button', { hasText: 'Sign out' }).click();
            await fresh.locator('input[name=code]').waitFor(rest); // it is known here now
            await fresh.locator('input[name=code]').fill(codes[0].toUpperCase());
            await fillIn(fresh, 'hanako', 'renkei-demo');
            await fresh.waitForURL(url + '/');
            await other.go(fresh, '/settings');
            await fresh.locator('section.factor', { hasText: '9 recovery codes' }).waitFor();
            other.check();
            await other.close();
        },
    );

    await tally.test('factor: it is switched off by a code, in Japanese and narrow', async () => {
        const one = await someone({ language: 'ja', width: 360 });
        one.allowed.push(403);
        const page = await enter(one, url, 'aoi');
        const { codes } = await setUp(page, 'narrow');
        const part = page.locator('section.factor');
        await part.locator('button', { hasText: '無効にする' }).click();
        await part.locator('input[name=code]').fill('000000');
        await part.locator('form button.primary').click();
        await part.locator('[role=alert]', { hasText: 'コードが正しくない' }).waitFor();
        await part.locator('input[name=code]').fill(codes[0]);
        await part.locator('form button.primary').click();
        await part.getByText('無効です。').waitFor();
        one.check();
        await one.close();
    });

    await tally.test('prove: an old sign-in is asked again before a token is made', async () => {
        const one = await someone();
        one.allowed.push(403);
        const page = await enter(one, url, 'yuki');
        // As if ten minutes had passed.
        run('sqlite3', [server.store, 'UPDATE session SET proved = 0']);
        const form = page.locator('section.tokens form');
        await form.locator('input[name=label]').fill('sensor 9');
        await form.locator('button').click();
        const dialog = page.locator('dialog[open]');
        await dialog.locator('input[name=proof-password]').fill('not this');
        await picture(page, 'prove');
        await dialog.locator('button.primary').click();
        await dialog.locator('[role=alert]').waitFor();
        await dialog.locator('input[name=proof-password]').fill('renkei-demo');
        await dialog.locator('button.primary').click();
        await page.locator('section.tokens code', { hasText: 'rk_' }).waitFor();
        expectEqual(await dialog.count(), 0, 'dialogs that are left');
        run('sqlite3', [server.store, 'UPDATE session SET proved = 0']);
        await form.locator('input[name=label]').fill('sensor 10');
        await form.locator('button').click();
        await dialog.locator('button', { hasText: 'Cancel' }).click();
        await page.locator('section.tokens [role=alert]').waitFor();
        expectEqual(
            await page.locator('section.tokens tbody tr', { hasText: 'sensor 10' }).count(),
            0,
            'tokens that were made without',
        );
        one.check();
        await one.close();
    });

    await tally.test('factor: who is asked for one is led there, and nowhere else', async () => {
        const one = await someone({ language: 'ja', width: 360, theme: 'dark' });
        one.allowed.push(401, 403);
        const page = await enter(one, url, 'marcus');
        await page.locator('section.eyes button', { hasText: '全員に必須にする' }).click();
        await until(
            async () => /必須です/.test(await page.locator('section.eyes').textContent()) ||
                (await page.locator('section.eyes [role=alert]').count()) > 0,
            'it is demanded',
        );
        await one.go(page, '/exchange');
        await page.locator('.notice.warn', { hasText: '二要素認証が必要です' }).waitFor();
        await picture(page, 'factor-must');
        for (const part of ['tokens', 'sessions', 'password', 'eyes'])
            expectEqual(await page.locator(`section.${part}`).count(), 0, `sections ${part}`);
        await setUp(page);
        await page.locator('.notice.warn').waitFor({ state: 'detached' });
        await settled(page);
        await until(() => page.url() === url + '/exchange', 'where one was going');
        await until(
            async () => (await page.locator('h1').textContent()) !== '設定',
            'the page that one wanted',
        );
        one.check();
        await one.close();
    });

    await tally.test('recover: another confirms it, and a new password opens the account', async () => {
        const address = tell('admin', 'recover', 'takumi').trim();
        const lost = await someone({ width: 360 });
        lost.allowed.push(403, 422);
        const page = await lost.page(address);
        expectEqual(new URL(page.url()).hash, '', 'what is left of the secret in the address');
        const fill = async (password) => {
            await page.locator('input[name=new]').fill(password);
            await page.locator('input[name=again]').fill(password);
            await page.locator('form button.primary').click();
        };
        await fill('tea at noon, then rain');
        await page.locator('[role=alert]', { hasText: 'confirm this recovery' }).waitFor();
        await picture(page, 'recover-narrow');

        const eyes = await someone();
        const admin = await enter(eyes, url, 'operator');
        const row = admin.locator('section.eyes li', { hasText: 'takumi' });
        await row.waitFor();
        await admin.locator('section.eyes').scrollIntoViewIfNeeded();
        await picture(admin, 'recover-eyes');
        await row.locator('button.primary').click();
        await row.waitFor({ state: 'detached' });
        eyes.check();
        await eyes.close();

        await fill('takumi takumi');
        await page.locator('[role=alert]', { hasText: 'easy to guess' }).waitFor();
        await fill('tea at noon, then rain');
        await page.locator('strong', { hasText: 'Your new password is set' }).waitFor();
        await page.locator('.inside a.button.primary').click();
        await settled(page);
        await fillIn(page, 'takumi', 'tea at noon, then rain');
        await page.waitForURL(url + '/');
        lost.check();
        await lost.close();
    });

    expect(!server.words(), `the server said nothing, found ${server.words()}`);
    await server.stop();
}
