#include "simcard/face.h"

#include <stdbool.h>
#include <string.h>

#include "simcard/rng.h"

struct colour {
	uint8_t r, g, b;
};

enum hair_style { HAIR_SHORT, HAIR_LONG, HAIR_BUN, HAIR_BALD, HAIR_STYLES };

/* What makes a face this one. Lengths in pixels. */
struct look {
	struct colour skin, hair, cloth;
	enum hair_style style;
	bool glasses, moustache;
	int width, eye_gap, eye_size, brow_lift, nose, mouth_width, smile;
};

/* An ellipse, of which only rows top to bottom are painted. */
struct ellipse {
	int x, y, rx, ry;
	int top, bottom;
};

static const struct colour skins[] = {
    {241, 205, 172}, {226, 180, 140}, {201, 148, 108}, {236, 190, 160}};
static const struct colour hairs[] = {{28, 24, 26}, {60, 42, 32}, {150, 150, 155}, {92, 58, 36}};
static const struct colour cloths[] = {
    {60, 96, 160}, {170, 60, 70}, {60, 130, 90}, {230, 230, 235}, {120, 80, 150}, {220, 150, 50}};
static const struct colour wall = {214, 224, 234}, wall_line = {188, 200, 214};
static const struct colour white = {250, 250, 250}, black = {20, 20, 24};
static const struct colour lip = {176, 70, 72}, shade = {150, 104, 80};

#define PICK(r, list) list[rng_below(r, sizeof list / sizeof *list)]

static struct look choose_look(uint64_t seed)
{
	struct rng r = {seed};
	struct look l;

	l.skin = PICK(&r, skins);
	l.hair = PICK(&r, hairs);
	l.cloth = PICK(&r, cloths);
	l.style = (enum hair_style)rng_below(&r, HAIR_STYLES);
	l.glasses = rng_below(&r, 3) == 0;
	l.moustache = l.style != HAIR_LONG && l.style != HAIR_BUN && rng_below(&r, 3) == 0;
	l.width = 66 + (int)rng_below(&r, 16);
	l.eye_gap = 27 + (int)rng_below(&r, 9);
	l.eye_size = 8 + (int)rng_below(&r, 5);
	l.brow_lift = 18 + (int)rng_below(&r, 8);
	l.nose = 7 + (int)rng_below(&r, 6);
	l.mouth_width = 20 + (int)rng_below(&r, 14);
	l.smile = 4 + (int)rng_below(&r, 9);
	return l;
}

static void dot(struct face_canvas *c, int x, int y, struct colour p)
{
	if (x < 0 || y < 0 || x >= FACE_WIDTH || y >= FACE_HEIGHT)
		return;
	c->rgb[y][x][0] = p.r;
	c->rgb[y][x][1] = p.g;
	c->rgb[y][x][2] = p.b;
}

static void box(struct face_canvas *c, int x0, int y0, int x1, int y1, struct colour p)
{
	for (int y = y0; y <= y1; y++)
		for (int x = x0; x <= x1; x++)
			dot(c, x, y, p);
}

static bool inside(int dx, int dy, int rx, int ry)
{
	return dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry;
}

static void fill(struct face_canvas *c, struct ellipse e, struct colour p)
{
	for (int y = e.y - e.ry; y <= e.y + e.ry; y++)
		for (int x = e.x - e.rx; x <= e.x + e.rx; x++)
			if (y >= e.top && y <= e.bottom && inside(x - e.x, y - e.y, e.rx, e.ry))
				dot(c, x, y, p);
}

/* The rim of an ellipse, `thick` pixels inwards. */
static void rim(struct face_canvas *c, struct ellipse e, int thick, struct colour p)
{
	for (int y = e.y - e.ry; y <= e.y + e.ry; y++)
		for (int x = e.x - e.rx; x <= e.x + e.rx; x++)
			if (y >= e.top && y <= e.bottom && inside(x - e.x, y - e.y, e.rx, e.ry) &&
			    !inside(x - e.x, y - e.y, e.rx - thick, e.ry - thick))
				dot(c, x, y, p);
}

static struct ellipse whole(int x, int y, int rx, int ry)
{
	return (struct ellipse){x, y, rx, ry, 0, FACE_HEIGHT};
}

#define MIDDLE (FACE_WIDTH / 2)
#define EYES   168
#define CHIN   262

static void draw_wall(struct face_canvas *c)
{
	box(c, 0, 0, FACE_WIDTH - 1, FACE_HEIGHT - 1, wall);
	for (int y = 24; y < FACE_HEIGHT; y += 36)
		box(c, 0, y, FACE_WIDTH - 1, y + 1, wall_line);
}

static void draw_hair_behind(struct face_canvas *c, const struct look *l)
{
	if (l->style == HAIR_LONG)
		fill(c, whole(MIDDLE, 205, l->width + 26, 120), l->hair);
	if (l->style == HAIR_BUN)
		fill(c, whole(MIDDLE, 66, 34, 30), l->hair);
	if (l->style != HAIR_BALD)
		fill(c, whole(MIDDLE, 150, l->width + 12, 88), l->hair);
}

static void draw_body(struct face_canvas *c, const struct look *l)
{
	fill(c, whole(MIDDLE, FACE_HEIGHT + 10, 128, 78), l->cloth);
	box(c, MIDDLE - 26, 240, MIDDLE + 26, 292, l->skin);
	fill(c, whole(MIDDLE, 290, 34, 20), l->skin);
}

static void draw_head(struct face_canvas *c, const struct look *l)
{
	fill(c, whole(MIDDLE - l->width, EYES + 10, 11, 20), l->skin);
	fill(c, whole(MIDDLE + l->width, EYES + 10, 11, 20), l->skin);
	fill(c, whole(MIDDLE, 175, l->width, CHIN - 175), l->skin);
}

static void draw_fringe(struct face_canvas *c, const struct look *l)
{
	struct ellipse cap = whole(MIDDLE, 150, l->width + 6, 78);

	if (l->style == HAIR_BALD)
		return;
	cap.bottom = l->style == HAIR_LONG ? 128 : 116;
	fill(c, cap, l->hair);
}

static void draw_eye(struct face_canvas *c, const struct look *l, int x)
{
	struct ellipse brow = whole(x, EYES - l->brow_lift + 12, 18, 12);

	fill(c, whole(x, EYES, 15, l->eye_size), white);
	fill(c, whole(x, EYES, l->eye_size - 2, l->eye_size - 1), black);
	brow.bottom = EYES - l->brow_lift + 6;
	rim(c, brow, 5, l->style == HAIR_BALD ? black : l->hair);
	if (l->glasses)
		rim(c, whole(x, EYES, 25, 21), 3, black);
}

static void draw_middle(struct face_canvas *c, const struct look *l)
{
	struct ellipse nose = whole(MIDDLE, EYES + 32, l->nose + 3, 12);
	struct ellipse mouth = whole(MIDDLE, 224, l->mouth_width, l->smile + 6);

	nose.top = EYES + 34;
	rim(c, nose, 4, shade);
	mouth.top = 226;
	fill(c, mouth, lip);
	if (l->glasses)
		box(c, MIDDLE - l->eye_gap + 24, EYES - 2, MIDDLE + l->eye_gap - 24, EYES + 1,
		    black);
	if (l->moustache)
		fill(c, whole(MIDDLE, 218, l->mouth_width, 6), l->hair);
}

void face_draw(struct face_canvas *c, uint64_t seed)
{
	const struct look l = choose_look(seed);

	draw_wall(c);
	draw_hair_behind(c, &l);
	draw_body(c, &l);
	draw_head(c, &l);
	draw_fringe(c, &l);
	draw_eye(c, &l, MIDDLE - l.eye_gap);
	draw_eye(c, &l, MIDDLE + l.eye_gap);
	draw_middle(c, &l);
}
