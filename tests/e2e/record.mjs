// record.mjs - the record of acts: what who administers sees, filters, and takes home.
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';

const rows = (page) => page.locator('ol.records > li');

export async function record(tally, { browser, url }) {
    await tally.test('record: an administrator finds an act, and takes its proof', async () => {
        const mine = await person(browser, url, 'hanako');
        const page = await mine.page('/');
        await settled(page);
        await page.locator('button.me').click();
        await page.locator('#me a[href="/admin/record"]').click();
        await page.waitForURL(url + '/admin/record');
        await settled(page);
        await page.locator('select[name=act]').selectOption('sign_in');
        await page.locator('input[name=person]').fill('hanako');
        await page.locator('form.filter button').click();
        await page.waitForURL(url + '/admin/record?act=sign_in&person=hanako');
        await until(
            async () => !(await rows(page).allTextContents()).some((text) => !text.includes('signed in')),
            'nothing else is shown',
        );
        const told = await page.evaluate(async () =>
            (await fetch('/api/v1/audit?act=sign_in&person=hanako&limit=50')).json(),
        );
        await until(async () => (await rows(page).count()) === told.records.length, 'all of it');
        expect(told.records.length > 0, 'hanako has signed in');
        const first = rows(page).first();
        expect((await first.textContent()).includes('hanako@akebono'), 'who');
        await first.locator('summary').click();
        const [file] = await Promise.all([
            page.waitForEvent('download'),
            first.locator('a[download$=".evidence.json"]').click(),
        ]);
        expectEqual(file.suggestedFilename(), `${told.records[0].id}.evidence.json`, 'the proof');
        await page.locator('form.filter a').click();
        await page.waitForURL(url + '/admin/record');
        mine.check();
    });
    await tally.test('record: who does not administer is refused, and has no way to it', async () => {
        const mine = await person(browser, url, 'yuki');
        mine.allowed.push(403);
        const page = await mine.page('/admin/record');
        await settled(page);
        expectEqual(await rows(page).count(), 0, 'records');
        await page.locator('button.me').click();
        expectEqual(await page.locator('#me a[href="/admin/record"]').count(), 0, 'ways to it');
        mine.check();
    });
}
