// One function a screen: what it shows, and what it tells of the citizen's answer.
import { openCamera } from './camera.js';
import { codeOfAddress, digitsOf, groupNumber, numberIsValid, pinIsWeak, pinIsWhole, thaiToday, typedCode } from './rules.js';
import { currentLanguage, dateText, problemText, t } from './texts.js';
import { button, field, form, h, inputOf, problemBox, say, show } from './ui.js';
import { persist } from './vault.js';

export const box = (name) => (name ? problemBox(problemText(name)) : null);
export const soft = (text) => h('p', { class: 'soft' }, text);
export const actions = (...buttons) => h('div', { class: 'actions' }, buttons.flat());
let closeCamera = null;

export function shown(title, ...content) {
  closeCamera?.();
  closeCamera = null;
  show(title, ...content);
}

export const pinField = (id, name) =>
  field(id, t(name), { type: 'password', inputmode: 'numeric', autocomplete: 'off', maxlength: 8, required: true });

const digits = ({ digits, digitsNew, known }) =>
  known.enrolment?.state === 'SCANNED' && digits
    ? [
        h('p', {}, t('matchTitle')),
        h('p', { class: 'digits', id: 'digits', 'aria-label': [...digits].join(' ') }, digits),
        digitsNew ? h('p', { role: 'alert' }, t('matchNew')) : soft(t('matchText')),
      ]
    : [];

// ---- the steps ----

async function leave(state, answers) {
  const refused = () => answers.leave(false);
  const allow = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: false });
      for (const track of stream.getTracks()) track.stop();
      await answers.leave(true);
    } catch {
      shown(t('leaveTitle'), h('p', { role: 'alert' }, t('leaveRefused')), actions(button(t('next'), refused, true)));
    }
  };
  shown(
    t('leaveTitle'),
    h('p', {}, t('leaveText')),
    actions(button(t('leaveYes'), allow, true), button(t('leaveNo'), refused)),
  );
  if (!(await persist())) document.getElementById('main').append(soft(t('evicts')));
}

function number({ problem, known }, answers) {
  const input = field('number', t('numberLabel'), { inputmode: 'numeric', autocomplete: 'off', maxlength: 17, required: true, 'aria-describedby': 'number-problem' });
  const told = h('p', { id: 'number-problem', role: 'alert' });
  const typed = inputOf(input);
  typed.addEventListener('input', () => {
    typed.value = groupNumber(typed.value);
    const whole = digitsOf(typed.value).length === 13;
    told.textContent = whole && !numberIsValid(digitsOf(typed.value)) ? t('numberWrong') : '';
  });
  if (known.number) typed.value = groupNumber(known.number);
  const submit = () => {
    const digits = digitsOf(typed.value);
    if (numberIsValid(digits)) answers.number(digits);
    else told.textContent = t('numberWrong');
  };
  shown(t('numberTitle'), box(problem), form([...input, told], t('next'), submit));
}

function terms({ terms: texts, problem }, answers) {
  shown(
    t('termsTitle'),
    box(problem),
    h('p', { class: 'lines' }, texts[`terms_${currentLanguage()}`]),
    actions(
      button(t('accept'), () => answers.terms(texts), true),
      button(t('decline'), () => trouble('terms-refused', { startAgain: answers.startAgain })),
    ),
  );
}

function typeCode({ problem, known }, answers, scanning) {
  const input = field('code', t('codeLabel'), { autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', required: true });
  const submit = () => {
    const typed = typedCode(inputOf(input).value);
    if (typed) answers.code({ typed });
    else answers.problem('code-unreadable');
  };
  shown(
    t('codeTitle'),
    box(problem),
    form(input, t('next'), submit),
    known.camera ? actions(button(t('scanInstead'), scanning)) : null,
  );
}

function code(state, answers) {
  if (!state.known.camera || state.problem === 'no-leave') return typeCode(state, answers, () => scan(state, answers));
  return scan(state, answers);
}

async function scan(state, answers) {
  const video = h('video', { playsinline: true, muted: true, 'aria-label': t('video') });
  const told = h('div', {}, state.problem ? box(state.problem) : []);
  const found = (text) => {
    const { code, problem } = codeOfAddress(text, location.host);
    if (code) answers.code({ code });
    else told.replaceChildren(box(problem)); // another code on the desk: go on looking
    return Boolean(code);
  };
  shown(
    t('scanTitle'),
    told,
    video,
    soft(t('scanText')),
    actions(button(t('typeInstead'), () => typeCode({ ...state, problem: '' }, answers, () => scan(state, answers)))),
  );
  try {
    const close = await openCamera(video, found);
    if (video.isConnected) closeCamera = close;
    else close();
  } catch {
    if (video.isConnected) typeCode({ ...state, problem: 'no-leave' }, answers, () => scan(state, answers));
  }
}

function pin(state, answers) {
  const first = pinField('pin', 'pinLabel');
  const second = pinField('pin-again', 'pinAgain');
  const submit = () => {
    const [a, b] = [first, second].map((f) => digitsOf(inputOf(f).value));
    if (!pinIsWhole(a) || pinIsWeak(a, thaiToday())) return answers.problem('pin-weak');
    return a === b ? answers.pin(a) : answers.problem('pin-differs');
  };
  shown(t('pinTitle'), digits(state), box(state.problem), soft(t('pinText')), form([...first, ...second], t('pinSave'), submit));
}

// Where a wrong PIN is told; it is the same on both screens that ask for one.
export const triesBox = () => h('div', { id: 'tries' });

export function wrongPin(left) {
  document.getElementById('tries').replaceChildren(box('phone-pin-wrong'), h('p', {}, t('triesLeft', left)));
  for (const input of document.querySelectorAll('input')) input.value = '';
  say('');
}

function askPin(id, label, submit, more, answers) {
  const input = pinField(id, label);
  return form(input, t(submit), () => {
    say(t('working'));
    answers.unlock(digitsOf(inputOf(input).value), more);
  });
}

function unlock(state, answers) {
  shown(t('unlockTitle'), soft(t('unlockText')), triesBox(), askPin('pin', 'pinLabel', 'unlock', {}, answers));
}

function officer(state) {
  shown(t('officerTitle'), digits(state));
}

function consent({ terms: texts }, answers) {
  shown(
    t('consentTitle'),
    h('p', { class: 'lines' }, texts[`consent_${currentLanguage()}`]),
    triesBox(),
    askPin('pin', 'consentLabel', 'consentYes', { consented: true }, answers),
    actions(button(t('consentNo'), answers.refuse)),
  );
}

// ---- ends ----

const nameOf = ({ prefix, first, middle, last }) => [prefix, first, middle, last].filter(Boolean).join(' ');

export const personList = (person, since) =>
  h(
    'dl',
    {},
    h('dt', {}, t('numberTitle')),
    h('dd', {}, groupNumber(person.number)),
    h('dt', {}, nameOf(person.thai)),
    h('dd', { lang: 'en' }, nameOf(person.english)),
    since ? [h('dt', {}, t('since')), h('dd', {}, dateText(since))] : [],
  );

function success({ known, home }, answers) {
  const person = known.person ?? home?.person;
  say('');
  shown(
    t('successTitle'),
    h('p', { class: 'tick', 'aria-hidden': 'true' }, '✓'),
    h('p', {}, t('successText')),
    person ? personList(person) : null,
    actions(button(t('toHome'), answers.home, true)),
  );
}

function end({ known }, answers) {
  const { end_problem: name, state: ended } = known.enrolment;
  trouble(name ?? `ended-${ended.toLowerCase()}`, { startAgain: answers.startAgain });
}

export const screens = { leave, number, terms, code, pin, unlock, officer, consent, success, end };

export function working(words) {
  shown(t(words), h('p', { class: 'busy' }, t('working')));
}

export function trouble(name, { again, startAgain }) {
  const { what } = problemText(name);
  shown(
    what,
    box(name),
    actions(again ? button(t('again'), again, true) : [], startAgain ? button(t('startAgain'), startAgain, !again) : []),
  );
}

// Nothing goes on from here but by the citizen's own doing.
export function cannot(why) {
  shown(t(`${why}Title`), h('p', {}, t(`${why}Text`)));
}
