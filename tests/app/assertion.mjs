// usage: node assertion.mjs KEY.pem CLIENT ISSUER: a service's private_key_jwt (RFC 7523), ES256.
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file, client, issuer] = process.argv.slice(2);
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const iat = Math.floor(Date.now() / 1000);
const claims = { iss: client, sub: client, aud: issuer, jti: randomUUID(), iat, exp: iat + 60 };
const input = `${part({ alg: 'ES256' })}.${part(claims)}`;
const key = { key: createPrivateKey(readFileSync(file)), dsaEncoding: 'ieee-p1363' };
console.log(`${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`);
