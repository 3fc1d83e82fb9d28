// marked.mjs - the markings of an object beside the label in its head: what they say, of what, to whom.
import { axe, hasEnglish, person } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

const when = '2020-03-01T09:00:00.000Z';
const mark = (uuid) => 'marking-definition--' + uuid;
const [GREEN, RED] = [
    mark('bab4a63c-aed9-4cf5-a766-dfca5abac2bb'),
    mark('e828b379-4e03-4974-9ac4-e53a884c97c1'),
];
const PAP_AMBER = mark('60f8932b-e51e-4458-b265-a2e8be9a80ab');
const IEP = 'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a';
const ACS = 'extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce';
const nowhere = mark('6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e50');

const definition = (last, members) => ({
    type: 'marking-definition',
    spec_version: '2.1',
    id: mark('6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e' + last),
    created: when,
    ...members,
});
const statement = definition('51', {
    definition_type: 'statement',
    definition: { statement: 'Copyright 2020, Larkspur' },
});
const secret = definition('52', {
    definition_type: 'statement',
    definition: { statement: 'Keep it from the press' },
    object_marking_refs: [RED],
});
const policy = definition('53', {
    name: 'Share with care',
    extensions: { [IEP]: { extension_type: 'property-extension', tlp: 'amber' } },
});
const acs = definition('54', {
    extensions: {
        [ACS]: {
            extension_type: 'property-extension',
            name: 'For the hunt',
            control_set: { classification: 'U' },
        },
    },
});
const tool = {
    type: 'tool',
    spec_version: '2.1',
    id: 'tool--6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e55',
    created: when,
    modified: when,
    name: 'Larkspur lamp',
    labels: ['lamp'],
    description: 'Seen by nobody else.',
    object_marking_refs: [GREEN, statement.id, policy.id, acs.id, PAP_AMBER, nowhere],
    granular_markings: [
        { marking_ref: RED, selectors: ['description'] },
        { marking_ref: secret.id, selectors: ['labels.[0]'] },
    ],
};

// What the page lists, item by item, without space at the ends.
const listOf = async (page) =>
    (await page.locator('#markings li').allInnerTexts()).map((text) =>
        text.split('\n').map((line) => line.trim()).filter(Boolean).join(' | '),
    );
const byName = (start) => (text) => text.startsWith(start);

export async function marked(tally, { browser, url }) {
    const hanako = await new Asker(url).signIn('hanako');

    async function see(name, look, check) {
        const someone = await person(browser, url, name, look);
        const page = await someone.page('/o/' + tool.id);
        await page.locator('#markings li').first().waitFor();
        await check(page, await listOf(page));
        expectEqual(await axe(page), [], 'what axe-core finds');
        someone.check();
        await someone.close();
    }

    await tally.test('marked: the page tells each marking, and which are not enforced', async () => {
        const { collections } = await hanako.get('/collections');
        const { id: collection } = collections.find((one) => one.alias === 'health-phishing');
        const objects = [statement, secret, policy, acs, tool];
        const answer = await hanako.ask(`/import?collection=${collection}`, {
            method: 'POST',
            body: JSON.stringify({
                type: 'bundle',
                id: 'bundle--6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e56',
                objects,
            }),
        });
        expectEqual(answer.status, 200, 'import');
        await see('hanako', {}, async (page, list) => {
            expectEqual(
                list,
                [
                    'TLP:GREEN On the whole',
                    'Statement | Copyright 2020, Larkspur',
                    'IEP: information exchange policy | Share with care | Its policy names the colour AMBER.',
                    'ACS: access control | For the hunt | Classification: unclassified (U)',
                    `PAP: what may be done with it | PAP:AMBER | ${PAP_AMBER} | Its definition cannot be seen here.`,
                    `Another marking | ${nowhere} | Its definition cannot be seen here.`,
                    'TLP:RED | On these parts only: description',
                    'Statement | Keep it from the press | On these parts only: labels.[0]',
                ],
                'the list',
            );
            const panel = await page.locator('#markings').innerText();
            expect(panel.includes('renkei shows the others and does not enforce them'), panel);
            expectEqual(
                await page.getByRole('definition').filter({ hasText: 'marking_ref' }).count(),
                0,
                'the same among the properties',
            );
        });
    });

    await tally.test('marked: who may not see a definition is told that it is not there', async () => {
        await see('grace', {}, async (page, list) => {
            expectEqual(
                list.at(-1),
                `Another marking | ${secret.id} | Its definition cannot be seen here. | On these parts only: labels.[0]`,
                'the hidden one',
            );
            expect(!list.some(byName('TLP:')), `no label beside that in the head: ${list}`);
            const text = await page.locator('main').innerText();
            expect(!text.includes('from the press'), 'nothing of its text');
            const links = await page.locator('#markings a').evaluateAll((all) =>
                all.map((link) => new URL(link.href).pathname),
            );
            expectEqual(
                links,
                [statement.id, policy.id, acs.id].map((id) => '/o/' + id),
                'what leads on',
            );
        });
    });

    await tally.test('marked: all of it is said in Japanese, also on a narrow screen', async () => {
        const look = { language: 'ja', theme: 'dark', width: 360, height: 740 };
        await see('marcus', look, async (page, list) => {
            const own = await page.locator('#markings .meta').allInnerTexts();
            expect(!hasEnglish(own.join('\n')), `English words in ${own}`);
            expect(list.some((text) => text.includes('機密区分：非機密（U）')), `${list}`);
            const width = await page.evaluate(() => document.documentElement.scrollWidth);
            expect(width <= 360, `${width} pixels wide`);
        });
    });

    await tally.test('marked: a marking leads to its definition', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/o/' + tool.id);
        await page.locator('#markings a').first().click();
        await page.waitForURL('**/o/' + statement.id);
        await page.locator('#json pre').waitFor();
        const text = await page.locator('main').innerText();
        expect(text.includes('Copyright 2020, Larkspur'), text);
        someone.check();
        await someone.close();
    });

    await tally.test('marked: the panel beside the table tells the same', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page(`/exchange?type=tool&open=${tool.id}`);
        const panel = page.locator('.side-panel section');
        await panel.waitFor();
        const text = await panel.innerText();
        expect(text.startsWith('Markings'), text);
        expect(text.includes('Copyright 2020, Larkspur') && text.includes('PAP:AMBER'), text);
        someone.check();
        await someone.close();
    });

    await tally.test('marked: an object with nothing but its label has no such panel', async () => {
        const someone = await person(browser, url, 'hanako');
        const { rows } = await hanako.get('/objects?type=campaign&limit=1');
        const page = await someone.page('/o/' + rows[0].id);
        await page.locator('#json pre').waitFor();
        expectEqual(await page.locator('#markings').count(), 0, 'the panel');
        someone.check();
        await someone.close();
    });
}
