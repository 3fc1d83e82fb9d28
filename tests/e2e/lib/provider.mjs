// provider.mjs HERE ALGORITHM HOST - a real provider of OpenID Connect (oidc-provider) at a free port of
// HOST, for the client "renkei" at HERE. Prints {issuer, secret}, and stays until it is killed. Whoever
// gives a name signs in by it; with `mfa` the provider says that it has seen a second factor.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const kinds = {
    RS256: ['rsa', { modulusLength: 2048 }],
    PS256: ['rsa', { modulusLength: 2048 }],
    ES256: ['ec', { namedCurve: 'P-256' }],
    EdDSA: ['ed25519', {}],
};
const secret = 'a secret of the client: + / %';

function configuration(here, algorithm) {
    const { privateKey } = generateKeyPairSync(...kinds[algorithm]);
    const key = { ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: algorithm };
    return {
        clients: [
            {
                client_id: 'renkei',
                client_secret: secret,
                redirect_uris: [`${here}/sign-on`],
                grant_types: ['authorization_code'],
                response_types: ['code'],
                id_token_signed_response_alg: algorithm,
            },
        ],
        jwks: { keys: [key] },
        enabledJWA: { idTokenSigningAlgValues: [algorithm] },
        pkce: { required: () => true },
        claims: {
            openid: ['sub', 'acr', 'amr', 'auth_time'],
            profile: ['name', 'preferred_username'],
            email: ['email', 'email_verified'],
        },
        conformIdTokenClaims: false,
        cookies: { keys: ['for a test'] },
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
        findAccount: (_, id) => ({
            accountId: id,
            claims: () => ({
                sub: id,
                name: `${id} of the city`,
                preferred_username: id,
                email: `${id}@city.example`,
                email_verified: true,
            }),
        }),
        async loadExistingGrant({ oidc }) {
            const grant = new oidc.provider.Grant({
                clientId: oidc.client.clientId,
                accountId: oidc.session.accountId,
            });
            grant.addOIDCScope('openid profile email');
            await grant.save();
            return grant;
        },
    };
}

const form = `<!doctype html><html lang="en"><title>City</title><link rel="icon" href="data:,"><form method="post">
<label>Name <input name="login" required></label>
<label><input type="checkbox" name="mfa"> Second factor</label>
<button name="go">Enter</button><button name="no" formnovalidate>Cancel</button></form></html>`;

async function interact(provider, asked, answer) {
    let body = '';
    for await (const piece of asked) body += piece;
    const said = new URLSearchParams(body);
    if (asked.method !== 'POST') {
        answer.setHeader('content-type', 'text/html');
        answer.end(form);
        return;
    }
    const login = { accountId: said.get('login'), amr: said.has('mfa') ? ['otp'] : ['pwd'] };
    await provider.interactionFinished(
        asked,
        answer,
        said.has('no') ? { error: 'access_denied', error_description: '<b>no</b>' } : { login },
    );
}

const [here, algorithm, host] = process.argv.slice(2);
const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://${host}:${server.address().port}`;
const provider = new Provider(issuer, configuration(here, algorithm));
const answer = provider.callback();
server.on('request', (asked, given) => {
    if (!asked.url.startsWith('/interaction/')) return answer(asked, given);
    return interact(provider, asked, given).catch((error) => given.destroy(error));
});
process.stdout.write(`${JSON.stringify({ issuer, secret })}\n`);
