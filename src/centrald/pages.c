#include "centrald/pages.h"

#include <string.h>

#include "centrald/app.h"
#include "wire/jws.h"

static const char page[] =
    "<!DOCTYPE html>\n<html lang=\"th\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width\"><title>D.DOPA</title></head>\n"
    "<body><h1>D.DOPA</h1>\n"
    "<p>เปิดแอปพลิเคชัน D.DOPA แล้วสแกนคิวอาร์โค้ดนี้จากในแอป หน้านี้ไม่ได้ลงทะเบียนให้ท่าน</p>\n"
    "<p lang=\"en\">Open the D.DOPA app and scan this QR code from within it. "
    "This page enrolls nobody.</p>\n</body></html>\n";

/* The same for every code, real or not: looking claims nothing and tells nothing. */
bool code_page(struct call *c, struct error *err)
{
	static const char symbols[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	if (strspn(c->id, symbols) != API_CODE_SYMBOLS || strlen(c->id) != API_CODE_SYMBOLS)
		return error_set(err, PROBLEM_NOT_FOUND, "%s", "");
	if (c->centre->app)
		return app_page(c, err);
	buf_puts(&c->out, page);
	c->type = "text/html; charset=utf-8";
	return call_finish(c, 200, err);
}

/* A JWK set (RFC 7517) of one key, public, for whoever checks a receipt. */
bool keys_get(struct call *c, struct error *err)
{
	buf_puts(&c->out, "{\"keys\":[");
	if (!jwk_write(&c->out, keys_receipt(c->centre->keys), err))
		return false;
	buf_puts(&c->out, "]}");
	return call_finish(c, 200, err);
}
