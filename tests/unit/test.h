/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "basic/macro.h"

/* Each test program is test.c and files with tests:
 *
 *     TEST(array_grows)
 *     {
 *             CHECK_INT(items.count, 1);
 *     }
 *
 * It prints TAP for `meson test`. With arguments it runs only the tests of these names. A failed
 * check is told and the test goes on; where it cannot go on, `if (!CHECK(pointer)) return;`. */

struct test {
        const char *name;
        void (*function)(void);
        struct test *next;
};

#define TEST(test_name) \
        static void test_##test_name(void); \
        __attribute__((constructor)) static void test_register_##test_name(void) \
        { \
                static struct test test = { .name = #test_name, .function = test_##test_name }; \
\
                test_register(&test); \
        } \
        static void test_##test_name(void)

/* Each yields whether it held. */
#define CHECK(condition)        test_check((condition), __FILE__, __LINE__, #condition)
#define CHECK_TEXT(got, wanted) test_check_text((got), (wanted), __FILE__, __LINE__, #got)
#define CHECK_INT(got, wanted)  test_check_int((got), (wanted), __FILE__, __LINE__, #got)

/* Leaves the test: what it needs is not here. */
#define SKIP(why) \
        do { \
                test_skip(why); \
                return; \
        } while (0)

void test_register(struct test *test);
bool test_check(bool held, const char *file, int line, const char *condition);
/* NULL equals only NULL. */
bool test_check_text(
        const char *got, const char *wanted, const char *file, int line, const char *expression);
bool test_check_int(
        int64_t got, int64_t wanted, const char *file, int line, const char *expression);
void test_skip(const char *why);
