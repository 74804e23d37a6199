// What the phone keeps, in IndexedDB. The device key lies under two locks: the PIN (PBKDF2 of
// protocol.md's cost) inside, a key of this browser's store that cannot be taken out around it;
// neither alone opens it. A key of an enrollment that has no PIN yet has the outer lock only.
// Five wrong PINs destroy the key: a try is written down before it is made.
import { concat, random, utf8 } from './encode.js';
import { makeKey, signingKey } from './sign.js';

const ROUNDS = 600000;
export const TRIES = 5;
const NONCE = 12;
const AES = 'AES-GCM';

// ---- the store ----

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('ddopa', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('vault');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

// act gets the store; its request's result is told when all of it is on disk.
async function transact(act) {
  const db = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction('vault', 'readwrite', { durability: 'strict' });
      const request = act(transaction.objectStore('vault'));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

const get = (name) => transact((store) => store.get(name));
const put = (name, value) => transact((store) => store.put(value, name));
const remove = (name) => transact((store) => store.delete(name));

// ---- the outer lock ----

// Two tabs may begin at once: the first key that is there stays.
async function storeKey() {
  const found = await get('store-key');
  if (found) return found;
  const key = await crypto.subtle.generateKey({ name: AES, length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  await transact((store) => {
    const request = store.get('store-key');
    request.onsuccess = () => request.result || store.put(key, 'store-key');
    return request;
  });
  return get('store-key');
}

async function seal(key, bytes) {
  const nonce = random(NONCE);
  return concat(nonce, new Uint8Array(await crypto.subtle.encrypt({ name: AES, iv: nonce }, key, bytes)));
}

const unseal = async (key, sealed) =>
  new Uint8Array(
    await crypto.subtle.decrypt({ name: AES, iv: sealed.slice(0, NONCE) }, key, sealed.slice(NONCE)),
  );

// ---- the inner lock ----

async function pinKey(pin, salt) {
  const base = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, { name: AES, length: 256 }, false, ['encrypt', 'decrypt']);
}

// ---- device keys: 'next' is the one of an enrollment under way, 'key' the identity's ----

export async function newDevice() {
  const pair = await makeKey();
  const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
  await put('next', { jwk: { x, y }, open: await seal(await storeKey(), pkcs8) });
  return deviceWithoutPin();
}

// Of an enrollment before its PIN is set; null: there is none, or it has one.
export async function deviceWithoutPin() {
  const next = await get('next');
  if (!next?.open) return null;
  return { jwk: next.jwk, key: await signingKey(await unseal(await storeKey(), next.open)) };
}

export async function setPin(pin) {
  const next = await get('next');
  const outer = await storeKey();
  const salt = random(16);
  const inner = await seal(await pinKey(pin, salt), await unseal(outer, next.open));
  await put('next', { jwk: next.jwk, salt, locked: await seal(outer, inner), used: 0 });
}

// { jwk, pin: is one set? }, or null.
export async function deviceOf(name) {
  const device = await get(name);
  return device ? { jwk: device.jwk, pin: Boolean(device.locked) } : null;
}

async function spendTry(name) {
  let left = -1;
  await transact((store) => {
    const request = store.get(name);
    request.onsuccess = () => {
      const device = request.result;
      if (!device?.locked) return;
      device.used += 1;
      left = TRIES - device.used;
      if (left < 0) store.delete(name);
      else store.put(device, name);
    };
    return request;
  });
  return left;
}

// { device } , or { left: tries left } for a wrong PIN; left 0: the key is destroyed.
export async function unlock(name, pin) {
  const left = await spendTry(name);
  if (left < 0) return { left: 0 };
  const stored = await get(name);
  try {
    const inner = await unseal(await storeKey(), stored.locked);
    const pkcs8 = await unseal(await pinKey(pin, stored.salt), inner);
    const device = { jwk: stored.jwk, key: await signingKey(pkcs8) };
    await put(name, { ...stored, used: 0 });
    return { device };
  } catch {
    if (left === 0) await remove(name);
    return { left };
  }
}

// ---- what is known of the enrollment under way, and of the identity ----

const sealedText = async (value) => seal(await storeKey(), utf8(JSON.stringify(value)));

async function openText(name) {
  const sealed = await get(name);
  if (!sealed) return null;
  return JSON.parse(new TextDecoder().decode(await unseal(await storeKey(), sealed)));
}

export const enrolment = () => openText('enrolment');
export const keepEnrolment = async (value) => put('enrolment', await sealedText(value));

export async function dropEnrolment() {
  await transact((store) => {
    store.delete('next');
    return store.delete('enrolment');
  });
}

export const identity = () => openText('identity');

// In one go: the new key takes the old one's place.
export async function keepIdentity(value) {
  const sealed = await sealedText(value);
  await transact((store) => {
    const request = store.get('next');
    request.onsuccess = () => {
      store.put(request.result, 'key');
      store.put(sealed, 'identity');
      store.delete('next');
      store.delete('enrolment');
    };
    return request;
  });
}

export async function dropIdentity() {
  await transact((store) => {
    store.delete('key');
    return store.delete('identity');
  });
}

// False: the browser may throw all of it away when space is short.
export const persist = async () =>
  (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
