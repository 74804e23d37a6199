#include "phone/code.h"

#include <string.h>
#include <strings.h>

#include "phone/qr.h"
#include "wire/evidence.h"

static void set(struct api_claim *claim, const char *code, const char *typed)
{
	memset(claim->code, 0, sizeof claim->code);
	memset(claim->typed, 0, sizeof claim->typed);
	memcpy(claim->code, code, strlen(code));
	memcpy(claim->typed, typed, strlen(typed));
}

static bool from_address(
    struct api_claim *claim, const char *url, const char *host, struct error *err)
{
	char symbols[API_CODE_SYMBOLS + 1];
	if (!code_url_parse(symbols, url, host, err))
		return false;
	set(claim, symbols, "");
	return true;
}

bool code_from_image(
    struct api_claim *claim, const char *path, const char *host, bool devices, struct error *err)
{
	struct qr_codes codes;
	if (!devices)
		return error_set(err, PROBLEM_NO_LEAVE, "camera");
	if (!qr_read_png(&codes, path, err))
		return false;
	/* Other codes may lie about on the desk: one that is ours is enough. */
	for (size_t i = 0; i < codes.count; i++)
		if (from_address(claim, codes.text[i], host, NULL))
			return true;
	return from_address(claim, codes.text[0], host, err);
}

bool code_from_text(
    struct api_claim *claim, const char *text, const char *host, bool devices, struct error *err)
{
	char typed[TYPED_CODE_SYMBOLS + 1];
	if (typed_code_parse(typed, text)) {
		set(claim, "", typed);
		return true;
	}
	if (strncasecmp(text, "https:", 6) == 0)
		return from_address(claim, text, host, err);
	if (strchr(text, '.') || strchr(text, '/'))
		return code_from_image(claim, text, host, devices, err);
	return error_set(err, PROBLEM_CODE_UNREADABLE, "a wrong symbol");
}
