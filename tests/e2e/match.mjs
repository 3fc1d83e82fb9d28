// match.mjs - a log is pasted: the dangerous lines, and what one does with them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker, root } from './lib/server.mjs';

const demo = (name) => join(root, 'data/demo', name);

// The lines that data/demo/README.md calls dangerous.
function documented() {
    const words = readFileSync(demo('README.md'), 'utf8');
    const found = /lines are dangerous: ([\d ]+)/.exec(words)[1];
    return found.trim().split(' ').map(Number);
}

// [[number of the line, what is highlighted in it], ...] as the page shows them.
const shown = (page) =>
    page
        .locator('section .lines tr')
        .evaluateAll((all) =>
            all.map((row) => [
                Number(row.querySelector('th').textContent.replace(/\D/g, '')),
                row.querySelector('mark').textContent,
                row.querySelector('td').textContent,
            ]),
        );

export async function match(tally, { browser, url }) {
    await tally.test(
        'match: a pasted log shows each documented line with its value highlighted',
        async () => {
            const someone = await person(browser, url, 'hanako');
            const page = await someone.page('/match');
            const log = readFileSync(demo('web-access.log'), 'utf8');
            await page.locator('textarea').fill(log);
            await page.locator('button.primary', { hasText: 'Match' }).click();
            await page.locator('mark').first().waitFor();
            const rows = await shown(page);
            const numbers = [...new Set(rows.map(([number]) => number))].sort((a, b) => a - b);
            expectEqual(numbers, documented(), 'lines shown as dangerous');
            const lines = log.split('\n');
            for (const [number, value, text] of rows) {
                expect(
                    value.length > 3,
                    `line ${number} has something highlighted, found "${value}"`,
                );
                expect(lines[number - 1].includes(value), `line ${number} holds ${value}`);
                const near = text.replace(/^…|…$/g, '');
                expect(
                    lines[number - 1].includes(near),
                    `line ${number} is shown as it is, found ${near}`,
                );
            }
            const said = await page.locator('.notice').first().textContent();
            expect(said.includes('Nothing that you paste or drop here is kept.'), said);
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'match: a dropped log and a mail are read too, and a harmless text is said to be one',
        async () => {
            const someone = await person(browser, url, 'sora');
            const page = await someone.page('/match');
            const field = page.locator('input[type=file]');
            await field.setInputFiles(demo('dns.log'));
            await page.locator('.sum.found').waitFor();
            const rows = await shown(page);
            expectEqual(
                new Set(rows.map(([number]) => number)).size,
                10,
                'dangerous lines of dns.log',
            );
            await page.locator('.head button', { hasText: 'New match' }).click();
            await field.setInputFiles(demo('mail.eml'));
            await page.locator('.sum.found').waitFor();
            await page.locator('.head button', { hasText: 'New match' }).click();
            await page.locator('textarea').fill('nothing but harmless.example words\n');
            await page.keyboard.press('Control+Enter');
            await page.locator('.sum.clean').waitFor();
            someone.check();
            await someone.close();
        },
    );

    await tally.test(
        'match: a hit is reported as a sighting, which the Overview then shows',
        async () => {
            const someone = await person(browser, url, 'kenji');
            const page = await someone.page('/match');
            await page.locator('textarea').fill('GET http://hospita1.example/login\n');
            await page.locator('button.primary', { hasText: 'Match' }).click();
            await page.locator('article').first().waitFor();
            await page.locator('article button', { hasText: 'Report sighting' }).first().click();
            const dialog = page.locator('dialog[open]');
            await dialog.locator('button.primary', { hasText: 'Report' }).click();
            await dialog.getByText('The sighting is shared.').waitFor();
            const link = await dialog.locator('a.button').getAttribute('href');
            await someone.go(page, '/');
            await until(
                async () => (await page.locator(`main a[href="${link}"]`).count()) > 0,
                'the Overview leads to the sighting',
            );
            const words = await page.locator(`main a[href="${link}"]`).first().textContent();
            expect(
                /hospita1|hospital\.example/.test(words),
                `it says what was sighted, found "${words}"`,
            );
            await someone.go(page, decodeURIComponent(link));
            await settled(page);
            const text = await page.locator('#json pre').textContent();
            expect(!text.includes('/login'), 'the line itself was not sent');
            const kenji = await new Asker(url).signIn('kenji');
            const answer = await kenji.ask('/check?strength=strict', { method: 'POST', body: text });
            const { objects, refused, findings } = await answer.json();
            expectEqual([objects, refused], [1, 0], `strict, found ${JSON.stringify(findings)}`);
            someone.check();
            await someone.close();
        },
    );
}
