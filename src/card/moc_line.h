/*
 * card/moc_line.h - the lines that are spoken with a vendor's match-on-card program
 * (ddopa-moc(7)): a number, a word in capitals, then words and fields «name=value», one
 * space between two. Pure: text in, values out.
 */
#ifndef DDOPA_CARD_MOC_LINE_H
#define DDOPA_CARD_MOC_LINE_H

#include "base/buf.h"
#include "card/card.h"

#define MOC_WORDS_MAX 16

/* The strings lie in the text that was parsed. */
struct moc_line {
	uint32_t number; /* of the command that it belongs to */
	const char *verb;
	const char *words[MOC_WORDS_MAX];
	size_t count;
};

/* Cuts text up where it stands. False: no line of this kind. */
bool moc_line_parse(struct moc_line *line, char *text);

bool moc_line_is(const struct moc_line *line, const char *verb);
/* Whether the i-th word is this one. */
bool moc_line_word(const struct moc_line *line, size_t i, const char *word);
/* The first word names a finger. */
bool moc_line_finger(const struct moc_line *line, enum finger *finger);
/* The value of a field, NULL: it is not there. */
const char *moc_line_field(const struct moc_line *line, const char *name);
/* *value is left as it is when the field is not there; false when it is wrong. */
bool moc_line_number(const struct moc_line *line, const char *name, int max, int *value);
/* A field of exactly len bytes in hex. False when it is not there, or wrong. */
bool moc_line_bytes(const struct moc_line *line, const char *name, uint8_t *out, size_t len);

/* Decodes hex of any even length up to 2 × size; false for anything else. */
bool moc_unhex(const char *hex, uint8_t *out, size_t size, size_t *len);

#endif
