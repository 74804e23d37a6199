// The enrollment on this phone: what is known is kept, the step follows from it (flow.js), its
// screen is shown (screens.js), and what the screen or the centre answers is learned.
import { get, post, Problem } from './api.js';
import { base64urlBytes, freshKey } from './encode.js';
import { mended, stepOf } from './flow.js';
import { codeOfAddress } from './rules.js';
import * as screens from './screens.js';
import { consent, matchCode, proof, thumbprint } from './sign.js';
import { t } from './texts.js';
import { dressPage, say } from './ui.js';
import { leaveUse, paintUse } from './use-screens.js';
import * as vault from './vault.js';

const POLL_S = 30;

const state = {
  known: {},
  device: null, // the key at hand
  pin: false, // one is set
  digits: '', // of the match code
  digitsNew: false,
  problem: '', // the last one, at a step asked again
  home: null, // the identity, when no enrollment is under way
};
let painted = 0; // which painting this is: what an older one started is not heard any more
let polling = null;

// ---- knowing ----

const view = () => ({ ...state.known, pin: state.pin, unlocked: Boolean(state.device) });

async function learn(more) {
  state.known = { ...state.known, ...more };
  await vault.keepEnrolment(state.known);
}

async function learned(more) {
  state.problem = '';
  await learn(more);
  await paint();
}

async function takeEnrolment(enrolment) {
  const { enrolment: before } = state.known;
  if (before && before.id !== enrolment.id) throw new Problem('centre-answer');
  await learn({ enrolment });
  if (enrolment.state !== 'SCANNED' || !enrolment.match_nonce) return;
  const print = await thumbprint(state.device.jwk);
  const digits = await matchCode(base64urlBytes(enrolment.match_nonce), print);
  state.digitsNew = Boolean(state.digits) && digits !== state.digits;
  state.digits = digits;
}

// ---- the centre's part ----

const path = (what = '') => `/citizen/v1/enrollments/${state.known.enrolment.id}${what}`;
const onWait = () => say(t('trying'));

// The same key for the same act, also after the page was loaded anew: it is done once.
async function act(name, what, body) {
  const keys = state.known.keys ?? {};
  const key = keys[name] ?? freshKey();
  if (!keys[name]) await learn({ keys: { ...keys, [name]: key } });
  return post(path(what), body, { device: state.device, key, onWait, patience: true });
}

async function claim() {
  const { code, typed, number } = state.known;
  const claimKey = state.known.claimKey ?? freshKey();
  await learn({ claimKey });
  state.device = (await vault.deviceWithoutPin()) ?? (await vault.newDevice());
  const body = code ? { code, number } : { typed, number };
  const rest = { device: state.device, withJwk: true, key: claimKey, onWait };
  await takeEnrolment(await post('/citizen/v1/claims', body, rest));
}

async function sign() {
  const jws = await consent(state.device, state.known.enrolment.id, state.known.texts);
  await takeEnrolment(await act('consent', '/consent', { jws }));
}

async function finish() {
  const answer = await act('person', '/person', {});
  if (answer.person?.number !== state.known.number) throw new Problem('centre-answer');
  await takeEnrolment(answer.enrollment);
  const jws = await proof(state.device, state.known.enrolment.id, answer.enrollment.proof_nonce);
  const done = await act('proof', '/proof', { jws });
  if (done.state !== 'SUCCESS') throw new Problem('centre-answer');
  await vault.keepIdentity({ person: answer.person, receipt: done.receipt, since: done.now });
  state.known = { enrolment: done, person: answer.person };
  state.home = null; // the one before
}

async function refuse() {
  await takeEnrolment(await act('refuse', '/refuse', {}));
}

// ---- news of the officer's side ----

async function poll() {
  const abort = new AbortController();
  polling?.abort();
  polling = abort;
  try {
    while (polling === abort && ['SCANNED', 'CONFIRMED'].includes(state.known.enrolment?.state)) {
      const { revision } = state.known.enrolment;
      const target = path(`?after=${revision}&wait=${POLL_S}`);
      const rest = { device: state.device, wait: POLL_S, signal: abort.signal, onWait, patience: true };
      const news = await get(target, rest);
      say('');
      if (polling !== abort || news.revision === revision) continue;
      const before = `${stepOf(view())} ${state.digits}`;
      await takeEnrolment(news);
      if (`${stepOf(view())} ${state.digits}` !== before) await paint();
    }
  } catch (error) {
    if (!abort.signal.aborted) await wentWrong(error);
  } finally {
    if (polling === abort) polling = null;
  }
}

function stopPolling() {
  polling?.abort();
  polling = null;
}

// ---- going on ----

// The centre says no more than the state when an enrollment has ended; the rest is asked for.
async function wentWrong(error) {
  if (!(error instanceof Problem)) throw error;
  const before = stepOf(view());
  const left = before === 'claim' ? mended(state.known, error.name) : null;
  state.problem = error.name;
  if (left) {
    state.known = { ...left, claimKey: undefined };
    await vault.keepEnrolment(state.known);
    return paint();
  }
  return screens.trouble(error.name, {
    again: () => paint(),
    startAgain: error.name.startsWith('centre') || error.name === 'update' ? null : startAgain,
  });
}

async function startAgain() {
  stopPolling();
  await vault.dropEnrolment();
  history.replaceState(null, '', '/');
  Object.assign(state, { known: {}, device: null, pin: false, digits: '', problem: '' });
  state.home = await vault.identity();
  await paint();
}

const work = {
  claim: [claim, 'claiming'],
  sign: [sign, 'finishing'],
  finish: [finish, 'finishing'],
};

const answers = {
  leave: (camera) => learned({ leave: true, camera }),
  number: (number) => learned({ number }),
  terms: (texts) => learned({ accepted: texts.version, texts }),
  code: (code) => learned({ ...code, claimKey: undefined }),
  problem: (name) => {
    state.problem = name;
    return paint();
  },
  pin: async (pin) => {
    await vault.setPin(pin);
    state.pin = true;
    state.problem = '';
    await paint();
  },
  unlock: async (pin, more) => {
    const { device, left } = await vault.unlock('next', pin);
    if (device) {
      state.device = device;
      return learned(more);
    }
    if (left === 0) return screens.trouble('key-destroyed', { startAgain });
    return screens.wrongPin(left);
  },
  refuse: async () => {
    try {
      await refuse();
      await paint();
    } catch (error) {
      await wentWrong(error);
    }
  },
  startAgain,
  home: async () => {
    state.known = {};
    state.device = null;
    state.home = await vault.identity();
    await paint();
  },
};

const inUse = () => ({
  identity: state.home,
  enrol: () => {
    leaveUse();
    return answers.leave(false);
  },
});

async function terms() {
  return state.known.texts ?? get('/citizen/v1/texts', { onWait });
}

async function paint() {
  const mine = ++painted;
  const step = state.home && !state.known.leave ? 'home' : stepOf(view());
  const problem = state.problem;
  if (step === 'home') return paintUse(inUse());
  if (!work[step]) {
    const more = { ...state, problem, terms: step === 'terms' ? await terms() : state.known.texts };
    if (mine === painted) screens.screens[step](more, answers);
    if (state.device && state.known.enrolment && polling === null) poll();
    return;
  }
  const [task, words] = work[step];
  screens.working(words);
  try {
    await task();
    say('');
    await paint();
  } catch (error) {
    await wentWrong(error);
  }
}

const painting = () => paint().catch(wentWrong).catch(broken);

function broken(error) {
  const full = error?.name === 'QuotaExceededError' || error instanceof DOMException;
  screens.cannot(full ? 'storage' : 'old');
}

// ---- the beginning ----

// A code's address that the phone's own camera has opened.
function arrivedBy() {
  const { code } = codeOfAddress(location.href, location.host);
  if (code) history.replaceState(null, '', '/');
  return code ? { code } : {};
}

async function begin() {
  dressPage(painting);
  const arrived = arrivedBy();
  state.known = (await vault.enrolment()) ?? {};
  const next = await vault.deviceOf('next');
  state.pin = Boolean(next?.pin);
  state.device = await vault.deviceWithoutPin();
  if (!state.known.enrolment && arrived.code) await learn(arrived);
  if (!state.known.enrolment) state.home = arrived.code ? null : await vault.identity();
  if (state.known.enrolment && state.device) await takeEnrolment(state.known.enrolment);
  await paint();
}

function alone() {
  return new Promise((resolve) => {
    navigator.locks.request('ddopa', { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined; // until the page is closed
    });
  });
}

const enough = () =>
  window.isSecureContext && crypto?.subtle && 'indexedDB' in window && 'locks' in navigator;

addEventListener('unhandledrejection', (event) => broken(event.reason));
if (!enough()) screens.cannot('old');
else if (await alone()) await begin().catch(wentWrong).catch(broken);
else screens.cannot('tabs');
navigator.serviceWorker?.register('/sw.js').catch(() => {}); // the app works without it, too
