// dialogue.mjs - two people in one dialogue: grace moderates, yuki asks.
import { readFileSync } from 'node:fs';
import { person, settled } from './lib/browser.mjs';
import { expect, expectEqual, until } from './lib/check.mjs';
import { Asker, countingProxy } from './lib/server.mjs';

export const today = '/dialogues/dialogue--c1f1fd56-6de3-4bd9-a9d6-eed200edc04a';

const question = (page, words) => page.locator('li.question', { hasText: words });
const live = (page) => until(() => page.locator('.live.on').isVisible(), 'the stream is open');

async function two(browser, url) {
    const grace = await person(browser, url, 'grace');
    const yuki = await person(browser, url, 'yuki', { language: 'ja', theme: 'dark' });
    const pages = [await grace.page(today), await yuki.page(today)];
    for (const page of pages) await live(page);
    const close = async () => {
        for (const one of [grace, yuki]) {
            one.check();
            await one.close();
        }
    };
    return [...pages, close];
}

async function queue(tally, { browser, url }) {
    await tally.test(
        'dialogue: a question goes from asked to answered, in both browsers, without a reload',
        async () => {
            const [grace, yuki, close] = await two(browser, url);
            const words = '小さな診療所は、だれに最初に電話すればよいですか。';
            await yuki.locator('form.ask textarea').fill(words);
            await yuki.locator('form.ask button.send').click();
            await question(yuki, words).waitFor();
            await question(grace, words).waitFor();
            const votes = async (page) =>
                Number(
                    (await question(page, words).locator('.vote').textContent()).match(/\d+/)[0],
                );
            const before = await votes(grace);
            await question(grace, words).locator('.vote').click();
            await until(
                async () => (await votes(yuki)) === before + 1,
                'the vote is seen by the other',
            );
            expectEqual(
                await question(yuki, words).locator('.vote').getAttribute('aria-pressed'),
                'false',
                'whether the other one is shown as having voted',
            );

            await question(grace, words).getByText('Take up').click();
            await yuki.locator('li.question.answering', { hasText: words }).waitFor();
            await question(grace, words).getByText('Answered', { exact: true }).click();
            await question(grace, words)
                .locator('textarea')
                .fill('Your national team, at any hour.');
            await question(grace, words).locator('form button.primary').click();
            await until(
                async () =>
                    (await yuki.locator('li.question.answered', { hasText: words }).count()) > 0,
                'the other browser has it among the answered',
            );
            const answered = await yuki
                .locator('li.question.answered', { hasText: words })
                .textContent();
            expect(answered.includes('at any hour'), 'the answer is shown');
            await close();
        },
    );

    await tally.test(
        'dialogue: a key issue is proposed by one and supported by the other',
        async () => {
            const [grace, yuki, close] = await two(browser, url);
            const title = 'A telephone number that is answered at night';
            const issues = (page) => page.locator('#issues');
            await issues(yuki).locator('header button').click();
            await issues(yuki).locator('form input').fill(title);
            await issues(yuki).locator('form textarea').fill('Nobody reads mail at three.');
            await issues(yuki).locator('form button.primary').click();
            const row = (page) => issues(page).locator('li', { hasText: title });
            await row(grace).waitFor();
            await row(grace).locator('.vote').click();
            await until(
                async () => /1/.test(await row(yuki).locator('.vote').textContent()),
                'the support is seen by the other',
            );
            await close();
        },
    );

    await tally.test(
        'dialogue: what one asked is called theirs, whoever brought it in',
        async () => {
            for (const name of ['grace', 'yuki', 'emily']) {
                const { display } = await (await new Asker(url).signIn(name)).get('/me');
                const someone = await person(browser, url, name);
                const page = await someone.page(today);
                const marked = await page
                    .locator('li.question .meta', { hasText: '· yours' })
                    .allTextContents();
                // Of what names nobody, who gave it is the only one to tell.
                for (const words of marked.filter((one) => !one.includes('without a name')))
                    expect(
                        words.includes(display.split(' (')[0]),
                        `${name} is told that theirs is: ${words}`,
                    );
                someone.check();
                await someone.close();
            }
        },
    );

    await tally.test(
        'dialogue: who only listens is offered neither asking nor moderating',
        async () => {
            const someone = await person(browser, url, 'yuki');
            const page = await someone.page(today);
            expectEqual(await page.locator('.moderate').count(), 0, 'buttons to moderate');
            expectEqual(await page.locator('.minutes-cell button').count(), 0, 'buttons to edit');
            someone.check();
            await someone.close();
        },
    );
}

async function agenda(tally, { browser, url }) {
    await tally.test(
        'dialogue: a longer panel moves what follows, in both browsers and both zones',
        async () => {
            const [grace, yuki, close] = await two(browser, url);
            const reader = await new Asker(url).signIn('yuki');
            const read = async () => (await reader.get(today)).agenda;
            const before = await read();
            const at = before.findIndex((one) => one.kind === 'panel' && one.minutes > 0);
            const panel = before[at];
            const item = (page, one) => page.locator(`[id="item-${one.id}"]`);
            // Without the name of the place, which each reads in their own language.
            const times = async (page, one) =>
                (await item(page, one).locator('time').allTextContents()).map((all) =>
                    all.trim().slice(0, 11),
                );
            const last = before.at(-1);
            const shownBefore = await times(yuki, last);
            expectEqual(shownBefore.length, 2, 'zones of an item');
            expect(shownBefore[0] !== shownBefore[1], 'the zones show different clocks');

            await item(grace, panel).locator('.minutes-cell button').first().click();
            await item(grace, panel)
                .locator('input.minutes')
                .fill(String(panel.minutes + 10));
            await item(grace, panel).locator('form button.primary').click();
            await until(
                async () => (await times(yuki, last)).join() !== shownBefore.join(),
                'the other browser shows the last item at another time',
            );
            const after = await read();
            for (const [i, one] of after.entries()) {
                const moved = Date.parse(one.start) - Date.parse(before[i].start);
                expectEqual(
                    moved / 60_000,
                    i > at ? 10 : 0,
                    `minutes by which item ${i + 1} moved`,
                );
            }
            expectEqual(
                await times(grace, last),
                await times(yuki, last),
                'times in both browsers',
            );
            const zones = await grace.locator('.board .time').textContent();
            expect(
                /\d\d:\d\d.*\d\d:\d\d/s.test(zones),
                `both clocks are on the board, found ${zones}`,
            );
            await close();
        },
    );

    await tally.test('dialogue: the calendar is a file that holds the agenda', async () => {
        const someone = await person(browser, url, 'yuki');
        const page = await someone.page(today);
        const waiting = page.waitForEvent('download');
        await page.locator('a[href$="calendar.ics"]').click();
        const file = readFileSync(await (await waiting).path(), 'utf8');
        expect(file.startsWith('BEGIN:VCALENDAR\r\n'), 'it begins as RFC 5545 says');
        const { agenda: items } = await (await new Asker(url).signIn('yuki')).get(today);
        const events = file.split('BEGIN:VEVENT').length - 1;
        expect(
            events >= items.length,
            `an event for each of ${items.length} items, found ${events}`,
        );
        someone.check();
        await someone.close();
    });
}

async function streams(tally, { browser, url }) {
    await tally.test('stream: three tabs have one connection, and all of them follow', async () => {
        const proxy = await countingProxy(url);
        const someone = await person(browser, proxy.url, 'yuki');
        const tabs = [];
        for (const path of [today, today, '/']) {
            const page = await someone.page(path);
            await live(page);
            tabs.push(page);
        }
        expectEqual(proxy.counts.open, 1, 'open streams with three tabs');
        const other = await person(browser, url, 'aoi');
        const page = await other.page(today);
        await page.locator('form.ask textarea').fill('Does every tab hear of this?');
        await page.locator('form.ask button.send').click();
        for (const tab of tabs.slice(0, 2))
            await question(tab, 'Does every tab hear of this?').waitFor();
        await tabs[0].close();
        await tabs[1].close();
        await settled(tabs[2]);
        expectEqual(proxy.counts.most, 1, 'most streams at one time');
        someone.check();
        other.check();
        await someone.close();
        await other.close();
        proxy.close();
    });
}

export async function dialogue(tally, world) {
    await queue(tally, world);
    await agenda(tally, world);
    await streams(tally, world);
}
