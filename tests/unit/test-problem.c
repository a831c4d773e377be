// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/problem.h"
#include "tests/unit/test.h"

static char *letters(char *buffer, size_t size)
{
        memset(buffer, 'x', size - 1);
        buffer[size - 1] = '\0';
        return buffer;
}

TEST(problem_set_fills_and_returns)
{
        struct problem problem = {};

        CHECK_INT(problem_set(&problem, ENOENT, "06:00.0", "Look at list", "There is no %s", "x"),
                -ENOENT);
        CHECK_INT(problem.code, ENOENT);
        CHECK_TEXT(problem.subject, "06:00.0");
        CHECK_TEXT(problem.sentence, "There is no x");
        CHECK_TEXT(problem.hint, "Look at list");

        CHECK_INT(problem_set(&problem, EIO, NULL, NULL, "Other"), -EIO);
        CHECK_TEXT(problem.subject, "");
        CHECK_TEXT(problem.hint, "");
        CHECK_INT(problem_set(NULL, EIO, "a", "b", "%d", 1), -EIO);
}

static void check_cut(const char *text, size_t size)
{
        CHECK_INT((int64_t)strlen(text), (int64_t)size - 1);
        CHECK_TEXT(text + size - 4, "...");
        CHECK_INT(text[size - 5], 'x');
}

TEST(problem_cuts_visibly)
{
        struct problem problem = {};
        char text[2000];

        letters(text, sizeof(text));
        problem_set(&problem, EIO, text, text, "%s", text);
        check_cut(problem.subject, sizeof(problem.subject));
        check_cut(problem.sentence, sizeof(problem.sentence));
        check_cut(problem.hint, sizeof(problem.hint));
}

/* What just fits is not marked. */
TEST(problem_keeps_what_fits)
{
        struct problem problem = {};
        char subject[sizeof(problem.subject)];
        char sentence[sizeof(problem.sentence)];
        char hint[sizeof(problem.hint)];

        problem_set(&problem, EIO, letters(subject, sizeof(subject)), letters(hint, sizeof(hint)),
                "%s", letters(sentence, sizeof(sentence)));
        CHECK_TEXT(problem.subject, subject);
        CHECK_TEXT(problem.sentence, sentence);
        CHECK_TEXT(problem.hint, hint);
}

/* One letter more than fits is enough to be told. */
TEST(problem_marks_one_letter_too_many)
{
        struct problem problem = {};
        char subject[sizeof(problem.subject) + 1];
        char sentence[sizeof(problem.sentence) + 1];
        char hint[sizeof(problem.hint) + 1];

        problem_set(&problem, EIO, letters(subject, sizeof(subject)), letters(hint, sizeof(hint)),
                "%s", letters(sentence, sizeof(sentence)));
        check_cut(problem.subject, sizeof(problem.subject));
        check_cut(problem.sentence, sizeof(problem.sentence));
        check_cut(problem.hint, sizeof(problem.hint));
}

TEST(problem_hint_adds)
{
        struct problem problem = {};

        problem_hint(&problem, "one %d", 1);
        problem_hint(&problem, ", two");
        CHECK_TEXT(problem.hint, "one 1, two");
}

/* At every length that a hint can have before, up to a full one. */
TEST(problem_hint_cuts_visibly)
{
        for (size_t used = 0; used < sizeof(((struct problem *)NULL)->hint); used++) {
                struct problem problem = {};

                memset(problem.hint, 'x', used);
                problem_hint(&problem, "%.*s", 400,
                        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                        "yyy"
                        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                        "yyy"
                        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                        "yyy"
                        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                        "yyy"
                        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                        "yyy"
                        "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
                        "yyy");
                CHECK_INT((int64_t)strlen(problem.hint), sizeof(problem.hint) - 1);
                if (!CHECK_TEXT(problem.hint + sizeof(problem.hint) - 4, "..."))
                        return;
        }
}

TEST(problem_list)
{
        _cleanup_(problem_list_clear) struct problem_list list = {};

        for (int i = 0; i < 100; i++)
                CHECK_INT(problem_list_add(&list, i + 1, "subject", NULL, "number %d", i), -i - 1);
        CHECK_INT((int64_t)list.count, 100);
        CHECK_INT((int64_t)list.lost, 0);
        CHECK_TEXT(list.items[99].sentence, "number 99");
        CHECK_TEXT(list.items[0].subject, "subject");
        CHECK_INT(list.items[41].code, 42);
        problem_list_clear(&list);
        CHECK_INT((int64_t)list.count, 0);
        CHECK(!list.items);
}
