/* screen-drive SCRIPT: plays a script (play.h) and reports in TAP. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "play.h"

int main(int argc, char **argv)
{
	struct play play = {.columns = 80, .rows = 24};

	if (argc != 2) {
		fprintf(stderr, "usage: screen-drive SCRIPT\n");
		return 64;
	}
	setlocale(LC_ALL, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	bool went_well = play_file(&play, argv[1]);
	printf("1..%d\n", play.cases);
	terminal_free(play.terminal);
	jobs_end(&play.jobs);
	return went_well ? 0 : 1;
}
