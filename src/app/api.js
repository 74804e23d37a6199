// The calls of the citizens' listener: signed, repeated, understood. What goes wrong is thrown
// as a Problem, by the catalogue's names.
import { freshKey } from './encode.js';
import { dpop } from './sign.js';

const TRIES = 4;
const FIRST_PAUSE_MS = 500;
const LIMIT_MS = 15000;
const BODY_MAX = 256 * 1024;

export class Problem extends Error {
  constructor(name, id = '') {
    super(name);
    this.name = name;
    this.id = id;
  }
}

let nonce = '';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function problemOf(response) {
  try {
    const document = await response.json();
    const name = /^urn:ddopa:problem:([\w-]+)$/.exec(document.type)?.[1];
    if (name) return new Problem(name, document.id);
  } catch {
    // no document of ours: a proxy's, perhaps
  }
  return new Problem(response.status >= 500 ? 'centre-internal' : 'centre-answer');
}

async function read(response) {
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return {};
  const text = await response.text();
  try {
    if (text.length <= BODY_MAX) return JSON.parse(text);
  } catch {
    // not JSON
  }
  throw new Problem('centre-answer');
}

// AbortSignal.any() is younger than many a phone.
function limited(ms, signal) {
  const own = new AbortController();
  const stop = () => own.abort();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    stop();
  }, ms);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  const end = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
  return { signal: own.signal, over: () => over, end };
}

async function send(call, key) {
  const { method, target, body, device, withJwk, wait = 0, signal } = call;
  const headers = { 'Content-Type': 'application/json' };
  if (method === 'POST') headers['Idempotency-Key'] = key;
  if (device) headers.DPoP = await dpop(device, method, target, body ?? '', nonce, withJwk);
  const limit = limited(LIMIT_MS + wait * 1000, signal);
  let response;
  try {
    response = await fetch(target, {
      method,
      headers,
      body,
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: limit.signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(limit.over() ? 'centre-timeout' : 'centre-down');
  } finally {
    limit.end();
  }
  nonce = response.headers.get('DPoP-Nonce') ?? nonce;
  return read(response);
}

const LOST = ['centre-down', 'centre-timeout', 'centre-internal'];

// call.key: an Idempotency-Key that was sent before, by this page or an earlier one.
// call.onWait(problem): it is tried again; patience: for as long as that takes.
async function request(call) {
  const key = call.key ?? freshKey();
  let renewed = 0;
  for (let sent = 1; ; sent++) {
    try {
      return await send(call, key);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.name === 'use_dpop_nonce' && renewed++ < 2) continue;
      // A browser sends again by itself what a dying connection took, and no signature is taken twice.
      if (problem.name === 'signature-bad' && renewed++ < 1) continue;
      if (!LOST.includes(problem.name) || (sent >= TRIES && !call.patience)) throw problem;
      call.onWait?.(problem);
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** (sent - 1), 8000));
    }
  }
}

export const get = (target, rest = {}) => request({ method: 'GET', target, ...rest });

export const post = (target, value, rest = {}) =>
  request({ method: 'POST', target, body: JSON.stringify(value), ...rest });
