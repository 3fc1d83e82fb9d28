// browser.mjs - Chromium, and pages of which nothing wrong goes unseen.
//
// A page is watched from its birth: violations of the content security policy, errors on the console,
// errors that nobody caught, requests to another host. `watched.check()` fails when there was one.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { Failed, until } from './check.mjs';
import { Asker } from './server.mjs';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const quiet = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];

// A sentence of English, not a name of the standard, among the words of another language.
export const hasEnglish = (text) => /[a-z]{3,} [a-z]{2,}/.test(text);

export function launch() {
    return chromium.launch({ executablePath: '/usr/bin/chromium', args: quiet });
}

// Runs in the page before its own scripts. A violation becomes an error on the console.
function tellViolations() {
    document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI}`),
    );
}

export class Person {
    wrong = [];
    allowed = []; // statuses that this test brings about
    elsewhere = []; // origins where this test goes, too

    constructor(context, url) {
        this.context = context;
        this.url = url;
    }

    async page(path) {
        const page = await this.context.newPage();
        page.setDefaultTimeout(20_000);
        page.on('console', (message) => {
            if (message.type() !== 'error') return;
            const status = /status of (\d+)/.exec(message.text())?.[1];
            if (status && this.allowed.includes(Number(status))) return;
            if (this.allowed.includes(0) && /net::ERR_/.test(message.text())) return;
            this.wrong.push(
                `console at ${page.url()}: ${message.text()} ${message.location().url}`,
            );
        });
        page.on('pageerror', (error) => this.wrong.push(`error at ${page.url()}: ${error.stack}`));
        if (path !== undefined) await this.go(page, path);
        return page;
    }

    async go(page, path) {
        await page.goto(this.url + path);
        await settled(page);
    }

    // Nothing wrong was seen since the last time.
    check() {
        const found = this.wrong.splice(0);
        if (found.length > 0)
            throw new Failed(`expected nothing wrong, found\n${found.join('\n')}`);
    }

    async close() {
        await this.context.close();
    }
}

const cookies = new Map();

// `name` null is a stranger. `look`: { language, theme, width, height }.
export async function person(browser, url, name = null, look = {}) {
    const { language = 'en', theme = 'light', width = 1280, height = 800, password } = look;
    const prefs = JSON.stringify({ language, theme });
    const context = await browser.newContext({
        viewport: { width, height },
        locale: language === 'ja' ? 'ja-JP' : 'en-GB',
        acceptDownloads: true,
        serviceWorkers: 'block',
        storageState: {
            cookies: [],
            origins: [{ origin: url, localStorage: [{ name: 'renkei.prefs', value: prefs }] }],
        },
    });
    if (name) {
        const key = `${url} ${name}`;
        if (!cookies.has(key))
            cookies.set(key, (await new Asker(url).signIn(name, password)).cookie);
        await context.addCookies([{ ...cookies.get(key), url }]);
    }
    const made = new Person(context, url);
    await context.addInitScript(tellViolations);
    context.on('request', (request) => {
        const to = new URL(request.url());
        const isOurs = to.origin === url || made.elsewhere.includes(to.origin);
        if (to.protocol.startsWith('http') && !isOurs)
            made.wrong.push(`a request to another host: ${request.url()}`);
    });
    return made;
}

// The page of the address is shown (`main` is busy until then), has its title and waits for nothing.
export async function settled(page) {
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await until(
        async () =>
            (await page.locator('.waiting, [aria-busy=true], .ghost').count()) === 0 &&
            (await page.locator('h1').count()) > 0,
        `${page.url()} has loaded`,
    );
}

// Runs an expression beside the page's own scripts, where its policy does not hold.
export async function beside(page, ...expressions) {
    const session = await page.context().newCDPSession(page);
    try {
        const { frameTree } = await session.send('Page.getFrameTree');
        const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
            frameId: frameTree.frame.id,
            worldName: 'renkei-e2e',
        });
        let value;
        for (const expression of expressions) {
            const answer = await session.send('Runtime.evaluate', {
                expression,
                contextId,
                awaitPromise: true,
                returnByValue: true,
            });
            if (answer.exceptionDetails)
                throw new Failed(answer.exceptionDetails.exception?.description ?? 'an exception');
            value = answer.result.value;
        }
        return value;
    } finally {
        await session.detach();
    }
}

const axeRun = `axe.run(document, { resultTypes: ['violations'] }).then((found) =>
  found.violations.map((one) => one.id + ' (' + one.impact + '): ' + one.help + ' at ' +
    one.nodes.slice(0, 4).map((node) => node.target.join(' ') + ' ' +
    (node.any[0]?.message ?? '')).join('; ')))`;

// Sentences, one a violation of what axe-core checks.
export function axe(page) {
    return beside(page, axeSource, axeRun);
}
