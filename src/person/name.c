/*
 * person/name.c - names and addresses in their parts, as the card has them.
 */
#include "person/person.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define SEPARATOR '#'

/* Copies one part without the spaces around it. */
static void copy_part(char *out, size_t size, const char *part, size_t len)
{
	(void)text_sanitise(out, size, part, len);
}

struct part {
	char *text;
	size_t size;
};

/* False when there are more parts than `count`; what is missing becomes empty. */
static bool split(const struct part *parts, size_t count, const char *text)
{
	bool more = true;

	for (size_t i = 0; i < count; i++) {
		const size_t len = more ? strcspn(text, "#") : 0;

		copy_part(parts[i].text, parts[i].size, text, len);
		if (more) {
			more = text[len] == SEPARATOR;
			text += len + (more ? 1 : 0);
		}
	}
	return !more;
}

bool name_split(struct name *n, const char *text)
{
	const struct part parts[] = {
	    {n->prefix, sizeof(n->prefix)},
	    {n->first, sizeof(n->first)},
	    {n->middle, sizeof(n->middle)},
	    {n->last, sizeof(n->last)},
	};

	return split(parts, sizeof(parts) / sizeof(parts[0]), text);
}

/* False when it was cut: nothing may follow then. */
static bool append_part(char *out, size_t size, const char *part, bool space)
{
	if (*part == '\0')
		return true;
	if (space && *out != '\0' && !text_append(out, size, " "))
		return false;
	return text_append(out, size, part);
}

void name_format(char *out, size_t size, const struct name *n, bool thai)
{
	if (size == 0)
		return;
	out[0] = '\0';
	(void)(append_part(out, size, n->prefix, false) &&
	       append_part(out, size, n->first, !thai) && append_part(out, size, n->middle, true) &&
	       append_part(out, size, n->last, true));
}

bool address_split(struct address *a, const char *text)
{
	struct part parts[ADDRESS_PARTS];

	for (size_t i = 0; i < ADDRESS_PARTS; i++)
		parts[i] = (struct part){a->part[i], sizeof(a->part[i])};
	return split(parts, ADDRESS_PARTS, text);
}

void address_format(char *out, size_t size, const struct address *a)
{
	if (size == 0)
		return;
	out[0] = '\0';
	for (size_t i = 0; i < ADDRESS_PARTS && append_part(out, size, a->part[i], true); i++)
		continue;
}

void person_wipe(struct person *p)
{
	secret_wipe(p, sizeof(*p));
}

void card_text_wipe(struct card_text *c)
{
	secret_wipe(c, sizeof(*c));
}
