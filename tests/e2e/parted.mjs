// parted.mjs - an object of which parts are held back: its page says so, and only to whom they are.
import { axe, person } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

const id = 'tool--6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e41';
const when = '2020-03-01T09:00:00.000Z';
const tlp = (uuid) => 'marking-definition--' + uuid;
const [GREEN, AMBER] = [
    tlp('bab4a63c-aed9-4cf5-a766-dfca5abac2bb'),
    tlp('55d920b0-5e8b-4f79-9ee9-91f868d9b421'),
];
const shown = {
    type: 'tool',
    spec_version: '2.1',
    id,
    created: when,
    modified: when,
    name: 'Larkspur key',
    object_marking_refs: [GREEN],
};
const whole = {
    ...shown,
    description: 'Left in a drawer of ward 3.',
    granular_markings: [{ marking_ref: AMBER, selectors: ['description'] }],
};

export async function parted(tally, { browser, url }) {
    const hanako = await new Asker(url).signIn('hanako');

    async function check(name, language, sentence, object, label) {
        const someone = await person(browser, url, name, { language });
        const page = await someone.page('/o/' + id);
        await page.locator('#json pre').waitFor();
        const told = await page.locator('#cut').allTextContents();
        expectEqual(told.length, sentence ? 1 : 0, 'notices');
        if (sentence) expect(told[0].startsWith(sentence), `${sentence} in ${told[0]}`);
        expectEqual(JSON.parse(await page.locator('#json pre').textContent()), object, 'its text');
        const text = await page.locator('main').textContent();
        expectEqual(text.includes('drawer'), object === whole, 'the part');
        expect(text.includes(label), `${label} on the page`);
        const offer = await page.locator('#json a[download]').textContent();
        expectEqual(/as it came|受け取ったまま/.test(offer), object === whole, offer);
        const evidence = await page.locator('#log a[download]').count();
        expectEqual(evidence, object === whole ? 1 : 0, 'evidence is of the whole');
        expectEqual(await axe(page), [], 'what axe-core finds');
        someone.check();
        await someone.close();
    }

    await tally.test('parted: the page says that parts are held back, and shows none', async () => {
        const { collections } = await hanako.get('/collections');
        const { id: collection } = collections.find((one) => one.alias === 'health-phishing');
        const answer = await hanako.ask(`/import?collection=${collection}`, {
            method: 'POST',
            body: JSON.stringify(whole),
        });
        expectEqual(answer.status, 200, 'import');
        await check('grace', 'en', 'Parts of this object are not shown to you', shown, 'TLP:GREEN');
        await check('grace', 'ja', 'このオブジェクトには、マーキングにより', shown, 'TLP:GREEN');
    });

    await tally.test('parted: who sees all of it is told of nothing', async () => {
        await check('marcus', 'en', '', whole, 'TLP:AMBER');
    });
}
