// What is typed and scanned: citizen number, PIN, codes. Pure. Held to the C code by
// tests/vectors/.

const THAI_ZERO = 0x0e50;

// Thai digits are digits; spaces and hyphens are how people group them.
export const digitsOf = (text) =>
  [...text.normalize('NFC')]
    .map((c) => {
      const n = c.codePointAt(0) - THAI_ZERO;
      return n >= 0 && n <= 9 ? String(n) : c;
    })
    .filter((c) => c !== ' ' && c !== '-')
    .join('');

// 1-2345-67890-12-3, as far as it is typed.
export function groupNumber(text) {
  const digits = digitsOf(text).replace(/\D/g, '').slice(0, 13);
  const parts = [
    [0, 1],
    [1, 5],
    [5, 10],
    [10, 12],
    [12, 13],
  ].map(([from, to]) => digits.slice(from, to));
  return parts.filter((part) => part).join('-');
}

// The 13th digit checks the others: (11 - (sum of digit × (14 - place)) mod 11) mod 10.
export function numberIsValid(digits) {
  if (!/^\d{13}$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(digits[i]) * (13 - i);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

// ---- PIN ----

const RUN = 4;
const YEARS_BACK = 120;
const BE_OFFSET = 543;

function hasRun(pin, step) {
  let length = 1;
  for (let i = 1; i < pin.length; i++) {
    length = Number(pin[i]) - Number(pin[i - 1]) === step ? length + 1 : 1;
    if (length === RUN) return true;
  }
  return false;
}

// today: { year, month, day }, CE
function isRecent(year, month, day, today) {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
  const order = (y, m, d) => (y * 100 + m) * 100 + d;
  const date = order(year, month, day);
  return (
    date >= order(today.year - YEARS_BACK, today.month, today.day) &&
    date <= order(today.year, today.month, today.day)
  );
}

const isDate = (year, month, day, today) =>
  isRecent(year, month, day, today) || isRecent(year - BE_OFFSET, month, day, today);

// Runs and repeats of four, and dates of the last 120 years, DDMMYYYY or YYYYMMDD, BE or CE.
export function pinIsWeak(pin, today) {
  const n = (from, to) => Number(pin.slice(from, to));
  return (
    [0, 1, -1].some((step) => hasRun(pin, step)) ||
    isDate(n(4, 8), n(2, 4), n(0, 2), today) ||
    isDate(n(0, 4), n(4, 6), n(6, 8), today)
  );
}

export const pinIsWhole = (pin) => /^\d{8}$/.test(pin);

// The day in Thailand, whatever the phone's own zone is.
export function thaiToday(now = Date.now()) {
  const d = new Date(now + 7 * 3600 * 1000);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() };
}

// ---- codes ----

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U';
const CODE_SYMBOLS = 10;

// Ten symbols and a check symbol; what looks alike is alike. null: not a typed code.
export function typedCode(text) {
  const symbols = [...text.toUpperCase()]
    .filter((c) => c !== ' ' && c !== '-')
    .map((c) => (c === 'I' || c === 'L' ? '1' : c === 'O' ? '0' : c));
  if (symbols.length !== CODE_SYMBOLS + 1) return null;
  let check = 0;
  for (let i = 0; i < CODE_SYMBOLS; i++) {
    const value = CROCKFORD.slice(0, 32).indexOf(symbols[i]);
    if (value < 0) return null;
    check = (check * 32 + value) % 37;
  }
  return CROCKFORD[check] === symbols[CODE_SYMBOLS] ? symbols.join('') : null;
}

// The address of a code: { code }, or { problem } where it is none, or another server's.
export function codeOfAddress(text, host) {
  const parts = /^https:\/\/([^/]+)\/E\/([A-Z2-7]{26})$/i.exec(text);
  if (!/^https:\/\//i.test(text)) return { problem: 'code-unreadable' };
  if (/^https:\/\/([^/]*)/i.exec(text)[1].toLowerCase() !== host.toLowerCase())
    return { problem: 'code-other-host' };
  return parts ? { code: parts[2].toUpperCase() } : { problem: 'code-unreadable' };
}
