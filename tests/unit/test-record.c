// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "basic/cleanup.h"
#include "host/host.h"
#include "tests/unit/scratch.h"
#include "tests/unit/test.h"

/* What was recorded, each as "file PATH=DATA;". */
struct recording {
        struct scratch scratch;
        struct host *host;
        char text[4096];
};

static void recording_done(struct recording *recording)
{
        host_close(recording->host);
        scratch_done(&recording->scratch);
}

#define _cleanup_recording_ _cleanup_(recording_done)

static void take(
        void *context, enum record_kind kind, const char *path, const void *data, size_t size)
{
        static const char *const kinds[] = {
                [RECORD_FOLDER] = "folder",
                [RECORD_FILE] = "file",
                [RECORD_LINK] = "link",
        };
        struct recording *recording = context;
        FILE *file = fmemopen(recording->text, sizeof(recording->text), "a");

        if (!CHECK(file))
                return;
        fprintf(file, "%s %s=%.*s;", kinds[kind], path, (int)size, data ? (const char *)data : "");
        CHECK_INT(fclose(file), 0);
}

static bool recording_begin(struct recording *recording)
{
        recording->scratch.fd = -EBADF;
        if (!scratch_begin(&recording->scratch))
                return false;
        scratch_file(&recording->scratch, "sys/devices/a/vendor", "0x10de\n");
        scratch_file(&recording->scratch, "sys/devices/a/power/status", "active\n");
        scratch_link(&recording->scratch, "sys/devices/a/driver", "../../drivers/x");
        scratch_link(&recording->scratch, "sys/bus/a", "../devices/a");
        scratch_link(&recording->scratch, "proc/net", "self/net");
        scratch_file(&recording->scratch, "proc/self/net/route", "r\n");
        return CHECK_INT(host_open(recording->scratch.path, &recording->host, NULL), 0) &&
                CHECK_INT(host_record(recording->host, take, recording), 0);
}

/* The next check sees only what comes behind. */
static void check_recorded(struct recording *recording, const char *wanted)
{
        CHECK_TEXT(recording->text, wanted);
        recording->text[0] = '\0';
}

TEST(attributes_and_links)
{
        _cleanup_recording_ struct recording recording = {};
        _cleanup_fd_ int folder = -EBADF;
        char text[64];

        if (!recording_begin(&recording))
                return;
        folder = host_open_folder(recording.host, "sys/devices/a");
        host_read_attribute(recording.host, folder, "vendor", text, sizeof(text));
        host_read_attribute(recording.host, folder, "power/status", text, sizeof(text));
        host_read_attribute(recording.host, folder, "none", text, sizeof(text));
        host_read_link(recording.host, folder, "driver", text, sizeof(text));
        host_read_link(recording.host, folder, "none", text, sizeof(text));
        check_recorded(&recording,
                "folder sys/devices/a=;file sys/devices/a/vendor=0x10de\n;"
                "file sys/devices/a/power/status=active\n;"
                "link sys/devices/a/driver=../../drivers/x;");
}

/* Through the link, what is recorded stands where it really is. */
TEST(real_paths)
{
        _cleanup_recording_ struct recording recording = {};
        _cleanup_fd_ int folder = -EBADF;
        _cleanup_fd_ int bus = -EBADF;
        char text[64];

        if (!recording_begin(&recording))
                return;
        bus = host_open_folder(recording.host, "sys/bus");
        folder = host_open_folder_in(recording.host, bus, "sys/bus", "a");
        host_read_attribute(recording.host, folder, "vendor", text, sizeof(text));
        check_recorded(&recording,
                "folder sys/bus=;folder sys/devices/a=;file sys/devices/a/vendor=0x10de\n;");
}

/* What is asked for by its path is recorded under it. */
TEST(asked_paths)
{
        _cleanup_recording_ struct recording recording = {};
        _cleanup_free_ char *text = NULL;

        if (!recording_begin(&recording))
                return;
        CHECK_INT(host_read_file(recording.host, "proc/net/route", 100, &text, NULL), 0);
        CHECK(host_has(recording.host, "sys/devices"));
        CHECK(host_has(recording.host, "sys/devices/a/vendor"));
        CHECK(!host_has(recording.host, "none"));
        CHECK(host_read_file(recording.host, "none", 100, &text, NULL) < 0);
        check_recorded(&recording,
                "file proc/net/route=r\n;folder sys/devices=;file sys/devices/a/vendor=;");
}

static void list(struct recording *recording, const char *path)
{
        _cleanup_fd_ int folder = host_open_folder(recording->host, path);
        struct folder_reader reader;

        folder_begin(&reader, folder);
        while (folder_next(recording->host, &reader))
                ;
}

TEST(listings)
{
        _cleanup_recording_ struct recording recording = {};

        if (!recording_begin(&recording))
                return;
        list(&recording, "sys/bus");
        check_recorded(&recording, "folder sys/bus=;link sys/bus/a=../devices/a;");
        list(&recording, "sys/devices");
        check_recorded(&recording, "folder sys/devices=;folder sys/devices/a=;");
}

/* The paths of a dump are relative, at its root as well. */
TEST(root_listing)
{
        _cleanup_recording_ struct recording recording = {};

        if (!recording_begin(&recording))
                return;
        list(&recording, ".");
        CHECK(!strstr(recording.text, " /"));
        CHECK(strstr(recording.text, "folder sys=;"));
}
