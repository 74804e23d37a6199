/*
 * centrald/pages.h - what a browser sees that follows a code's address, and the public
 * key that receipts are signed with.
 */
#ifndef DDOPA_CENTRALD_PAGES_H
#define DDOPA_CENTRALD_PAGES_H

#include "centrald/call.h"

call_handler code_page, keys_get;

#endif
