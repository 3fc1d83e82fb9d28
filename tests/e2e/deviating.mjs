// deviating.mjs - an object that breaks rules of STIX 2.1 is kept, and its page tells which.
import { axe, hasEnglish, person } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

const id = 'tool--6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e40';
const when = '2020-03-01T09:00:00.000Z';
const came = {
    type: 'tool',
    spec_version: '2.1',
    id,
    created: when,
    modified: when,
    name: 'Larkspur kit',
    labels: [],
};

const shapeless = {
    type: 'malware',
    spec_version: '2.1',
    id: 'malware--6d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e41',
    created: when,
    modified: when,
    name: 5,
    description: ['nobody reads this'],
    aliases: {},
    labels: 'a lone word',
    confidence: 'high',
    lang: [],
    external_references: [null, 'x', 7, { source_name: 7, url: [] }],
    kill_chain_phases: 'x',
    first_seen: '2020-13-45T00:00:00Z',
    last_seen: {},
    hashes: [],
    sample_refs: 'x',
    is_family: 'yes',
};

export async function deviating(tally, { browser, url }) {
    const hanako = await new Asker(url).signIn('hanako');
    const { collections } = await hanako.get('/collections');
    const { id: collection } = collections.find((one) => one.can_write);

    await tally.test('deviating: the page tells place, rule and section', async () => {
        const answer = await hanako.ask(`/import?collection=${collection}`, {
            method: 'POST',
            body: JSON.stringify(came),
        });
        expectEqual(answer.status, 200, 'import');
        for (const [language, rule] of [
            ['en', 'a list that is not empty is expected'],
            ['ja', '空でないリストが必要です。'],
        ]) {
            const someone = await person(browser, url, 'hanako', { language });
            const page = await someone.page('/o/' + id);
            const item = page.locator('#deviations li');
            await item.waitFor();
            const said = await item.textContent();
            for (const part of ['labels', rule, 'list', '2.12'])
                expect(said.includes(part), `${part} in ${said}`);
            if (language === 'ja') expect(!hasEnglish(said), `English words in ${said}`);
            expectEqual(
                JSON.parse(await page.locator('#json pre').textContent()),
                came,
                'its text',
            );
            expectEqual(await axe(page), [], 'what axe-core finds');
            someone.check();
            await someone.close();
        }
    });

    await tally.test(
        'deviating: an object in wrong shapes has a page, and all of it is shown',
        async () => {
            const answer = await hanako.ask(`/import?collection=${collection}`, {
                method: 'POST',
                body: JSON.stringify(shapeless),
            });
            expectEqual(answer.status, 200, 'import');
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/o/' + shapeless.id);
            await page.locator('#deviations li').first().waitFor();
            expectEqual(
                JSON.parse(await page.locator('#json pre').textContent()),
                shapeless,
                'its text',
            );
            const shown = await page.locator('main').textContent();
            for (const part of ['a lone word', '2020-13-45', 'nobody reads this'])
                expect(shown.includes(part), `${part} in ${shown}`);
            const list = await someone.page('/exchange?type=malware');
            await list.locator('[role=row]').first().waitFor();
            someone.check();
            await someone.close();
        },
    );

    await tally.test('deviating: what breaks nothing has no such panel', async () => {
        const someone = await person(browser, url, 'hanako');
        const { rows } = await hanako.get('/objects?type=campaign&limit=1');
        const page = await someone.page('/o/' + rows[0].id);
        await page.locator('#json pre').waitFor();
        expectEqual(await page.locator('#deviations').count(), 0, 'the panel');
        someone.check();
        await someone.close();
    });
}
