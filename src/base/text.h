/*
 * base/text.h - UTF-8, Thai clusters, widths in terminal cells, and the one
 * sanitiser for text that comes from a card, the centre or a file.
 *
 * A cluster is a base character with the combining marks after it; it is never
 * split. Widths are wcwidth's (glibc 2.36 agrees with tmux and libvterm for every
 * assigned Thai code point), but computed here from a table so that they do not
 * depend on the process's locale.
 */
#ifndef DDOPA_BASE_TEXT_H
#define DDOPA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point of s (len bytes). Returns its bytes (1-4) and sets *cp, or
 * 0 when s is empty or not UTF-8 (overlong, surrogate, above U+10FFFF, cut). */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);
size_t utf8_encode(uint32_t cp, char out[4]); /* 0 when cp is no scalar value */
bool utf8_valid(const char *s, size_t len);

int text_cp_width(uint32_t cp); /* 0, 1 or 2 cells; control characters: 0 */
int text_width(const char *s);	/* cells of a whole string */
/* Bytes of the first cluster of s; 0 at the end. */
size_t text_cluster(const char *s);

/* Copies s to out (size bytes with the NUL) in at most `cells` cells. What does not
 * fit is cut at a whole cluster and, when the cut lost anything, ends with "…" (where
 * there is room for it). s is clean UTF-8.
 * Returns the cells used. */
int text_cut(char *out, size_t size, const char *s, int cells);

/* Where to break s so that a line is at most `cells` wide: bytes of the first line
 * (break after a newline or a space where there is one, else at a cluster, and then not
 * before or after a Thai vowel that belongs to its neighbour). Spaces at the break hang
 * over the edge. At least one cluster, 0 at the end of s. Thai text carries ZERO WIDTH
 * SPACE nowhere; phrases are separated by spaces. */
size_t text_break(const char *s, int cells);

/* The sanitiser. Copies in (len bytes, any bytes) to out as clean UTF-8: kept are
 * Thai, Latin letters, digits, punctuation and the space; control and C1 bytes, bidi
 * controls, zero-width and other default-ignorable code points, private use and
 * everything not assigned to the scripts above become U+FFFD; more than three marks
 * on one base are dropped; a mark without a base (at the start, after a space or after
 * punctuation) gets U+25CC before it. Runs of
 * spaces are kept, spaces at both ends trimmed. Returns false when anything had to
 * be replaced, dropped or cut (out is still usable). */
bool text_sanitise(char *out, size_t size, const char *in, size_t len);
bool text_cp_allowed(uint32_t cp); /* whether the sanitiser keeps cp */

/* Appends with truncation at whole characters; false when it was cut. */
bool text_append(char *out, size_t size, const char *s);

#endif
