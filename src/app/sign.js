// What the device key signs: compact JWS with ES256 (RFC 7515, 7518 §3.4), each request in the
// shape of RFC 9449, consent, proof, sign-in; and the match code. Held to the C code by
// tests/vectors/.
import { base64url, concat, random, sha256, utf8 } from './encode.js';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const ES256 = { name: 'ECDSA', hash: 'SHA-256' };

export const makeKey = () => crypto.subtle.generateKey(CURVE, true, ['sign', 'verify']);

export const signingKey = (pkcs8) => crypto.subtle.importKey('pkcs8', pkcs8, CURVE, false, ['sign']);

// The members in this order, so that the text is what RFC 7638 hashes.
export const jwkText = ({ x, y }) => JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });

export const thumbprint = (jwk) => sha256(utf8(jwkText(jwk)));

async function jws(key, header, payload) {
  const head = base64url(utf8(`{"alg":"ES256",${header}}`));
  const input = `${head}.${base64url(utf8(JSON.stringify(payload)))}`;
  const signature = await crypto.subtle.sign(ES256, key, utf8(input));
  return `${input}.${base64url(new Uint8Array(signature))}`;
}

// device: { key, jwk }. target: path and query. withJwk: the centre does not know the key yet,
// or is to find the holder by it.
export async function dpop(device, method, target, body, nonce, withJwk) {
  const jwk = withJwk ? `,"jwk":${jwkText(device.jwk)}` : '';
  return jws(device.key, `"typ":"dpop+jwt"${jwk}`, {
    htm: method,
    htu: target,
    bh: base64url(await sha256(utf8(body))),
    ...(nonce ? { nonce } : {}),
    jti: base64url(random(16)),
    iat: Math.floor(Date.now() / 1000),
  });
}

export async function consent(device, enrollment, texts) {
  const hash = base64url(await sha256(utf8(`${texts.consent_th}\n${texts.consent_en}`)));
  return jws(device.key, '"typ":"ddopa-consent+jwt"', { enrollment, version: texts.version, hash });
}

export const proof = (device, enrollment, nonce) =>
  jws(device.key, '"typ":"ddopa-proof+jwt"', { enrollment, nonce });

// request: { id, client, challenge } as the centre told it (GET /citizen/v1/sign-ins).
export const signIn = (device, { id, client, challenge }) =>
  jws(device.key, '"typ":"ddopa-sign-in+jwt"', { sign_in: id, client, challenge });

// Four digits: the first 8 bytes of the hash as a number, mod 10,000.
export async function matchCode(nonce, print) {
  const hash = await sha256(concat(utf8('ddopa-match-1'), nonce, print));
  const number = new DataView(hash.buffer).getBigUint64(0);
  return String(number % 10000n).padStart(4, '0');
}
