/* cmocka.h wants these before it. */
#ifndef DDOPA_TESTS_CMOCKA_ALL_H
#define DDOPA_TESTS_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
