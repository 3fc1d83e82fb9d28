// run.mjs [WORD] - every page in Chromium, as people use them. Only tests whose sentence has WORD.
//
// RENKEI_BINARY names the program, RENKEI_LONG=1 takes every page in every look and a million rows.
import { writeFileSync } from 'node:fs';
import { launch } from './lib/browser.mjs';
import { Tally } from './lib/check.mjs';
import { Servers } from './lib/server.mjs';
import { account } from './account.mjs';
import { check } from './check.mjs';
import { deviating } from './deviating.mjs';
import { dialogue } from './dialogue.mjs';
import { dropping } from './dropping.mjs';
import { exchange } from './exchange.mjs';
import { factor } from './factor.mjs';
import { gates } from './gates.mjs';
import { intake } from './intake.mjs';
import { keyboard } from './keyboard.mjs';
import { lifted } from './lifted.mjs';
import { looks } from './looks.mjs';
import { many } from './many.mjs';
import { marked } from './marked.mjs';
import { match } from './match.mjs';
import { object } from './object.mjs';
import { explained } from './explained.mjs';
import { parted } from './parted.mjs';
import { policy } from './policy.mjs';
import { provider } from './provider.mjs';
import { record } from './record.mjs';
import { signing } from './signing.mjs';

// The order is that of a day: what changes the store comes after what counts in it.
const parts = {
    signing,
    account,
    factor,
    provider,
    record,
    policy,
    gates,
    exchange,
    object,
    looks,
    match,
    check,
    dropping,
    dialogue,
    keyboard,
    intake,
    lifted,
    deviating,
    parted,
    explained,
    marked,
    many,
};

const word = process.argv[2] ?? '';
const tally = new Tally(parts[word] ? '' : word);
const servers = new Servers();
let browser;
try {
    browser = await launch();
    const server = await servers.start(servers.demo('demo'));
    const world = {
        browser,
        servers,
        url: server.url,
        isLong: Boolean(process.env.RENKEI_LONG),
    };
    for (const [name, part] of Object.entries(parts))
        if (!parts[word] || name === word) await part(tally, world);
    if (server.words()) console.log(`the server said:\n${server.words()}`);
} catch (error) {
    console.log(error?.stack ?? String(error));
    tally.failed++;
} finally {
    await browser?.close();
    await servers.close();
}
writeFileSync(1, `${tally.passed} passed, ${tally.failed} failed\n`);
process.exitCode = tally.failed > 0 ? 1 : 0;
