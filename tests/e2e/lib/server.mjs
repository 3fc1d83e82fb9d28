// server.mjs - real servers on stores of their own, below one temporary folder.
import { spawn, spawnSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failed, until } from './check.mjs';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const binary = process.env.RENKEI_BINARY || join(root, 'build/src/cli/renkei');

// Runs a program to its end; gives its standard output.
export function run(program, args, more = {}) {
    const ended = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...more });
    if (ended.status !== 0)
        throw new Failed(
            `${program} ${args.join(' ')} ended with ${ended.status}:\n${ended.stderr}`,
        );
    return ended.stdout;
}

export class Servers {
    folder = mkdtempSync(join(tmpdir(), 'renkei-e2e-'));
    #running = new Set();

    // A store with the demo in it.
    demo(name) {
        const store = join(this.folder, name + '.db');
        run(join(root, 'script/demo'), [store], { env: { ...process.env, RENKEI: binary } });
        return store;
    }

    // A store with nothing in it but its first account; gives that account's password.
    empty(name) {
        const store = join(this.folder, name + '.db');
        const made = JSON.parse(run(binary, ['init', '--store', store, '--json']));
        return { store, password: made.password };
    }

    async start(store, more = []) {
        const port_file = `${store}.port`;
        rmSync(port_file, { force: true });
        const child = spawn(
            binary,
            ['serve', '--store', store, '--port', '0', '--port-file', port_file, '--quiet', ...more],
            { stdio: ['ignore', 'ignore', 'pipe'] },
        );
        let words = '';
        child.stderr.on('data', (chunk) => (words += chunk));
        const server = {
            store,
            words: () => words,
            ended: new Promise((resolve) => child.on('exit', (code) => resolve(code))),
            stop: async () => {
                child.kill('SIGTERM');
                const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
                const code = await server.ended;
                clearTimeout(hard);
                this.#running.delete(server);
                return code;
            },
        };
        this.#running.add(server);
        const port = await until(
            () => {
                if (child.exitCode !== null) throw new Failed(`the server ended: ${words}`);
                return existsSync(port_file) && readFileSync(port_file, 'utf8').trim();
            },
            'the server says its port',
            60_000,
        );
        server.url = `http://127.0.0.1:${port}`;
        return server;
    }

    async close() {
        await Promise.all([...this.#running].map((server) => server.stop()));
        rmSync(this.folder, { recursive: true, force: true });
    }
}

// Stands before a server and counts the streams that are open at one time.
export async function countingProxy(target) {
    const counts = { open: 0, most: 0 };
    const to = new URL(target);
    const proxy = createServer((asked, answer) => {
        const isStream = asked.url.startsWith('/api/v1/stream');
        if (isStream) counts.most = Math.max(counts.most, ++counts.open);
        const onward = request(
            {
                host: to.hostname,
                port: to.port,
                path: asked.url,
                method: asked.method,
                headers: asked.headers,
            },
            (given) => {
                answer.writeHead(given.statusCode, given.headers);
                answer.flushHeaders(); // a stream may say nothing for long
                given.pipe(answer);
            },
        );
        onward.on('error', () => answer.destroy());
        answer.on('close', () => {
            if (isStream) counts.open--;
            onward.destroy();
        });
        asked.pipe(onward);
    });
    await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    return {
        counts,
        url: `http://127.0.0.1:${proxy.address().port}`,
        close: () => {
            proxy.closeAllConnections();
            proxy.close();
        },
    };
}

// Asks a server as an account, without a browser: the other witness of what a page says.
export class Asker {
    #cookie = '';

    constructor(url) {
        this.url = url;
    }

    async signIn(name, password = 'renkei-demo') {
        const answer = await fetch(this.url + '/api/v1/session', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'renkei-request': '1' },
            body: JSON.stringify({ name, password }),
        });
        if (!answer.ok) throw new Failed(`signing in as ${name}: ${answer.status}`);
        this.#cookie = answer.headers.getSetCookie()[0].split(';')[0];
        return this;
    }

    // { name, value } of the cookie, for a browser.
    get cookie() {
        const at = this.#cookie.indexOf('=');
        return { name: this.#cookie.slice(0, at), value: this.#cookie.slice(at + 1) };
    }

    async ask(path, options = {}) {
        return fetch(this.url + '/api/v1' + path, {
            ...options,
            headers: { cookie: this.#cookie, 'renkei-request': '1', ...options.headers },
        });
    }

    async get(path) {
        const answer = await this.ask(path);
        if (!answer.ok) throw new Failed(`GET ${path}: ${answer.status} ${await answer.text()}`);
        return answer.json();
    }
}
