/*
 * centrald/session.h - the officer's session (SSO): citizen number and PIN over the
 * counter's connection; five wrong lock the account; a number that is nobody's looks and
 * takes as long as a wrong PIN.
 */
#ifndef DDOPA_CENTRALD_SESSION_H
#define DDOPA_CENTRALD_SESSION_H

#include "centrald/call.h"

call_handler status_get, session_login, session_logout;

#endif
