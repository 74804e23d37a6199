// From the catalogue of problems, by update-problems: not to be edited here.
export const problems = {
  'signature-bad': {
    id: 'DD-802',
    th: [
      'ลายมือชื่อของโทรศัพท์ไม่ผ่านการตรวจสอบ',
      'กรุณาขอรหัสใหม่จากเจ้าหน้าที่ แล้วสแกนด้วยโทรศัพท์เครื่องนี้',
    ],
    en: [
      'The phone\'s signature was not accepted.',
      'Ask the officer for a new code and scan it with this phone.',
    ],
  },
  'code-unknown': {
    id: 'DD-803',
    th: [
      'ศูนย์กลางไม่รู้จักรหัสนี้',
      'กรุณาสแกนรหัสที่แสดงบนหน้าจอของเจ้าหน้าที่ขณะนี้ หรือพิมพ์ใหม่',
    ],
    en: [
      'The centre does not know this code.',
      'Scan the code that the officer\'s screen shows now, or type it again.',
    ],
  },
  'code-expired': {
    id: 'DD-804',
    th: [
      'รหัสนี้หมดอายุแล้ว',
      'กรุณาขอรหัสใหม่จากเจ้าหน้าที่',
    ],
    en: [
      'This code has run out.',
      'Ask the officer for a new code.',
    ],
  },
  'code-taken': {
    id: 'DD-805',
    th: [
      'มีโทรศัพท์เครื่องอื่นใช้รหัสนี้แล้ว',
      'หากไม่ใช่โทรศัพท์ของท่าน กรุณาแจ้งเจ้าหน้าที่ทันที',
    ],
    en: [
      'Another phone has used this code already.',
      'If it was not your phone, tell the officer at once.',
    ],
  },
  'code-other-host': {
    id: 'DD-806',
    th: [
      'รหัสนี้ไม่ใช่ของศูนย์กลาง D.DOPA',
      'กรุณาอย่าใช้รหัสนี้ ให้สแกนรหัสบนหน้าจอของเจ้าหน้าที่เท่านั้น',
    ],
    en: [
      'This code is not of the D.DOPA centre.',
      'Do not use it; scan the code on the officer\'s screen only.',
    ],
  },
  'code-unreadable': {
    id: 'DD-807',
    th: [
      'อ่านรหัสไม่ได้',
      'กรุณาถ่ายภาพใหม่ให้ตรงและใกล้ หรือพิมพ์รหัสที่อยู่ใต้ภาพ',
    ],
    en: [
      'No code could be read.',
      'Take the picture again, straight and near, or type the code below it.',
    ],
  },
  'digits-wrong': {
    id: 'DD-808',
    th: [
      'เลขประจำตัวประชาชนไม่ตรงกับรหัสนี้',
      'กรุณาพิมพ์เลข 13 หลักของท่านใหม่อย่างระมัดระวัง หากผิดครบสามครั้งรหัสจะถูกระงับ',
    ],
    en: [
      'The citizen number does not belong to this code.',
      'Type your 13 digits again with care; the third wrong one locks the code.',
    ],
  },
  'pin-weak': {
    id: 'DD-809',
    th: [
      'รหัสผ่านนี้เดาได้ง่ายเกินไป',
      'กรุณาตั้งรหัสผ่านแปดหลักใหม่',
    ],
    en: [
      'This PIN is too easy to guess.',
      'Choose another PIN of eight digits.',
    ],
  },
  'pin-differs': {
    id: 'DD-810',
    th: [
      'รหัสผ่านทั้งสองครั้งไม่ตรงกัน',
      'กรุณาพิมพ์รหัสผ่านใหม่สองครั้งให้ตรงกัน',
    ],
    en: [
      'The two PINs are not the same.',
      'Type the PIN twice again, both times the same.',
    ],
  },
  'phone-pin-wrong': {
    id: 'DD-811',
    th: [
      'รหัสผ่านไม่ถูกต้อง',
      'กรุณาพิมพ์ใหม่อย่างระมัดระวัง หากผิดครบห้าครั้งกุญแจในโทรศัพท์นี้จะถูกทำลาย',
    ],
    en: [
      'The PIN is wrong.',
      'Type it again with care; the fifth wrong PIN destroys the key on this phone.',
    ],
  },
  'key-destroyed': {
    id: 'DD-812',
    th: [
      'กุญแจในโทรศัพท์นี้ถูกทำลายแล้ว',
      'กรุณานำบัตรประจำตัวประชาชนไปลงทะเบียนโทรศัพท์ใหม่ที่สำนักทะเบียน',
    ],
    en: [
      'The key on this phone has been destroyed.',
      'Go to a registration office with your ID card and enroll this phone anew.',
    ],
  },
  'consent-refused': {
    id: 'DD-813',
    th: [
      'ท่านไม่ให้ความยินยอม จึงยังไม่มีการลงทะเบียน',
      'หากท่านเปลี่ยนใจ กรุณาแจ้งเจ้าหน้าที่ให้เริ่มใหม่',
    ],
    en: [
      'You did not consent, so nothing was enrolled.',
      'Ask the officer to start again if you change your mind.',
    ],
  },
  'no-leave': {
    id: 'DD-814',
    th: [
      'แอปไม่ได้รับอนุญาตให้ใช้อุปกรณ์ของโทรศัพท์',
      'กรุณาเปิดแอปใหม่แล้วกดอนุญาต หรือพิมพ์รหัสแทนการสแกน',
    ],
    en: [
      'The app may not use the devices of this phone.',
      'Open the app again and allow it, or type the code instead of scanning it.',
    ],
  },
  'number-invalid': {
    id: 'DD-815',
    th: [
      'นี่ไม่ใช่เลขประจำตัวประชาชน',
      'กรุณาพิมพ์เลข 13 หลักตามที่ปรากฏบนบัตรประจำตัวประชาชน',
    ],
    en: [
      'This is not a citizen number.',
      'Type the 13 digits as they stand on the ID card.',
    ],
  },
  'terms-refused': {
    id: 'DD-816',
    th: [
      'ท่านไม่ยอมรับข้อตกลงและเงื่อนไขการใช้บริการ',
      'หากเปลี่ยนใจ กรุณาเปิดแอปใหม่อีกครั้ง',
    ],
    en: [
      'You did not accept the terms and conditions.',
      'Open the app again if you change your mind.',
    ],
  },
  'identity-dead': {
    id: 'DD-817',
    th: [
      'โทรศัพท์เครื่องนี้ไม่มีดิจิทัลไอดีที่ยังใช้ได้',
      'กรุณานำบัตรประจำตัวประชาชนไปลงทะเบียนโทรศัพท์ใหม่ที่สำนักทะเบียน',
    ],
    en: [
      'This phone holds no digital ID that stands.',
      'Go to a registration office with your ID card and enroll this phone anew.',
    ],
  },
  'sign-in-over': {
    id: 'DD-818',
    th: [
      'คำขอเข้าสู่ระบบนี้ไม่รอคำตอบแล้ว',
      'หากยังต้องการเข้าสู่ระบบ กรุณาเริ่มใหม่ที่บริการนั้น',
    ],
    en: [
      'This sign-in waits for no answer any more.',
      'If you still want to sign in, begin again at the service.',
    ],
  },
  'booking-closed': {
    id: 'DD-819',
    th: [
      'วันนี้จองไม่ได้แล้ว หรือเปลี่ยนแปลงการจองนี้ไม่ได้แล้ว',
      'เลือกวันอื่น หรือมาติดต่อโดยไม่ต้องจอง',
    ],
    en: [
      'This day cannot be booked, or this booking not be changed, any more.',
      'Choose another day, or come without a booking.',
    ],
  },
  'booking-exists': {
    id: 'DD-820',
    th: [
      'ประชาชนรายนี้จองคิวไว้แล้ว',
      'ใช้คิวที่จองไว้แล้ว หรือยกเลิกคิวนั้นก่อน',
    ],
    en: [
      'This citizen has a booking already.',
      'Keep that one, or cancel it first.',
    ],
  },
  'slot-full': {
    id: 'DD-821',
    th: [
      'ช่วงเวลานี้ไม่มีที่ว่างแล้ว',
      'เลือกช่วงเวลาอื่นหรือวันอื่น',
    ],
    en: [
      'There is no place left at this hour.',
      'Choose another hour or another day.',
    ],
  },
};
