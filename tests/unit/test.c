// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "basic/text.h"

static struct test *first_test;
static struct test **next_place = &first_test;

/* Of the test that runs. */
static bool failed;
static const char *skipped_because;

void test_register(struct test *test)
{
        *next_place = test;
        next_place = &test->next;
}

/* TAP: what stands behind a '#' is for the reader. */
static void fail_at(const char *file, int line)
{
        failed = true;
        printf("# %s:%d: ", text_last_component(file), line);
}

bool test_check(bool held, const char *file, int line, const char *condition)
{
        if (!held) {
                fail_at(file, line);
                printf("%s does not hold\n", condition);
        }
        return held;
}

/* A text with several lines must not end the comment. */
static void print_text(const char *text)
{
        if (!text) {
                printf("NULL");
                return;
        }
        putchar('"');
        for (; *text; text++)
                if (*text == '\n')
                        printf("\\n");
                else
                        putchar(*text);
        putchar('"');
}

bool test_check_text(
        const char *got, const char *wanted, const char *file, int line, const char *expression)
{
        bool same = got && wanted ? text_equals(got, wanted) : got == wanted;

        if (!same) {
                fail_at(file, line);
                printf("%s is ", expression);
                print_text(got);
                printf(", not ");
                print_text(wanted);
                printf("\n");
        }
        return same;
}

bool test_check_int(int64_t got, int64_t wanted, const char *file, int line, const char *expression)
{
        if (got != wanted) {
                fail_at(file, line);
                printf("%s is %" PRId64 ", not %" PRId64 "\n", expression, got, wanted);
        }
        return got == wanted;
}

void test_skip(const char *why)
{
        skipped_because = why;
}

static void run(const struct test *test, unsigned number)
{
        failed = false;
        skipped_because = NULL;
        test->function();
        printf("%s %u - %s", failed ? "not ok" : "ok", number, test->name);
        if (skipped_because && !failed)
                printf(" # SKIP %s", skipped_because);
        printf("\n");
        fflush(stdout); /* so that the test that crashes is the one behind the last line */
}

static bool is_wanted(const struct test *test, char **names)
{
        if (!*names)
                return true;
        for (; *names; names++)
                if (text_equals(test->name, *names))
                        return true;
        return false;
}

int main(int argc, char **argv)
{
        unsigned count = 0;
        bool any_failed = false;

        for (const struct test *test = first_test; test; test = test->next)
                if (is_wanted(test, argv + (argc > 0))) {
                        run(test, ++count);
                        any_failed |= failed;
                }
        printf("1..%u\n", count);
        if (count == 0)
                fprintf(stderr, "No test has such a name.\n");
        return any_failed || count == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
