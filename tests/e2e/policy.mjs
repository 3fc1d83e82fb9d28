// policy.mjs - the content security policy refuses what it should: a gate that cannot fail is none.
import { person } from './lib/browser.mjs';
import { expectEqual, Failed, until } from './lib/check.mjs';

// Each runs in a timer of the page, where the protocol's own rights do not reach.
const attempts = {
    eval: ['script-src', () => window.eval('window.broken = 1')],
    'a function of a string': ['script-src', () => new window.Function('window.broken = 1')()],
    'HTML as a string': [
        'require-trusted-types-for',
        () => (document.body.innerHTML = '<img src=x onerror="window.broken = 1">'),
    ],
    'an inline style': [
        'style-src',
        () => {
            const style = document.createElement('style');
            style.textContent = 'body { display: none }';
            document.head.append(style);
            if (getComputedStyle(document.body).display === 'none') window.broken = 1;
        },
    ],
    'a style attribute': [
        'style-src',
        () => {
            document.body.setAttribute('style', 'display: none');
            if (getComputedStyle(document.body).display === 'none') window.broken = 1;
        },
    ],
    'a worker of a blob': [
        'require-trusted-types-for',
        () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))),
    ],
    'an inline script': [
        'require-trusted-types-for',
        () => {
            const script = document.createElement('script');
            script.textContent = 'window.broken = 1';
            document.head.append(script);
        },
    ],
    'a request to another host': [
        'connect-src',
        () => void fetch('http://127.0.0.1:9/').catch(() => {}),
    ],
    'a frame': [
        'frame-src',
        () => {
            const frame = document.createElement('iframe');
            frame.src = location.href;
            document.body.append(frame);
        },
    ],
};

export async function policy(tally, { browser, url }) {
    for (const [what, [directive, attempt]] of Object.entries(attempts)) {
        await tally.test(`policy: ${what} is refused`, async () => {
            const someone = await person(browser, url);
            const page = await someone.page('/sign-in');
            someone.check();
            const session = await someone.context.newCDPSession(page);
            await session.send('Runtime.evaluate', {
                expression: `setTimeout(() => { try { (${attempt})(); } catch (error) {
          console.error('refused: ' + error.message); } }, 0)`,
                allowUnsafeEvalBlockedByCSP: false,
            });
            // The violation may be told after the exception: it is what names the directive.
            await until(
                () => someone.wrong.join('\n').includes(directive),
                `${directive} refuses ${what} with a word on the console`,
            ).catch((error) => {
                throw new Failed(`${error.message}\nfound ${someone.wrong.join('\n')}`);
            });
            const broken = await page.evaluate(() => window.broken ?? 0);
            expectEqual(broken, 0, `what ${what} has done`);
            await someone.close();
        });
    }
}
