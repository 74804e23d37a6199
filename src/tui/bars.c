#include "tui/bars.h"

#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"

#define BAR_HEIGHT     3
#define EIGHTHS	       8
#define HOUR_CELLS_MAX 8

struct hours {
	int first, last;
	long most;
};

static struct hours hours_of(const long count[BARS_HOURS])
{
	struct hours h = {BARS_OPENS, BARS_CLOSES, 0};
	for (int i = 0; i < BARS_HOURS; i++) {
		if (count[i] == 0)
			continue;
		h.first = i < h.first ? i : h.first;
		h.last = i > h.last ? i : h.last;
		h.most = count[i] > h.most ? count[i] : h.most;
	}
	return h;
}

/* A count in eighths of `rows` rows: something for one, whole for the most. */
static int eighths_of(long count, long most, int rows)
{
	if (count == 0)
		return 0;
	long eighths = count * rows * EIGHTHS / most;
	return eighths > 0 ? (int)eighths : 1;
}

static const char *block(int eighths)
{
	static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	if (eighths < 0)
		eighths = 0;
	if (eighths > EIGHTHS)
		eighths = EIGHTHS;
	if (lang_utf8())
		return blocks[eighths];
	return eighths == 0 ? " " : eighths < EIGHTHS / 2 ? "." : "#";
}

static void draw_bar(WINDOW *win, int y, int x, int width, int eighths)
{
	for (int row = 0; row < BAR_HEIGHT; row++)
		for (int i = 0; i < width; i++)
			draw_text(win, y + row, x + i, 1, PAINT_TEXT,
			    block(eighths - EIGHTHS * (BAR_HEIGHT - 1 - row)));
}

void bars_draw(WINDOW *win, int y, int x, int cells, const long count[BARS_HOURS])
{
	struct hours h = hours_of(count);
	int width = cells / (h.last - h.first + 1);
	if (width > HOUR_CELLS_MAX)
		width = HOUR_CELLS_MAX;
	for (int i = h.first; i <= h.last; i++) {
		int at = x + (i - h.first) * width;
		if (count[i] > 0)
			draw_format(win, y, at, width, PAINT_STRONG, "%ld", count[i]);
		draw_bar(win, y + 1, at, width - 1 > 2 ? width - 3 : width - 1,
		    eighths_of(count[i], h.most, BAR_HEIGHT));
		draw_format(win, y + 1 + BAR_HEIGHT, at, width, PAINT_TEXT, "%02d", i);
	}
}

static int line_item(char *out, size_t size, int hour, long count, long most)
{
	if (count > 0)
		snprintf(out, size, "%02d %s %ld", hour, block(eighths_of(count, most, 1)), count);
	else
		snprintf(out, size, "%02d %s", hour, lang_utf8() ? "·" : ".");
	return text_width(out);
}

void bars_line(WINDOW *win, int y, int x, int cells, const long count[BARS_HOURS])
{
	struct hours h = hours_of(count);
	char item[32];
	int all = 0;
	for (int i = h.first; i <= h.last; i++)
		all += line_item(item, sizeof item, i, count[i], h.most) + 2;
	for (int i = h.first; i <= h.last; i++) {
		if (count[i] == 0 && all - 2 > cells)
			continue;
		int used = line_item(item, sizeof item, i, count[i], h.most);
		if (used > cells)
			return;
		draw_text(win, y, x, cells, PAINT_TEXT, item);
		x += used + 2;
		cells -= used + 2;
	}
}
