// usage: node sign_in.mjs ISSUER KEY.pem CLIENT LOGIN_HINT
// A relying service by openid-client: asks twice for one citizen, says what it asked for, and
// tells how each ended. Who drives it lets the phone approve the first and decline the second.
import * as client from 'openid-client';
import { readFileSync } from 'node:fs';
import { createPrivateKey, webcrypto } from 'node:crypto';

const [issuer, keyFile, id, hint] = process.argv.slice(2);

async function privateKey() {
  const der = createPrivateKey(readFileSync(keyFile)).export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false,
    ['sign']);
}

const config = await client.discovery(new URL(issuer), id,
  { id_token_signed_response_alg: 'ES256' }, client.PrivateKeyJwt(await privateKey()));
console.log(`discovered ${config.serverMetadata().issuer}`);

async function signIn(binding, login_hint) {
  const asked = await client.initiateBackchannelAuthentication(config,
    { scope: 'openid', login_hint, binding_message: binding });
  console.log(`asked ${binding}`);
  try {
    const tokens = await client.pollBackchannelAuthenticationGrant(config, asked);
    const claims = tokens.claims();
    console.log(`signed-in ${claims.aud} ${claims.ial} ${claims.acr} ${claims.sub.length}`);
    return claims.sub;
  } catch (e) {
    console.log(`refused ${e.error ?? e.code ?? e.message}`);
    return undefined;
  }
}

const sub = await signIn('first', hint);
await signIn('second', sub);
