// Every word that the app says by itself, Thai and English. Terms and consent come from the
// centre, the words of the catalogue's problems from problems.js.
import { problems } from './problems.js';

const texts = {
  th: {
    title: 'D.DOPA',
    subtitle: 'ดิจิทัลไอดีของท่านในโทรศัพท์เครื่องนี้',
    language: 'English',
    training: 'ฝึกอบรม',
    next: 'ต่อไป',
    back: 'ย้อนกลับ',
    again: 'ลองอีกครั้ง',
    startAgain: 'เริ่มใหม่',
    working: 'กรุณารอสักครู่',
    trying: 'ติดต่อศูนย์ไม่ได้ กำลังลองใหม่ ข้อมูลไม่สูญหาย',
    leaveTitle: 'อนุญาตให้ใช้อุปกรณ์ของเครื่องมือถือ',
    leaveText: 'แอปต้องใช้กล้องเพื่อสแกนคิวอาร์โค้ดบนจอของเจ้าหน้าที่ เบราว์เซอร์จะถามท่านอีกครั้ง',
    leaveYes: 'อนุญาตให้ใช้กล้อง',
    leaveNo: 'ไม่ใช้กล้อง จะพิมพ์รหัสแทน',
    leaveRefused: 'เบราว์เซอร์ไม่ให้ใช้กล้อง ท่านพิมพ์รหัสที่อยู่ข้างคิวอาร์โค้ดแทนได้',
    evicts: 'เบราว์เซอร์นี้อาจลบกุญแจเมื่อพื้นที่เต็ม กรุณาเพิ่มแอปไว้ที่หน้าจอหลัก (เมนูของเบราว์เซอร์ → เพิ่มไปยังหน้าจอหลัก)',
    numberTitle: 'เลขประจำตัวประชาชน',
    numberLabel: 'เลข 13 หลักบนบัตรประจำตัวประชาชน',
    numberWrong: 'เลข 13 หลักไม่ถูกต้อง กรุณาตรวจทีละหลัก',
    termsTitle: 'ข้อตกลงและเงื่อนไขการใช้บริการ',
    accept: 'ยอมรับ',
    decline: 'ไม่ยอมรับ',
    scanTitle: 'สแกนคิวอาร์โค้ดบนจอของเจ้าหน้าที่',
    scanText: 'ถือโทรศัพท์ให้คิวอาร์โค้ดอยู่ในกรอบ',
    video: 'ภาพจากกล้อง',
    typeInstead: 'พิมพ์รหัสแทน',
    scanInstead: 'สแกนด้วยกล้อง',
    codeTitle: 'พิมพ์รหัสจากจอของเจ้าหน้าที่',
    codeLabel: 'รหัส 11 ตัว เช่น XXXX-XXXX-XX-X',
    claiming: 'กำลังแจ้งศูนย์ทะเบียน',
    matchTitle: 'ให้เจ้าหน้าที่ดูเลขสี่หลักนี้',
    matchText: 'เจ้าหน้าที่จะพิมพ์เลขนี้ที่เครื่องของเขา',
    matchNew: 'เลขใหม่ กรุณาให้เจ้าหน้าที่ดูอีกครั้ง',
    pinTitle: 'ตั้งรหัสผ่านแปดหลัก',
    pinText: 'ห้ามเป็นวันที่ หรือเลขเรียงหรือซ้ำกันสี่ตัว ห้ามบอกผู้อื่น กรอกผิดห้าครั้งกุญแจจะถูกทำลาย',
    pinLabel: 'รหัสผ่าน',
    pinAgain: 'รหัสผ่านอีกครั้ง',
    pinSave: 'ตั้งรหัสผ่าน',
    unlockTitle: 'กรอกรหัสผ่านเพื่อทำต่อ',
    unlockText: 'หน้านี้ถูกปิดไปก่อนเสร็จ กุญแจของท่านยังอยู่',
    unlock: 'ทำต่อ',
    triesLeft: (n) => `เหลือให้ลองอีก ${n} ครั้ง`,
    officerTitle: 'รอเจ้าหน้าที่',
    consentTitle: 'ให้ความยินยอม',
    consentLabel: 'กรอกรหัสผ่านอีกครั้งเพื่อยินยอม',
    consentYes: 'ยินยอม',
    consentNo: 'ไม่ยินยอม',
    finishing: 'กำลังรับข้อมูลของท่าน',
    successTitle: 'สำเร็จ',
    successText: 'โทรศัพท์เครื่องนี้มีดิจิทัลไอดีของท่านแล้ว',
    homeTitle: 'ดิจิทัลไอดีของท่าน',
    since: 'ตั้งแต่',
    enrolAgain: 'ลงทะเบียนใหม่ที่สำนักทะเบียน',
    storageTitle: 'แอปเก็บข้อมูลในเบราว์เซอร์นี้ไม่ได้',
    storageText: 'อาจเป็นหน้าต่างส่วนตัวหรือพื้นที่เต็ม กรุณาเปิดด้วยหน้าต่างปกติหรือเพิ่มพื้นที่ แล้วเริ่มใหม่ ยังไม่มีสิ่งใดถูกบันทึก',
    tabsTitle: 'แอปเปิดอยู่ในหน้าต่างอื่นแล้ว',
    tabsText: 'กรุณาทำต่อในหน้าต่างนั้น หรือปิดแล้วเปิดหน้านี้ใหม่',
    oldTitle: 'เบราว์เซอร์นี้เก่าเกินไป',
    oldText: 'กรุณาปรับปรุงเบราว์เซอร์ หรือใช้โทรศัพท์เครื่องอื่น',
  },
  en: {
    title: 'D.DOPA',
    subtitle: 'your Digital ID on this phone',
    language: 'ภาษาไทย',
    training: 'TRAINING',
    next: 'Next',
    back: 'Back',
    again: 'Try again',
    startAgain: 'Start again',
    working: 'One moment, please',
    trying: 'The centre cannot be reached; trying again. Nothing is lost.',
    leaveTitle: 'Allow the app to use the devices of this phone',
    leaveText: 'The app needs the camera for the QR code on the officer’s screen. The browser will ask you again.',
    leaveYes: 'Allow the camera',
    leaveNo: 'No camera, I will type the code',
    leaveRefused: 'The browser does not give the camera. You can type the code beside the QR code.',
    evicts: 'This browser may delete the key when space is short. Add the app to the home screen (the browser’s menu, Add to Home Screen).',
    numberTitle: 'Citizen number',
    numberLabel: 'The 13 digits on your ID card',
    numberWrong: 'These are not 13 right digits; check each of them.',
    termsTitle: 'Terms and conditions',
    accept: 'I accept',
    decline: 'I do not accept',
    scanTitle: 'Scan the QR code on the officer’s screen',
    scanText: 'Hold the phone so that the code is in the picture.',
    video: 'Picture of the camera',
    typeInstead: 'Type the code instead',
    scanInstead: 'Scan with the camera',
    codeTitle: 'Type the code on the officer’s screen',
    codeLabel: 'The code of 11 symbols, such as XXXX-XXXX-XX-X',
    claiming: 'Telling the centre',
    matchTitle: 'Show these four digits to the officer',
    matchText: 'The officer types them at the counter.',
    matchNew: 'New digits; please show them to the officer again.',
    pinTitle: 'Set a PIN of eight digits',
    pinText: 'No date, no run or repeat of four digits. Tell it to nobody. Five wrong ones destroy the key.',
    pinLabel: 'PIN',
    pinAgain: 'PIN once more',
    pinSave: 'Set the PIN',
    unlockTitle: 'Type your PIN to go on',
    unlockText: 'The page was closed before the end; your key is still here.',
    unlock: 'Go on',
    triesLeft: (n) => `${n} more ${n === 1 ? 'try' : 'tries'}.`,
    officerTitle: 'Waiting for the officer',
    consentTitle: 'Your consent',
    consentLabel: 'Type your PIN once more to consent',
    consentYes: 'I consent',
    consentNo: 'I do not consent',
    finishing: 'Your data are being loaded',
    successTitle: 'Success',
    successText: 'This phone holds your Digital ID now.',
    homeTitle: 'Your Digital ID',
    since: 'Since',
    enrolAgain: 'Enroll anew at a registration office',
    storageTitle: 'The app cannot keep anything in this browser',
    storageText: 'It may be a private window, or space is short. Open a normal window or make room, then start again. Nothing has been recorded.',
    tabsTitle: 'The app is open in another window',
    tabsText: 'Go on there, or close it and open this page again.',
    oldTitle: 'This browser is too old',
    oldText: 'Update the browser, or use another phone.',
  },
};

// Problems that the catalogue words for officers; here for the citizen.
const own = {
  'centre-down': {
    id: 'DD-401',
    th: ['ติดต่อศูนย์ทะเบียนไม่ได้', 'ตรวจสอบสัญญาณของโทรศัพท์ แล้วลองอีกครั้ง ข้อมูลไม่สูญหาย'],
    en: ['The centre cannot be reached.', 'Look at the phone’s network, then try again. Nothing is lost.'],
  },
  'centre-timeout': {
    id: 'DD-402',
    th: ['ศูนย์ทะเบียนไม่ตอบในเวลาที่กำหนด', 'กรุณาลองอีกครั้ง สิ่งที่ส่งถึงแล้วจะไม่ถูกทำซ้ำ'],
    en: ['The centre did not answer in time.', 'Try again; what has arrived is not done twice.'],
  },
  'centre-answer': {
    id: 'DD-404',
    th: ['ไม่เข้าใจคำตอบของศูนย์ทะเบียน', 'กรุณาลองอีกครั้ง หากยังเป็นอยู่ให้แจ้งเจ้าหน้าที่'],
    en: ['The centre’s answer was not understood.', 'Try again; if it happens again, tell the officer.'],
  },
  update: {
    id: 'DD-410',
    th: ['แอปรุ่นนี้ใช้กับศูนย์ทะเบียนไม่ได้แล้ว', 'ปิดแอปแล้วเปิดใหม่เพื่อรับรุ่นล่าสุด'],
    en: ['The centre does not serve this version of the app.', 'Close the app and open it again to get the new one.'],
  },
  'rate-limited': {
    id: 'DD-526',
    th: ['มีคำขอมากเกินไปในเวลาสั้น', 'กรุณารอหนึ่งนาที แล้วลองอีกครั้ง'],
    en: ['Too many requests came in a short time.', 'Wait a minute, then try again.'],
  },
  'centre-internal': {
    id: 'DD-527',
    th: ['ศูนย์ทะเบียนขัดข้อง', 'กรุณาลองอีกครั้งในอีกสักครู่'],
    en: ['The centre has met a fault of its own.', 'Try again in a moment.'],
  },
  'ended-expired': {
    id: 'DD-710',
    th: ['หมดเวลาลงทะเบียน', 'ขอให้เจ้าหน้าที่เริ่มใหม่ ยังไม่มีสิ่งใดถูกลงทะเบียน'],
    en: ['The time for this enrollment is over.', 'Ask the officer to start again; nothing was enrolled.'],
  },
  'ended-cancelled': {
    id: 'DD-711',
    th: ['เจ้าหน้าที่ยกเลิกการลงทะเบียนนี้', 'สอบถามเจ้าหน้าที่ หากยังประสงค์จะลงทะเบียนให้เริ่มใหม่'],
    en: ['The officer cancelled this enrollment.', 'Ask the officer; if you still wish to enroll, start again.'],
  },
  'ended-match-code': {
    id: 'DD-712',
    th: ['เลขสี่หลักไม่ตรงกันครบสามครั้ง', 'ขอให้เจ้าหน้าที่เริ่มใหม่ แล้วสแกนด้วยโทรศัพท์เครื่องนี้'],
    en: ['The four digits were wrong three times.', 'Ask the officer to start again, and scan with this phone.'],
  },
  'ended-locked': {
    id: 'DD-713',
    th: ['เลขประจำตัวประชาชนผิดครบสามครั้ง', 'ขอให้เจ้าหน้าที่เริ่มใหม่ แล้วพิมพ์เลข 13 หลักอย่างระมัดระวัง'],
    en: ['A wrong citizen number was typed three times.', 'Ask the officer to start again, and type the 13 digits with care.'],
  },
  'ended-contested': {
    id: 'DD-714',
    th: ['โทรศัพท์อีกเครื่องหนึ่งพยายามใช้รหัสเดียวกัน', 'แจ้งเจ้าหน้าที่ทันที แล้วเริ่มใหม่'],
    en: ['A second phone tried to use the same code.', 'Tell the officer at once, then start again.'],
  },
  'ended-refused': {
    id: 'DD-715',
    th: ['ท่านไม่ให้ความยินยอม', 'ยังไม่มีสิ่งใดถูกลงทะเบียน หากเปลี่ยนใจให้เริ่มใหม่'],
    en: ['You did not consent.', 'Nothing was enrolled; start again if you change your mind.'],
  },
};

export const languages = ['th', 'en'];

function kept() {
  try {
    return localStorage.getItem('language');
  } catch {
    return null; // a browser that keeps nothing
  }
}

let language = languages.includes(kept()) ? kept() : 'th';

export const currentLanguage = () => language;

export function setLanguage(name) {
  language = name;
  localStorage.setItem('language', name);
}

export const t = (name, ...values) => {
  const text = texts[language][name];
  return typeof text === 'function' ? text(...values) : text;
};

// { id, what, then }
export function problemText(name) {
  const row = own[name] ?? problems[name] ?? own['centre-answer'];
  const [what, then] = row[language];
  return { id: row.id, what, then };
}

// 24 พ.ย. 2569, 24 Nov 2026; the Thai calendar is the browser's own.
export const dateText = (time) =>
  new Intl.DateTimeFormat(language === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Asia/Bangkok',
  }).format(new Date(time));
