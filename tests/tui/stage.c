#include "stage.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/kedmanee.h"
#include "base/text.h"
#include "tui/frame.h"
#include "tui/palette.h"
#include "tui/terminfo.h"
#include "world.h"

#define TURNS	  20
#define LINE_SIZE 1024

struct stage {
	const struct stage_options *how;
	SCREEN *screen;
	struct clock clock;
	struct terminal_config config;
	struct tui_options options;
	struct app app;
	bool open;
	char path[256];
	int line;
	unsigned steps;
};

/* ---- from start to end ---- */

static int start_nothing(struct parent_link *link)
{
	(void)link;
	return 0;
}

static void settle(struct app *app)
{
	for (int i = 0; i < TURNS; i++)
		loop_turn(app->loop, 0);
}

static void begin(struct stage *s)
{
	world_reset();
	s->clock = clock_fake_of(&world.clock);
	s->config = (struct terminal_config){.training = true,
	    .url = "https://centre.test:8443",
	    .certificate = "/etc/ddopa/terminal.pem"};
	s->options = (struct tui_options){.config = &s->config,
	    .clock = &s->clock,
	    .start_card = start_nothing,
	    .start_sensor = start_nothing};
	s->app = (struct app){.options = &s->options, .clock = s->clock};
	s->app.loop = loop_new(&s->clock);
	lang_set(s->how->lang);
	unsetenv("NO_COLOR"); /* what was set in the last story's settings */
	palette_init();
	frame_open(&s->app);
	app_start(&s->app);
	settle(&s->app);
	s->open = true;
}

static void end(struct stage *s)
{
	if (!s->open)
		return;
	app_end(&s->app);
	frame_close(&s->app);
	loop_free(s->app.loop);
	s->open = false;
}

/* ---- keys ---- */

void stage_key(struct app *app, int key)
{
	app_key(app, key);
	settle(app);
}

static const struct {
	const char *name;
	int key;
} named[] = {{"<Enter>", TK_ENTER}, {"<Esc>", TK_ESC}, {"<Tab>", TK_TAB},
    {"<Backspace>", TK_BACKSPACE}, {"<Up>", TK_UP}, {"<Down>", TK_DOWN}, {"<Left>", TK_LEFT},
    {"<Right>", TK_RIGHT}, {"<PgUp>", TK_PAGE_UP}, {"<PgDn>", TK_PAGE_DOWN}, {"<Home>", TK_HOME},
    {"<End>", TK_END}, {"<C-c>", TK_CTRL_C}, {"<C-l>", TK_CTRL_L}, {"<F1>", TK_F1}, {"<F3>", TK_F3},
    {"<F4>", TK_F4}, {"<F5>", TK_F5}, {"<F6>", TK_F6}, {"<F7>", TK_F7}, {"<F9>", TK_F9},
    {"<F10>", TK_F10}};

/* Not F8: the language is the one that was asked for. */
static void named_key(struct stage *s, const char *word)
{
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (strcmp(named[i].name, word) == 0)
			stage_key(&s->app, named[i].key);
}

/* What the key of a Latin sign sends while the Thai layout is on. */
static uint32_t in_thai(uint32_t sign)
{
	for (size_t i = 0; i < KEDMANEE_KEYS; i++)
		for (int shift = 0; shift < 2; shift++)
			if ((uint32_t)kedmanee_keys[i].latin[shift] == sign)
				return kedmanee_keys[i].thai[shift];
	return sign;
}

static void text_keys(struct stage *s, const char *text)
{
	uint32_t cp = 0;
	/* What is typed in keys.screen is Thai already. */
	bool thai = s->how->thai_layout && !strstr(s->path, "/keys.screen");
	for (size_t n; (n = utf8_decode(text, strlen(text), &cp)) > 0; text += n)
		stage_key(&s->app, (int)(thai ? in_thai(cp) : cp));
}

static void one_word(struct stage *s, char *word)
{
	size_t len = strlen(word);
	if (word[0] == '<') {
		named_key(s, word);
	} else if (word[0] == '{') {
		word[len - 1] = '\0';
		world_command(word + 1);
		settle(&s->app);
	} else {
		text_keys(s, word);
	}
}

/* "text" and <Key>, blanks between. Bytes (\e) are the keyboard's affair, not the screens'. */
static void keys(struct stage *s, char *rest)
{
	while (*rest) {
		char *word = rest + strspn(rest, " ");
		bool quoted = *word == '"';
		word += quoted;
		size_t len = strcspn(word, quoted ? "\"" : " ");
		rest = word + len + (word[len] != '\0');
		word[len] = '\0';
		if (len > 0 && !strchr(word, '\\'))
			one_word(s, word);
	}
}

/* ---- scripts ---- */

static char step_now[300];

const char *stage_step(void)
{
	return step_now;
}

static void look(struct stage *s)
{
	const char *name = strrchr(s->path, '/');
	snprintf(step_now, sizeof step_now, "%s:%d", name ? name + 1 : s->path, s->line);
	app_tick(&s->app);
	settle(&s->app);
	frame_paint(&s->app);
	s->how->look(&s->app, step_now);
	s->steps++;
}

static void set_env(char *rest)
{
	char *value = strchr(rest, ' ');
	if (!value)
		return;
	*value++ = '\0';
	value += *value == '"';
	value[strcspn(value, "\"")] = '\0';
	if (strncmp(rest, "DDOPA_", 6) == 0)
		setenv(rest, value, 1);
}

static bool is_step(char *line, const char *name, char **rest)
{
	size_t len = strlen(name);
	*rest = line + len;
	return strncmp(line, name, len) == 0;
}

static void play_line(struct stage *s, char *line)
{
	char *rest;
	if (is_step(line, "start ", &rest)) {
		end(s);
		if (!strstr(rest, "TERM=") && !strstr(rest, "LC_ALL="))
			begin(s);
	} else if (is_step(line, "env ", &rest)) {
		set_env(rest);
		return;
	} else if (is_step(line, "keys ", &rest) && s->open) {
		keys(s, rest);
	} else {
		return;
	}
	if (s->open && app_top(&s->app))
		look(s);
}

static void play_file(struct stage *s, const char *path)
{
	char line[LINE_SIZE];
	FILE *in = fopen(path, "r");
	if (!in)
		abort();
	snprintf(s->path, sizeof s->path, "%s", path);
	for (s->line = 1; fgets(line, sizeof line, in); s->line++) {
		line[strcspn(line, "\n")] = '\0';
		play_line(s, line);
	}
	end(s);
	unsetenv("DDOPA_CENTRAL_PROBLEM");
	unsetenv("DDOPA_RUNNER_PROBLEM");
	fclose(in);
}

static void set_size(const char *name, int value)
{
	char text[16];
	snprintf(text, sizeof text, "%d", value);
	setenv(name, text, 1);
}

static void open_screen(struct stage *s)
{
	const struct stage_options *how = s->how;
	const char *type = how->type ? how->type : "xterm-256color";
	setenv("TERM", type, 1);
	setenv("HOME", getenv("TMPDIR") ? getenv("TMPDIR") : "/nonexistent", 1);
	set_size("LINES", how->rows ? how->rows : 24);
	set_size("COLUMNS", how->columns ? how->columns : 80);
	lang_init();
	if (!palette_shows_thai())
		lang_use_ascii();
	s->screen = terminfo_open(
	    type, how->sent ? how->sent : fopen("/dev/null", "w"), fopen("/dev/null", "r"));
	palette_init();
}

unsigned stage_play(const struct stage_options *options)
{
	struct stage s = {.how = options};
	char pattern[512];
	glob_t found;
	snprintf(pattern, sizeof pattern, "%s/tests/tui/%s.screen", getenv("top_srcdir"),
	    options->script ? options->script : "*");
	if (glob(pattern, 0, NULL, &found) != 0)
		abort();
	open_screen(&s);
	for (size_t i = 0; i < found.gl_pathc; i++)
		play_file(&s, found.gl_pathv[i]);
	globfree(&found);
	endwin();
	delscreen(s.screen);
	return s.steps;
}
