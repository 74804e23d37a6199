/* What a terminal remembers of the centre's audit, against the real ddopa-centrald: a
 * history that goes on is followed, also from one run of the terminal to the next; one that
 * was restored from a backup, rewritten, or signed with another key is refused. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "../centrald/fixture.h"
#include "central/central.h"

struct desk {
	struct loop *loop;
	struct central *central;
	struct pki_issued files;
	char memory[500];
	int answers;
	enum problem problem;
};

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct desk *d = arg;
	(void)answer;
	d->answers++;
	d->problem = failure ? failure->error.problem : PROBLEM_NONE;
}

/* One run of a terminal, which keeps what it has seen in `name`. */
static void open_desk(struct desk *d, const char *name)
{
	char url[64], ca[512];
	struct error err = {0};
	*d = (struct desk){.loop = loop_new(&clock_system)};
	snprintf(url, sizeof url, "https://127.0.0.1:%d", world.terminals_port);
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	snprintf(d->memory, sizeof d->memory, "%s/state/%s", world.directory, name);
	const struct pki_subject subject = {.o = "DOPA", .ou = "4701", .cn = "4701-01"};
	pki_issue(&world.ca, &subject, world.directory, name, &d->files);
	assert_int_equal(chmod(d->files.key_file, 0600), 0);
	const struct central_options o = {.url = url,
	    .ca = ca,
	    .certificate = d->files.cert_file,
	    .key = d->files.key_file,
	    .memory = d->memory,
	    .connect_timeout_s = 5,
	    .timeout_s = 15,
	    .poll_wait_s = 20,
	    .training = true};
	d->central = central_new(d->loop, &o, &err);
	if (!d->central)
		fail_msg("%s: %s", problem_row(err.problem)->name, err.context);
}

static void close_desk(struct desk *d)
{
	central_free(d->central);
	loop_free(d->loop);
	pki_issued_free(&d->files);
}

static enum problem ask(struct desk *d)
{
	int64_t until = clock_mono_ms(&clock_system) + 30000;
	d->answers = 0;
	central_status(d->central, answered, d);
	while (d->answers == 0 && clock_mono_ms(&clock_system) < until)
		loop_turn(d->loop, 100);
	assert_int_equal(d->answers, 1);
	return d->problem;
}

/* What a new run of that terminal says. */
static enum problem ask_anew(const char *name)
{
	struct desk d;
	open_desk(&d, name);
	enum problem p = ask(&d);
	close_desk(&d);
	return p;
}

/* So many checkpoints more, each over a record. */
static void go_on(int checkpoints)
{
	struct counter k;
	struct answer a;
	counter_make(&k, &world, "4701", "02");
	for (int i = 0; i < checkpoints; i++) {
		client_json(&k.client, "GET", "/v1/enrollments/e1/audit", NULL, &a);
		answer_free(&a);
		world_advance(&world, 60000);
		client_json(&k.client, "GET", "/v1/status", NULL, &a);
		answer_free(&a);
	}
	counter_free(&k);
}

static void copy_store(const char *from, const char *to)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	char command[2400];
	for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
		snprintf(command, sizeof command,
		    "rm -f '%s%s'; [ ! -f '%s%s' ] || cp '%s%s' '%s%s'", to, suffixes[i], from,
		    suffixes[i], from, suffixes[i], to, suffixes[i]);
		assert_int_equal(system(command), 0);
	}
}

static void back_up(void)
{
	char backup[600];
	snprintf(backup, sizeof backup, "%s.backup", world.store);
	world_kill(&world, SIGTERM);
	copy_store(world.store, backup);
	world_start(&world);
}

static void restore(void)
{
	char backup[600];
	snprintf(backup, sizeof backup, "%s.backup", world.store);
	world_kill(&world, SIGTERM);
	copy_store(backup, world.store);
	world_start(&world);
}

static void a_history_that_goes_on_is_followed(void **state)
{
	struct desk d;
	(void)state;
	open_desk(&d, "follows");
	assert_int_equal(ask(&d), PROBLEM_NONE);
	go_on(1);
	assert_int_equal(ask(&d), PROBLEM_NONE);
	go_on(5);
	assert_int_equal(ask(&d), PROBLEM_NONE);
	assert_int_equal(ask(&d), PROBLEM_NONE);
	close_desk(&d);
	go_on(6);
	world_kill(&world, SIGKILL);
	world_start(&world);
	assert_int_equal(ask_anew("follows"), PROBLEM_NONE);
}

static int files_of(const char *name)
{
	char path[600];
	const struct dirent *e;
	int n = 0;
	snprintf(path, sizeof path, "%s/state/%s", world.directory, name);
	DIR *dir = opendir(path);
	assert_non_null(dir);
	while ((e = readdir(dir)))
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

static void the_memory_is_a_file_of_one_s_own(void **state)
{
	char path[600];
	struct stat st;
	(void)state;
	assert_int_equal(ask_anew("file"), PROBLEM_NONE);
	snprintf(path, sizeof path, "%s/state/file/checkpoint", world.directory);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	snprintf(path, sizeof path, "%s/state/file/checkpoint.new", world.directory);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(files_of("file"), 1);
}

/* As the journal of the same program does, which holds it for as long as it runs. And a draft
 * that another program has just begun is neither waited for nor put into place. */
static void others_of_the_account_are_in_nobody_s_way(void **state)
{
	char path[600];
	struct desk d;
	(void)state;
	open_desk(&d, "together");
	assert_int_equal(mkdir(d.memory, 0700), 0);
	int dir = open(d.memory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(flock(dir, LOCK_EX | LOCK_NB), 0);
	snprintf(path, sizeof path, "%s/checkpoint.new", d.memory);
	int draft = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(draft >= 0);
	assert_int_equal(ask(&d), PROBLEM_NONE);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(ask_anew("together"), PROBLEM_NONE);
	close(draft);
	close(dir);
	close_desk(&d);
}

/* Also when the restored centre has come further, by number, than the terminal has seen. */
static void a_restored_backup_is_refused(void **state)
{
	(void)state;
	back_up();
	go_on(6);
	assert_int_equal(ask_anew("restored"), PROBLEM_NONE);
	restore();
	assert_int_equal(ask_anew("restored"), PROBLEM_HISTORY_SHRANK);
	for (int i = 0; i < 8; i++) {
		go_on(1);
		assert_int_equal(ask_anew("restored"), PROBLEM_HISTORY_SHRANK);
	}
	assert_int_equal(ask_anew("newcomer"), PROBLEM_NONE);
}

/* A running terminal too: what it holds in memory is enough. */
static void a_running_terminal_notices(void **state)
{
	struct desk d;
	(void)state;
	back_up();
	go_on(3);
	open_desk(&d, "running");
	assert_int_equal(ask(&d), PROBLEM_NONE);
	restore();
	assert_int_equal(ask(&d), PROBLEM_HISTORY_SHRANK);
	close_desk(&d);
}

static void a_checkpoint_put_aside_is_missed(void **state)
{
	char ignored[16];
	(void)state;
	assert_int_equal(ask_anew("missed"), PROBLEM_NONE);
	world_sql(&world, "UPDATE checkpoints SET jws = 'a.b.c'", ignored, sizeof ignored);
	assert_int_equal(ask_anew("missed"), PROBLEM_CHECKPOINT_BAD);
}

static void a_damaged_memory_is_told(void **state)
{
	char path[600];
	struct desk d;
	struct central_options o = {0};
	struct error err = {0};
	(void)state;
	open_desk(&d, "damaged");
	snprintf(path, sizeof path, "%s/checkpoint", d.memory);
	assert_int_equal(mkdir(d.memory, 0700), 0);
	FILE *f = fopen(path, "w");
	fputs("https://127.0.0.1\n", f);
	fclose(f);
	char ca[512];
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	o = (struct central_options){.url = "https://127.0.0.1",
	    .ca = ca,
	    .certificate = d.files.cert_file,
	    .key = d.files.key_file,
	    .memory = d.memory};
	assert_null(central_new(d.loop, &o, &err));
	assert_int_equal(err.problem, PROBLEM_CHECKPOINT_BAD);
	close_desk(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_history_that_goes_on_is_followed),
	    cmocka_unit_test(the_memory_is_a_file_of_one_s_own),
	    cmocka_unit_test(others_of_the_account_are_in_nobody_s_way),
	    cmocka_unit_test(a_restored_backup_is_refused),
	    cmocka_unit_test(a_running_terminal_notices),
	    cmocka_unit_test(a_damaged_memory_is_told),
	    cmocka_unit_test(a_checkpoint_put_aside_is_missed),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	return cmocka_run_group_tests_name(
	    "what a terminal remembers", tests, set_up_samples, tear_down);
}
