// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-class.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/cleanup.h"
#include "basic/parse.h"

void fake_class_join(struct fake_files *files, const char *class)
{
        fake_files_link(files, "subsystem", "sys/class/%s", class);
        fake_files_link_back(files, NULL, "sys/class/%s", class);
}

/* drivers/base/core.c: device_create_sys_dev_entry() and dev_uevent() */
void fake_class_node(
        struct fake_files *files, const struct fake_node *node, const char *format, ...)
{
        _cleanup_free_ char *path = NULL;
        char number[32];
        va_list arguments;
        int length;

        va_start(arguments, format);
        length = vasprintf(&path, format, arguments);
        va_end(arguments);
        if (length < 0) {
                path = NULL;
                return fake_files_fail(files, -ENOMEM);
        }
        snprintf(number, sizeof(number), "%u:%u", node->major, node->minor);
        fake_files_text(files, "dev", "%s\n", number);
        fake_files_text(files, "uevent", "MAJOR=%u\nMINOR=%u\nDEVNAME=%s\n%s%s%s", node->major,
                node->minor, path, node->type ? "DEVTYPE=" : "", node->type ? node->type : "",
                node->type ? "\n" : "");
        fake_files_link_back(files, number, "sys/dev/%s", node->kind);
}

unsigned fake_class_number(const char *name)
{
        size_t length = strlen(name);
        uint64_t number;

        while (length > 0 && name[length - 1] >= '0' && name[length - 1] <= '9')
                length--;
        return parse_unsigned(name + length, UINT16_MAX, &number) < 0 ? 0 : (unsigned)number;
}
