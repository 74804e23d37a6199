// The digital ID in use: the calls that its key signs, each as ddopa-phone(1) makes them, and how
// long the key is at hand: one PIN opens it until the page is closed or was hidden for a minute.
import { get, post } from './api.js';
import { signIn } from './sign.js';
import * as vault from './vault.js';

const HIDDEN_MS = 60000;

let device = null;
let hiddenAt = 0;
let forgetting = 0;

export const isOpen = () => Boolean(device);

export function forget() {
  device = null;
}

// A hidden page's timers may sleep: what they missed is made good when it is seen again.
// act: told when the key is no longer at hand.
export function forgetWhenHidden(act) {
  const lapse = () => {
    if (!device) return;
    forget();
    act();
  };
  document.addEventListener('visibilitychange', () => {
    clearTimeout(forgetting);
    if (document.hidden) {
      hiddenAt = Date.now();
      forgetting = setTimeout(lapse, HIDDEN_MS);
    } else if (Date.now() - hiddenAt >= HIDDEN_MS) {
      lapse();
    }
  });
}

// Tries left with a wrong PIN, 0: the key is destroyed; null: it is at hand.
export async function open(pin) {
  const opened = await vault.unlock('key', pin);
  if (!opened.device) return opened.left;
  device = opened.device;
  return null;
}

// The centre finds the holder by the key in the header.
const signed = () => ({ device, withJwk: true });
const ask = (what) => get(`/citizen/v1/${what}`, signed());
const tell = (what, body, key) => post(`/citizen/v1/${what}`, body, { ...signed(), key });

export const signIns = async () => (await ask('sign-ins')).sign_ins;

// What is signed is what was shown: this row.
export const approve = async (row, key) =>
  tell(`sign-ins/${row.id}/approval`, { jws: await signIn(device, row) }, key);

export const decline = (row, key) => tell(`sign-ins/${row.id}/decline`, {}, key);

// No secret: nobody's key signs it.
export const slots = (office, day) => get(`/citizen/v1/slots?office=${office}&date=${day}`);

export const bookings = async () => (await ask('bookings')).bookings;

export const book = (office, day, hour, key) => tell('bookings', { office, day, hour }, key);

export const cancel = (booking, key) => tell(`bookings/${booking.id}/cancel`, {}, key);

export const selfView = () => ask('self-view');

export const looks = (before) =>
  ask(`self-view/looks${before ? `?before=${encodeURIComponent(before)}` : ''}`);

export const revoke = (reason, key) => tell('identity/revocation', { reason }, key);
