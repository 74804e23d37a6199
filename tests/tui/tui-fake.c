/* The registrar's screen in a world that is played (world.h).
 * usage: tui-fake [th|en] [real]   «real»: not marked as training */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "tui/tui.h"
#include "world.h"

static int start_card(struct parent_link *link)
{
	(void)link;
	return 0; /* the played link looks at none */
}

int main(int argc, char **argv)
{
	struct clock clock = clock_fake_of(&world.clock);
	struct terminal_config config = {.training = argc < 3,
	    .language = "th",
	    .office_name = "4701",
	    .url = "https://centre.test:8443",
	    .certificate = "/etc/ddopa/terminal.pem"};
	struct tui_options options = {.config = &config,
	    .language = argc > 1 ? argv[1] : NULL,
	    .clock = &clock,
	    .start_card = start_card,
	    .start_sensor = start_card};
	lang_init();
	return tui_main(NULL, &options);
}
