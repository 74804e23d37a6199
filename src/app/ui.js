// The page: elements out of plain descriptions, one screen at a time.
import { currentLanguage, setLanguage, t } from './texts.js';

// Text is always text: nothing from outside becomes markup.
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

export const button = (text, act, main = false) =>
  h('button', { type: 'button', class: main ? 'main' : null, onclick: act }, text);

// A question with fields, answered by its main button or the Enter key.
export function form(fields, submit, act) {
  return h(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault();
        act();
      },
    },
    fields,
    h('button', { type: 'submit', class: 'main' }, submit),
  );
}

export function field(id, text, props) {
  const input = h('input', { id, ...props });
  return [h('label', { for: id }, text), input];
}

// choices: [value, text] pairs.
export function select(id, text, choices) {
  const options = choices.map(([value, shown]) => h('option', { value }, shown));
  return [h('label', { for: id }, text), h('select', { id }, options)];
}

export const inputOf = (labelled) => labelled[1];

export const problemBox = (problem) =>
  h('div', { class: 'problem', role: 'alert' }, h('p', {}, `${problem.id} ${problem.what}`), h('p', {}, problem.then));

export function say(text) {
  document.getElementById('status').textContent = text;
}

// The heading gets the focus: a screen reader begins there.
export function show(title, ...content) {
  const heading = h('h1', { tabindex: '-1' }, title);
  document.getElementById('main').replaceChildren(heading, ...content.flat().filter((c) => c != null));
  document.title = `${title} · ${t('title')}`;
  heading.focus();
}

// again(): paints the present screen anew.
export function dressPage(again) {
  const switchTo = document.getElementById('language');
  const dress = () => {
    const other = currentLanguage() === 'th' ? 'en' : 'th';
    document.documentElement.lang = currentLanguage();
    switchTo.lang = other;
    switchTo.textContent = t('language');
  };
  switchTo.onclick = () => {
    setLanguage(currentLanguage() === 'th' ? 'en' : 'th');
    dress();
    again();
  };
  dress();
}
