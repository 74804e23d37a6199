/* The registrar's screen in a world that is played (world.h).
 * usage: tui-fake [th|en] [real]   «real»: not marked as training */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/message.h"
#include "base/verifier.h"
#include "tui/tui.h"
#include "world.h"

static int start_card(struct parent_link *link)
{
	(void)link;
	return 0; /* the played link looks at none */
}

/* As the parent does it; DDOPA_VERIFIER=broken: it cannot. */
static int start_verifier(struct parent_link *link)
{
	const char *how = getenv("DDOPA_VERIFIER");
	int fds[2];
	(void)link;
	if ((how && strcmp(how, "broken") == 0) || !message_pair(fds, false))
		return -1;
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(verifier_main(fds[1]));
	}
	close(fds[1]);
	return pid > 0 ? fds[0] : -1;
}

int main(int argc, char **argv)
{
	struct clock clock = clock_fake_of(&world.clock);
	struct terminal_config config = {.training = argc < 3,
	    .language = "th",
	    .office_name = "4701",
	    .url = "https://centre.test:8443",
	    .certificate = "/etc/ddopa/terminal.pem",
	    .screen_blank = 5,
	    .screen_warn = 10,
	    .screen_logout = 15};
	struct tui_options options = {.config = &config,
	    .language = argc > 1 ? argv[1] : NULL,
	    .clock = &clock,
	    .start_card = start_card,
	    .start_sensor = start_card,
	    .start_verifier = start_verifier};
	const char *graphics = getenv("FAKE_GRAPHICS");
	snprintf(config.screen_graphics, sizeof config.screen_graphics, "%s",
	    graphics ? graphics : "off");
	signal(SIGCHLD, SIG_IGN); /* nobody waits for them */
	lang_init();
	return tui_main(NULL, &options);
}
