// check.mjs - patterns and objects, held against the standard while somebody writes them.
import { hasEnglish, person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';

const U = '11111111-1111-4111-8111-111111111111';
const tool = {
    type: 'tool',
    spec_version: '2.1',
    id: `tool--${U}`,
    created: '2020-01-01T00:00:00.000Z',
    modified: '2020-01-01T00:00:00.000Z',
    name: '観測 x',
    labels: [],
};
export const bundle = JSON.stringify(
    { type: 'bundle', id: `bundle--${U}`, objects: [tool, { ...tool, name: 7 }] },
    null,
    1,
);

// One of many kinds of faults, with times, ids and patterns that cannot be read.
const faulty = JSON.stringify({
    type: 'bundle',
    id: `bundle--${U}`,
    objects: [
        {
            ...tool,
            name: 7,
            created: '2020-13-01T00:00:00.000Z',
            confidence: 101,
            lang: '!',
            created_by_ref: 'identity--x',
            object_marking_refs: [`tool--${U}`],
            kill_chain_phases: ['x'],
            external_references: [{ source_name: 's', url: 'no url' }],
            granular_markings: [{ selectors: ['none'], lang: 'ja' }],
            severity: null,
        },
        {
            ...tool,
            type: 'indicator',
            id: `indicator--${U}`,
            labels: ['x'],
            pattern_type: 'stix',
            pattern: '[a:b ~ 1]',
            valid_from: '2020-01-01T00:00:00Z',
            valid_until: '2019-01-01T00:00:00Z',
        },
    ],
});

const selected = (page, selector) =>
    page
        .locator(selector)
        .evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd));

export async function check(tally, { browser, url }) {
    await tally.test(
        'check: a pattern is coloured and put into words as one types, in both languages',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/patterns');
            const field = page.locator('.stacked textarea');
            await field.pressSequentially("[url:value = 'http://a.example/'] REPEATS 2 TIMES");
            await page.locator('.tree').getByText('2 times or more').waitFor();
            expectEqual(
                await page.locator('.stacked pre .word').allTextContents(),
                ['REPEATS', 'TIMES'],
                'words in colour',
            );
            expectEqual(
                (await page.locator('.stacked pre').textContent()).trimEnd(),
                await field.inputValue(),
                'what is coloured is what is written',
            );
            await page.locator('.tree button', { hasText: 'url:value is' }).click();
            expectEqual(
                await selected(page, '.stacked textarea'),
                "url:value = 'http://a.example/'",
                'the part that was picked',
            );
            await page.locator('button.lang').click();
            await page.locator('.tree').getByText('2 回以上').waitFor();
            const words = await page.locator('.tree').textContent();
            expect(words.includes("url:value が 'http://a.example/' である"), words);
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'check: a mistake is told at its line and column, and goes when it is mended',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/patterns');
            const field = page.locator('.stacked textarea');
            await field.fill("[url:value = 'x'\n AND url:value ~ 'y']");
            await page.locator('#pattern-fault').getByText('Line 2, column 16').waitFor();
            const said = await page.locator('#pattern-fault').textContent();
            expect(said.includes('column 16: expected a comparison operator, found ~'), said);
            expectEqual(await page.locator('.stacked .wrong').allTextContents(), ['~'], 'marked');
            expectEqual(await field.getAttribute('aria-invalid'), 'true', 'told to readers');
            await field.fill("[url:value = 'x' AND url:value = 'y']");
            await page.locator('.tree').waitFor();
            expectEqual(
                (await page.locator('#pattern-fault').textContent()).trim(),
                '',
                'no fault',
            );
            await field.fill("[url:value MATCHES '(']");
            await page.locator('#pattern-fault').getByText('regular expression').waitFor();
            expectEqual(
                await page.locator('#pattern-fault').getAttribute('lang'),
                null,
                'its language',
            );
            await page.locator('button.lang').click();
            await page.locator('#pattern-fault').getByText('閉じ括弧 ) がありません').waitFor();
            await field.fill("[url:value = 'x']");
            await page.locator('.drop textarea').fill('[7, {"type": "observed-data"}]');
            await page.locator('.notice li').last().waitFor();
            const why = await page.locator('.notice').textContent();
            expect(!hasEnglish(why), `English words in ${why}`);
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'check: the answer is always to what stands in the field last, however fast one types',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/patterns');
            const field = page.locator('.stacked textarea');
            // The first answer is held back until the second has come.
            let held;
            let count = 0;
            await page.route('**/pattern/test', async (route) => {
                if (++count === 1) held = route;
                else await route.continue();
            });
            await field.fill("[a:b = 'first']");
            await until(() => held !== undefined, 'the first was asked');
            await field.fill("[a:b = 'second']");
            await page.locator('.tree').getByText("'second'").waitFor();
            await held.continue().catch(() => {});
            await settled(page);
            const words = await page.locator('.tree').textContent();
            expect(words.includes("'second'") && !words.includes("'first'"), words);
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'check: the example matches, and a match leads to its observation',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/patterns');
            await page.locator('button', { hasText: 'Show an example' }).click();
            await page.locator('.sum.yes').waitFor();
            const places = page.locator('section ol button');
            expectEqual(await places.count(), 2, 'observations that match');
            await places.last().click();
            expectEqual(
                await selected(page, '.drop textarea'),
                '{',
                'the line on which the observation begins',
            );
            await page.locator('.drop textarea').fill('[7, {"type": "observed-data"}]');
            await page.locator('.sum.no').waitFor();
            await page.getByText('2 parts could not be used').waitFor();
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'check: a pasted bundle shows each fault on its line, and a click leads there',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/check');
            await page.locator('textarea').fill(bundle);
            await page.locator('.sum.found').waitFor();
            const marks = await page.locator('ol mark').allTextContents();
            expectEqual(marks, ['[]', '7', '[]'], 'what is marked on the lines');
            await page.locator('ol button').nth(1).click();
            expectEqual(await selected(page, 'textarea'), '7', 'what is selected in the text');
            await page.locator('#strength').selectOption('lenient');
            await page.locator('.sum.clean').waitFor();
            await page.locator('#strength').selectOption('strict');
            await page.locator('.sum.found').waitFor();
            await until(
                async () => (await page.locator('ol li').count()) > 3,
                'strict shows what breaks a SHOULD',
            );
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'check: each finding is said in Japanese, and in words of English to who reads English',
        async () => {
            const someone = await person(browser, url, 'hanako', { language: 'ja' });
            const page = await someone.page('/check');
            await page.locator('textarea').fill(faulty);
            await page.locator('.sum.found').waitFor();
            const found = page.locator('ol li');
            await until(async () => (await found.count()) >= 12, 'all that it breaks');
            // Beside the sentence stand the place, what is written there, and the name of the rule.
            const said = await found.locator('p:not(:has(code))').allTextContents();
            expectEqual(said.length, await found.count(), 'a sentence each');
            for (const one of said) expect(!hasEnglish(one), `English words in ${one}`);
            for (const part of ['文字列が必要ですが、数値です。', '0 から 100 までの数値'])
                expect(said.join().includes(part), `${part} in ${said}`);
            expectEqual(await found.locator('p[lang=en]').count(), 0, 'English sentences');
            await page.locator('button.lang').click();
            await page.getByText('a string is expected, not a number').first().waitFor();
            expectEqual(
                await found.locator('p[lang=en]').count(),
                await found.count(),
                'English sentences to who reads English',
            );
            someone.check();
            await someone.close();
        },
    );

    await tally.test('check: a dropped file is shown, a packed one is checked too', async () => {
        const someone = await person(browser, url, 'hanako');
        const page = await someone.page('/check');
        const file = page.locator('input[type=file]');
        await file.setInputFiles({
            name: 'a.json',
            mimeType: 'application/json',
            buffer: Buffer.from(bundle.replaceAll('\n', '\r\n')),
        });
        await page.locator('ol mark').first().waitFor();
        expectEqual(await page.locator('textarea').inputValue(), bundle, 'the text that is shown');
        const { gzipSync } = await import('node:zlib');
        await file.setInputFiles({
            name: 'a.json.gz',
            mimeType: 'application/gzip',
            buffer: gzipSync(bundle),
        });
        await page.locator('.chip', { hasText: 'a.json.gz' }).waitFor();
        await page.getByText('its text is not shown').waitFor();
        // Its lines are not shown: what was checked before is gone.
        await until(
            async () =>
                (await page.locator('ol li').count()) === 3 &&
                (await page.locator('ol mark').count()) === 0,
            'findings of a packed file, without its lines',
        );
        await page.locator('textarea').fill('{"type": "bundle", ');
        await page.locator('.notice.bad').getByText('cannot be read').waitFor();
        someone.check();
        await someone.close();
    });

    await tally.test(
        'check: a bundle of 20,000 objects is checked, and its last fault has its line',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/check');
            const many = Array.from({ length: 20_000 }, (_, i) =>
                JSON.stringify({
                    ...tool,
                    id: `tool--${String(i).padStart(8, '0')}-1111-4111-8111-111111111111`,
                    labels: i === 19_999 ? [] : ['x'],
                    description: 'x'.repeat(800),
                }),
            );
            await page.locator('input[type=file]').setInputFiles({
                name: 'many.json',
                mimeType: 'application/json',
                buffer: Buffer.from(
                    `{"type":"bundle","id":"bundle--${U}","objects":[\n${many.join(',\n')}]}`,
                ),
            });
            await page.locator('.sum').getByText('1 of 20,000 objects').waitFor();
            await page.locator('ol li').getByText('Line 20,001, column').waitFor();
            someone.check();
            await someone.close();
        },
    );

    await tally.test('check: a stranger is asked to sign in, and sends nothing', async () => {
        const someone = await person(browser, url, null);
        const page = await someone.page('/patterns');
        await page.getByText('Sign in to check what you write.').waitFor();
        expectEqual(await page.locator('textarea').count(), 0, 'fields');
        someone.check();
        await someone.close();
    });
}
