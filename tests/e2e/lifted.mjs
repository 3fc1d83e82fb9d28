// lifted.mjs - an object of STIX 2.0: as it came, or as 2.1 with what that changes.
import { axe, person } from './lib/browser.mjs';
import { expect, expectEqual } from './lib/check.mjs';
import { Asker } from './lib/server.mjs';

const id = 'malware--5d1fb6a2-6a8f-4b0b-9f2c-6b8e0c1d2e3f';
const when = '2020-03-01T09:00:00.000Z';
const came = {
    type: 'malware',
    id,
    created: when,
    modified: when,
    name: 'Larkspur loader',
    labels: ['dropper'],
};

async function shown(page) {
    return JSON.parse(await page.locator('#json pre').textContent());
}

async function switched(page, button) {
    await page.locator('#view button').nth(button).click();
    await page.locator(`#view button[aria-pressed=true]:nth-of-type(${button + 1})`).waitFor();
}

export async function lifted(tally, { browser, url }) {
    const hanako = await new Asker(url).signIn('hanako');
    const { collections } = await hanako.get('/collections');
    const { id: collection } = collections.find((one) => one.can_write);

    await tally.test('lifted: an object of 2.0 is shown as it came, and as 2.1', async () => {
        const answer = await hanako.ask(`/import?collection=${collection}`, {
            method: 'POST',
            body: JSON.stringify(came),
        });
        expectEqual(answer.status, 200, 'import');
        for (const [language, renamed] of [
            ['en', 'renamed'],
            ['ja', '名称変更'],
        ]) {
            const someone = await person(browser, url, 'hanako', { language });
            const page = await someone.page('/o/' + id);
            expectEqual(await shown(page), came, 'as it came');
            expectEqual(await page.locator('#view li').count(), 0, 'nothing is changed');
            await switched(page, 1);
            expect(page.url().includes('spec=2.1'), `the address says so: ${page.url()}`);
            const { object, view } = await hanako.get(`/objects/${id}?spec=2.1`);
            expectEqual(await shown(page), object, 'as 2.1');
            expectEqual(object.malware_types, ['dropper'], 'labels are types');
            expectEqual(await page.locator('#view li').count(), view.total, 'changes');
            const line = await page.locator('#view li', { hasText: 'malware_types' }).textContent();
            expect(line.includes('labels') && line.includes(renamed), line);
            const focus = await page.evaluate(() => document.activeElement?.ariaPressed);
            expectEqual(focus, 'true', 'the switch keeps the focus');
            expectEqual(await axe(page), [], 'what axe-core finds');
            await switched(page, 0);
            expectEqual(await shown(page), came, 'as it came again');
            await page.goBack();
            await page.locator('#view li').first().waitFor();
            someone.check();
            await someone.close();
        }
    });

    await tally.test('lifted: an object of 2.1 has no such switch', async () => {
        const someone = await person(browser, url, 'hanako');
        const { rows } = await hanako.get('/objects?type=campaign&limit=1');
        const page = await someone.page('/o/' + rows[0].id);
        await page.locator('#json pre').waitFor();
        expectEqual(await page.locator('#view').count(), 0, 'the switch');
        someone.check();
        await someone.close();
    });
}
