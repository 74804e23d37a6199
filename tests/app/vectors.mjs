// The app's rules and canonical bytes, held to tests/vectors/. TAP. Arguments: SRCDIR.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { webcrypto } from 'node:crypto';

const top = process.argv[2];
globalThis.crypto ??= webcrypto; // Debian 12's node has it by this name alone
const app = (name) => import(pathToFileURL(`${top}/src/app/${name}`));
const vectors = (name) => JSON.parse(readFileSync(`${top}/tests/vectors/${name}.json`, 'utf8'));

const { base64url, base64urlBytes } = await app('encode.js');
const { numberIsValid, pinIsWeak, typedCode } = await app('rules.js');
const { consent, dpop, matchCode, proof, signIn, signingKey, thumbprint } = await app('sign.js');

let cases = 0;
let failed = 0;
function all(what, rows, difference) {
  const wrong = rows.map(difference).filter((text) => text);
  cases++;
  failed += wrong.length > 0;
  console.log(`${wrong.length ? 'not ok' : 'ok'} ${cases} - ${rows.length} ${what}`);
  for (const text of wrong) console.log(`# ${text}`);
}
const differs = (what, have, wanted) => (have === wanted ? '' : `${what}: ${have}, not ${wanted}`);

all('citizen numbers', vectors('citizen-numbers'), (v) => differs(v.digits, numberIsValid(v.digits), v.valid));

const { today, pins } = vectors('pins');
const [year, month, day] = today.split('-').map(Number);
all('PINs', pins, (v) => differs(v.pin, pinIsWeak(v.pin, { year, month, day }), v.weak));

all('typed codes', vectors('typed-codes'), (v) => differs(v.typed, typedCode(v.typed), v.code));

const codes = await Promise.all(
  vectors('match-codes').map(async (v) => ({
    ...v,
    have: await matchCode(base64urlBytes(v.nonce), base64urlBytes(v.thumbprint)),
  })),
);
all('match codes', codes, (v) => differs(v.nonce, v.have, v.digits));

// ---- what is signed ----

const signed = vectors('signatures');
const device = { jwk: signed.key.jwk, key: await signingKey(base64urlBytes(signed.key.pkcs8)) };
const publicKey = await crypto.subtle.importKey(
  'jwk', signed.key.jwk, { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'],
);

// The two parts that are signed, byte by byte; and a signature that fits them.
async function judged(have, wanted) {
  const [input, theirs] = [have, wanted].map((jws) => jws.split('.').slice(0, 2).join('.'));
  const fits = await crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' }, publicKey,
    base64urlBytes(have.split('.')[2]), new TextEncoder().encode(input),
  );
  return differs('signed', input, theirs) || (fits ? '' : 'the signature does not fit');
}

all('thumbprint', [base64url(await thumbprint(device.jwk))], (have) =>
  differs('thumbprint', have, signed.key.thumbprint));

const { consent: c, proof: p, sign_in: s } = signed;
const others = [
  await judged(await consent(device, c.enrollment, c.texts), c.jws),
  await judged(await proof(device, p.enrollment, p.nonce), p.jws),
  await judged(await signIn(device, s), s.jws),
];
all('consent, proof, sign-in', others, (text) => text);

const requests = [];
for (const v of signed.dpop) {
  const { getRandomValues } = crypto;
  crypto.getRandomValues = (bytes) => (bytes.set(base64urlBytes(v.jti_bytes)), bytes);
  const { now } = Date;
  Date.now = () => v.iat * 1000;
  requests.push(await judged(await dpop(device, v.method, v.target, v.body, v.nonce, v.with_jwk), v.jws));
  crypto.getRandomValues = getRandomValues;
  Date.now = now;
}
all('signed requests', requests, (text) => text);

console.log(`1..${cases}`);
process.exit(failed ? 1 : 0);
