// explained.mjs - an object under conditions: its page tells who can see it and why, and answers an
// administrator about persons of the own organisation.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe, person } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

const pictures = new URL('../../build/e2e/', import.meta.url).pathname;
const when = '2020-03-01T09:00:00.000Z';
const GREEN = 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb';
const CONDITIONS = 'extension-definition--5a2c1f0e-7d0b-4b39-9d0e-3f1f6b0a6c08';
const object = {
    type: 'tool',
    spec_version: '2.1',
    id: 'tool--6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e42',
    created: when,
    modified: when,
    name: 'Hornbeam door',
    object_marking_refs: [GREEN],
    extensions: {
        [CONDITIONS]: {
            extension_type: 'property-extension',
            embargo_until: '2999-01-01T00:00:00Z',
            never: { sectors: ['private'], countries: ['US'] },
        },
    },
};

export async function explained(tally, { browser, url }) {
    const hanako = await new Asker(url).signIn('hanako');

    async function open(look) {
        const someone = await person(browser, url, 'hanako', look);
        const page = await someone.page('/o/' + object.id);
        await page.locator('#audience li').first().waitFor();
        return { someone, page };
    }

    await tally.test('explained: the page names who reads it, as the API does', async () => {
        const { collections } = await hanako.get('/collections');
        const { id: collection } = collections.find((one) => one.alias === 'health-phishing');
        const answer = await hanako.ask(`/import?collection=${collection}`, {
            method: 'POST',
            body: JSON.stringify(object),
        });
        expectEqual(answer.status, 200, 'import');
        const told = await hanako.get(`/objects/${object.id}/audience`);
        expectEqual(told.readers.length, 1, 'readers under the embargo');
        const { someone, page } = await open({});
        const text = await page.locator('#audience').textContent();
        expect(text.includes(told.readers[0].name), 'the reader');
        expect(text.includes('Under an embargo until'), 'the embargo');
        expect(text.includes('Not for: private sector, United States'), text);
        expectEqual(await axe(page), [], 'what axe-core finds');
        someone.check();
        await someone.close();
    });

    await tally.test('explained: why a colleague can see it, and no word of others', async () => {
        const { someone, page } = await open({});
        someone.allowed = [403];
        const ask = async (name) => {
            await page.fill('#audience-person', name);
            await page.keyboard.press('Enter');
        };
        await ask('takumi');
        await page.locator('#audience [role=status]').waitFor();
        const said = await page.locator('#audience [role=status]').textContent();
        expect(said.includes('takumi can see it'), said);
        for (const name of ['marcus', 'nobody']) {
            await ask(name);
            await until(
                async () => (await page.locator('#audience [role=alert]').count()) === 1,
                `a refusal about ${name}`,
            );
        }
        someone.check();
        await someone.close();
    });

    await tally.test('explained: in every look', async () => {
        mkdirSync(pictures, { recursive: true });
        const looks = {
            wide: {},
            narrow: { width: 360, height: 780 },
            dark: { theme: 'dark' },
            japanese: { language: 'ja' },
            'japanese-narrow': { language: 'ja', width: 360, height: 780 },
        };
        for (const [name, look] of Object.entries(looks)) {
            const { someone, page } = await open(look);
            await page.locator('#audience').scrollIntoViewIfNeeded();
            await page.screenshot({ path: join(pictures, `audience-${name}.png`) });
            const wide = await page.locator('#audience').evaluate(
                (panel) => panel.scrollWidth - panel.clientWidth,
            );
            expect(wide <= 1, `${name}: ${wide} px too wide`);
            expectEqual(await axe(page), [], `what axe-core finds: ${name}`);
            someone.check();
            await someone.close();
        }
    });
}
