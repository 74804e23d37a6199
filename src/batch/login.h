/*
 * batch/login.h - what commands that speak with the centre share: the officer's number and
 * PIN from a descriptor, the client of the centre, the end of the session.
 */
#ifndef DDOPA_BATCH_LOGIN_H
#define DDOPA_BATCH_LOGIN_H

#include "batch/batch.h"
#include "central/central.h"

/* The value of an option such as --pin-fd; PROBLEM_USAGE names it. */
bool batch_parse_fd(int *fd, const struct option_row *row, const char *value, struct error *err);

/* Two lines, number and PIN, to the end of the input; closes fd. *login is the caller's to
 * wipe. PROBLEM_USAGE when they are none. */
bool batch_read_login(struct api_login *login, int fd, struct error *err);

/* As the configuration says; NULL and *err. */
struct central *batch_central(
    struct loop *loop, const struct terminal_config *config, struct error *err);

/* Ends the session, if there is one, within LOGOUT_MS; a centre that is away ends it by
 * itself. Runs the loop. */
void batch_logout(struct loop *loop, struct central *central);

#endif
