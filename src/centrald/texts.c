#include "centrald/texts.h"

const struct api_texts consent_texts = {
    .version = "2563-10-1",
    .terms_th = "ข้อตกลงและเงื่อนไขการใช้บริการ DOPA-Digital ID\n"
		"1. ผู้ลงทะเบียนต้องเป็นบุคคลสัญชาติไทย มีบัตรประจำตัวประชาชนใบล่าสุด "
		"และมาแสดงตนด้วยตนเองต่อเจ้าหน้าที่ ณ สำนักทะเบียน\n"
		"2. แอปพลิเคชันจะสร้างกุญแจประจำเครื่องและเก็บไว้ในโทรศัพท์ของท่านเท่านั้น "
		"โดยมีรหัสผ่านแปดหลักที่ท่านตั้งเองคุ้มครองไว้ รหัสผ่านไม่ถูกส่งออกจากเครื่อง\n"
		"3. ห้ามบอกรหัสผ่านแก่ผู้อื่น หากกรอกผิดห้าครั้งกุญแจจะถูกทำลาย และต้องลงทะเบียนใหม่\n"
		"4. หากโทรศัพท์สูญหาย เปลี่ยนเครื่อง หรือลืมรหัสผ่าน ให้ติดต่อสำนักทะเบียนเพื่อลงทะเบียนใหม่ "
		"กุญแจเดิมจะใช้ไม่ได้ทันที\n",
    .terms_en =
	"Terms and conditions of DOPA-Digital ID\n"
	"1. Whoever enrolls is a Thai national, holds their latest national ID card, and appears "
	"in person before an officer at a registration office.\n"
	"2. The app makes a device key and keeps it on your phone only, guarded by an eight-digit "
	"PIN of your own. The PIN never leaves the phone.\n"
	"3. Tell your PIN to nobody. After five wrong PINs the key is destroyed and you have to "
	"enroll again.\n"
	"4. For a lost or a new phone, or a forgotten PIN, enroll again at a registration office; "
	"the old key is dead at once.\n",
    .consent_th = "ข้าพเจ้ายินยอมให้สำนักบริหารการทะเบียน กรมการปกครอง ส่งข้อมูลของข้าพเจ้าจากทะเบียนราษฎร "
		  "ได้แก่ เลขประจำตัวประชาชน ชื่อ วันเดือนปีเกิด เพศ และที่อยู่ "
		  "มายังแอปพลิเคชัน D.DOPA ในโทรศัพท์เครื่องนี้ "
		  "และให้ใช้กุญแจของเครื่องนี้ยืนยันตัวตนของข้าพเจ้าทางดิจิทัล\n",
    .consent_en =
	"I consent that the Bureau of Registration Administration, Department of Provincial "
	"Administration, sends my data from the population register (citizen number, name, date "
	"of birth, sex and address) to the D.DOPA app on this phone, and that this phone's key "
	"proves my digital identity.\n",
};
