#include "tui/citizen.h"

#include <string.h>

#include "base/secret.h"

#define LIFE_MAX_MS (60 * 60 * 1000) /* of a code; the centre's limit is ten minutes */
#define PRESSES_MAX 9

void citizen_forget_code(struct citizen_picture *p)
{
	p->has_code = false;
	p->code_ends = 0;
	secret_wipe(p->url, sizeof p->url);
	secret_wipe(p->typed, sizeof p->typed);
}

void citizen_write_moment(struct buf *body, const struct citizen_picture *p)
{
	buf_u8(body, (uint8_t)p->lang);
	buf_u8(body, (uint8_t)p->moment);
	buf_u8(body, (uint8_t)p->finger);
	buf_u8(body, (uint8_t)p->press);
	buf_u8(body, (uint8_t)p->presses);
}

void citizen_write_code(struct buf *body, const struct citizen_picture *p, int64_t now)
{
	int64_t left = p->code_ends - now;
	left = left < 0 ? 0 : left > LIFE_MAX_MS ? LIFE_MAX_MS : left;
	buf_u32(body, (uint32_t)left);
	buf_str(body, p->url);
	buf_str(body, p->typed);
}

static bool read_moment(struct citizen_picture *p, struct view *v)
{
	unsigned lang = view_u8(v), moment = view_u8(v), finger = view_u8(v);
	int press = view_u8(v), presses = view_u8(v);
	if (!view_done(v) || lang > LANG_EN || moment >= CITIZEN_MOMENT_COUNT ||
	    finger >= FINGER_COUNT || presses < 1 || presses > PRESSES_MAX || press > presses)
		return false;
	*p = (struct citizen_picture){.lang = (enum lang)lang,
	    .moment = (enum citizen_moment)moment,
	    .finger = (enum finger)finger,
	    .press = press,
	    .presses = presses};
	return true;
}

/* Only what stands in such codes reaches the terminal. */
static bool only(const char *text, const char *symbols)
{
	return text[0] != '\0' && text[strspn(text, symbols)] == '\0';
}

static bool read_code(struct citizen_picture *p, struct view *v, int64_t now)
{
	uint32_t left = view_u32(v);
	view_str(v, p->url, sizeof p->url);
	view_str(v, p->typed, sizeof p->typed);
	if (!view_done(v) || p->moment != CITIZEN_SCAN || left > LIFE_MAX_MS ||
	    !only(p->url, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/.-") ||
	    !only(p->typed, "0123456789ABCDEFGHJKMNPQRSTUVWXYZ*~$=-"))
		return false;
	p->has_code = left > 0;
	p->code_ends = now + left;
	return true;
}

bool citizen_read(struct citizen_picture *p, uint16_t type, const struct buf *body, int64_t now)
{
	struct view v = view_of(body->data, body->len);
	bool good;
	citizen_forget_code(p);
	if (type == CITIZEN_MSG_MOMENT)
		good = read_moment(p, &v);
	else
		good = type == CITIZEN_MSG_CODE && read_code(p, &v, now);
	if (!good)
		citizen_forget_code(p);
	return good;
}
