// The screens of a digital ID in use. One page is open at a time; what an earlier one asked the
// centre is not shown any more when another was opened meanwhile.
import { Problem } from './api.js';
import { freshKey } from './encode.js';
import { digitsOf, groupNumber, thaiToday } from './rules.js';
import { actions, box, personList, pinField, shown, soft, triesBox, working, wrongPin } from './screens.js';
import { currentLanguage, dateText, dayText, hourText, problemText, t, timeText } from './texts.js';
import { button, field, form, h, inputOf, say, select } from './ui.js';
import * as use from './use.js';
import { dropIdentity } from './vault.js';

const BOOKED_AHEAD = 15;
const DAY_MS = 24 * 3600 * 1000;

let page = null; // the one that is open; null: the home screen
let context = null; // { identity, enrol(): anew at an office }
let turns = 0;

// ---- going from page to page ----

function go(next) {
  turns++;
  page = next;
  say('');
  return next();
}

const goHome = () => go(home);
const homeButton = () => button(t('toHome'), goHome);

// Opened anew where it was: another language, or the first time.
export function paintUse(more) {
  context = more;
  return (page ?? home)();
}

export const leaveUse = () => {
  page = null;
};

// Nothing personal stays on a screen that was left alone.
use.forgetWhenHidden(() => context && page && goHome());

// Its key is dead or destroyed: what is kept of it goes.
async function ended(name) {
  use.forget();
  await dropIdentity();
  go(() => shown(problemText(name).what, box(name), actions(button(t('enrolAgain'), context.enrol, true))));
}

function failed(name, again) {
  if (name === 'identity-dead') return ended(name);
  return go(() =>
    shown(problemText(name).what, box(name), actions(button(t('again'), again, true), homeButton())),
  );
}

async function run(ask, then) {
  const mine = ++turns;
  page = () => working('asking');
  page();
  try {
    const answer = await ask();
    if (mine === turns) go(() => then(answer));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (mine === turns) await failed(error.name, () => run(ask, then));
  }
}

// An act goes under one key however often it is tried.
function act(what, then) {
  const key = freshKey();
  return run(() => what(key), then);
}

// ---- the PIN ----

async function opened(pin, then) {
  say(t('working'));
  const left = await use.open(pin);
  if (left === null) return then();
  return left === 0 ? ended('key-destroyed') : wrongPin(left);
}

function pinForm(label, submit, then, before = []) {
  const input = pinField('pin', label);
  return [triesBox(), form([...before, ...input], t(submit), () => opened(digitsOf(inputOf(input).value), then))];
}

function withKey(then) {
  if (use.isOpen()) return then();
  return go(() =>
    shown(t('openTitle'), soft(t('openText')), pinForm('pinLabel', 'open', then), actions(homeButton())),
  );
}

// ---- home ----

function home() {
  const { identity } = context;
  const ways = [
    ['signIns', listSignIns],
    ['queue', listBookings],
    ['selfView', showSelf],
    ['looks', () => showLooks()],
  ];
  shown(
    t('homeTitle'),
    personList(identity.person, identity.since),
    actions(
      ways.map(([name, way]) => button(t(name), () => withKey(way), true)),
      button(t('revoke'), () => go(askReason)),
      button(t('enrolAgain'), context.enrol),
    ),
  );
}

const done = (title, ...content) =>
  shown(t(title), h('p', { class: 'tick', 'aria-hidden': 'true' }, '✓'), ...content, actions(homeButton()));

// [label, text] pairs; those without a text are left out.
const list = (...rows) =>
  h(
    'dl',
    {},
    rows.filter(([, text]) => text).map(([label, text]) => [h('dt', {}, t(label)), h('dd', {}, text)]).flat(),
  );

const named = (row) => row[`name_${currentLanguage()}`];

// ---- sign-ins ----

const listSignIns = () => run(use.signIns, showSignIns);

const signInList = (row) =>
  list(['origin', row.origin], ['binding', row.binding], ['askedAt', timeText(row.created)], ['openUntil', timeText(row.expires)]);

function showSignIns(rows) {
  const one = (row) => [
    h('h2', {}, named(row)),
    signInList(row),
    actions(
      button(t('approve'), () => go(() => askApproval(row)), true),
      button(t('declineService'), () => act((key) => use.decline(row, key), () => done('declined', h('p', {}, named(row))))),
    ),
  ];
  shown(
    t('signIns'),
    rows.length ? soft(t('signInNote')) : h('p', {}, t('noSignIns')),
    rows.map(one).flat(),
    actions(button(t('lookAgain'), listSignIns), homeButton()),
  );
}

function askApproval(row) {
  const approve = () => act((key) => use.approve(row, key), () => done('signedIn', h('p', {}, named(row))));
  shown(
    t('approveTitle'),
    h('p', {}, named(row)),
    signInList(row),
    soft(t('signInNote')),
    pinForm('approveLabel', 'approve', approve),
    actions(button(t('back'), listSignIns)),
  );
}

// ---- Queue Online ----

const listBookings = () => run(use.bookings, showBookings);

const place = ({ number, office, day, hour }) =>
  list(['queueNumber', number], ['office', office], ['day', dayText(day)], ['hour', hourText(hour)]);

function dayChoices() {
  const { year, month, day } = thaiToday();
  const first = Date.UTC(year, month - 1, day);
  return Array.from({ length: BOOKED_AHEAD }, (_, i) => {
    const iso = new Date(first + (i + 1) * DAY_MS).toISOString().slice(0, 10);
    return [iso, dayText(iso)];
  });
}

function showBookings(rows) {
  const office = field('office', t('officeLabel'), { inputmode: 'numeric', autocomplete: 'off', maxlength: 4, required: true });
  const day = select('day', t('day'), dayChoices());
  const told = h('p', { role: 'alert' });
  const submit = () => {
    const code = digitsOf(inputOf(office).value);
    if (/^\d{4}$/.test(code)) listSlots(code, inputOf(day).value);
    else told.textContent = t('officeWrong');
  };
  const one = (row) => [place(row), row.served ? [] : actions(button(t('cancel'), () => go(() => askCancel(row))))];
  shown(
    t('queue'),
    rows.length ? h('h2', {}, t('booked')) : h('p', {}, t('noBookings')),
    rows.map(one).flat(2),
    h('h2', {}, t('freeHours')),
    form([...office, ...day, told], t('showHours'), submit),
    actions(homeButton()),
  );
}

const listSlots = (office, day) => run(() => use.slots(office, day), showSlots);

function showSlots(answer) {
  const { office, day, slots } = answer;
  const book = (hour) => act((key) => use.book(office, day, hour, key), showBooked);
  const free = answer.open ? slots.filter((slot) => slot.free > 0) : [];
  shown(
    t('freeHours'),
    h('p', {}, `${named(answer)}, ${dayText(day)}`),
    free.length ? soft(t('slotNote', timeText(answer.closes))) : h('p', {}, t('noSlots')),
    actions(
      free.map((slot) => button(t('slot', hourText(slot.hour), slot.free), () => book(slot.hour), true)),
      button(t('back'), listBookings),
    ),
  );
}

const showBooked = (booking) => done('bookedTitle', place(booking), h('p', {}, t('bookedText')));

function askCancel(row) {
  const cancel = () => act((key) => use.cancel(row, key), () => done('cancelled', h('p', {}, t('cancelledText'))));
  shown(t('cancelTitle'), place(row), actions(button(t('cancelYes'), cancel, true), button(t('back'), listBookings)));
}

// ---- what the registers hold, and who looked ----

const showSelf = () => run(use.selfView, showView);

const addressText = (address) =>
  ['house', 'moo', 'trok', 'soi', 'road', 'tambon', 'amphoe', 'province'].map((part) => address[part]).filter(Boolean).join(' ');

const nameText = ({ prefix, first, middle, last }) => [prefix, first, middle, last].filter(Boolean).join(' ');

const populationList = ({ person, status, nationality }) =>
  list(
    ['numberTitle', groupNumber(person.number)],
    ['name', nameText(person.thai)],
    ['nameEnglish', nameText(person.english)],
    ['birth', dayText(person.birth)],
    ['sex', t('sexes')[person.sex]],
    ['address', addressText(person.address)],
    ['nationality', t('nationalities')[nationality]],
    ['registered', t('statuses')[status]],
  );

const cardPart = (heading, card) => [
  h('h2', {}, t(heading)),
  list(
    ['requestNumber', card.request_number],
    ['issued', dayText(card.issued)],
    ['expires', dayText(card.expires)],
    ['cardIs', t('cardStates')[card.status]],
  ),
];

function showView({ population, latest_card: latest, card, reasons }) {
  const other = card && card.request_number !== latest?.request_number;
  shown(
    t('selfView'),
    h('h2', {}, t('population')),
    population ? populationList(population) : h('p', {}, t('noPopulation')),
    latest ? cardPart('latestCard', latest) : [],
    other ? cardPart('idCard', card) : [],
    reasons?.length ? h('p', {}, t('registerRefuses')) : null,
    actions(button(t('looks'), () => showLooks()), homeButton()),
  );
}

const showLooks = (before) => run(() => use.looks(before), showWho);

function who({ by, office, counter, ...names }) {
  const name = named(names) ?? t('by')[by];
  return office ? `${name} (${office}-${counter})` : name;
}

// Where something was refused: the problem's number.
const lookList = (look) =>
  list(
    ['time', timeText(look.time)],
    ['who', who(look)],
    ['whatFor', t('acts')[look.act] ?? look.act],
    ['result', look.result.startsWith('DD-') ? t('refusedAs', look.result) : ''],
    ['reference', look.correlation],
  );

function showWho({ looks, next }) {
  shown(
    t('looks'),
    looks.length ? looks.map(lookList) : h('p', {}, t('noLooks')),
    actions(next ? button(t('older'), () => showLooks(next), true) : [], homeButton()),
  );
}

// ---- the end of it ----

const REASONS = ['lost', 'stolen', 'pin-forgotten', 'misused', 'on-request'];

async function revoked() {
  use.forget();
  await dropIdentity();
  go(() => shown(t('revoked'), h('p', {}, t('revokedText')), actions(button(t('enrolAgain'), context.enrol))));
}

function askReason() {
  const reason = select('reason', t('reason'), REASONS.map((name) => [name, t('reasons')[name]]));
  const revoke = () => {
    const given = inputOf(reason).value;
    return act((key) => use.revoke(given, key), revoked);
  };
  shown(
    t('revoke'),
    h('p', {}, t('revokeText')),
    pinForm('revokeLabel', 'revokeYes', revoke, reason),
    actions(homeButton()),
  );
}
