// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/file.h"
#include "basic/log.h"
#include "basic/text.h"
#include "cli/command.h"
#include "cli/dump-archive.h"
#include "cli/dump-privacy.h"
#include "cli/report.h"
#include "config.h"
#include "model/display.h"
#include "model/names.h"
#include "model/usage.h"

DEFINE_CLEANUP(struct machine *, machine_free);
DEFINE_CLEANUP(struct names *, names_free);

/* What was read so far, as it was read. */
struct recording {
        struct dump_entry *entries;
        size_t count;
        size_t capacity;
        bool incomplete; /* no memory */
        struct arena arena;
        struct privacy privacy; /* holds the clean texts */
};

static void recording_clear(struct recording *recording)
{
        free(recording->entries);
        privacy_clear(&recording->privacy);
        arena_clear(&recording->arena);
}

static void keep(
        void *context, enum record_kind kind, const char *path, const void *data, size_t size)
{
        static const enum dump_entry_kind kinds[] = {
                [RECORD_FOLDER] = DUMP_FOLDER,
                [RECORD_FILE] = DUMP_FILE,
                [RECORD_LINK] = DUMP_LINK,
        };
        struct recording *recording = context;
        struct dump_entry entry = { .kind = kinds[kind], .size = size };

        if (text_equals(path, ""))
                return;
        entry.path = arena_text(&recording->arena, path, strlen(path));
        entry.data = arena_text(&recording->arena, data ? data : "", size);
        if (!entry.path || !entry.data ||
                !ARRAY_RESERVE(recording->entries, recording->count, recording->capacity)) {
                recording->incomplete = true;
                return;
        }
        recording->entries[recording->count++] = entry;
}

/* By path, and the more telling kind first: what was listed as a folder may be read as a link. */
static int compare_entries(const void *a, const void *b)
{
        const struct dump_entry *x = a;
        const struct dump_entry *y = b;
        int order = strcmp(x->path, y->path);

        if (order != 0)
                return order;
        return x->kind != y->kind ? COMPARE(y->kind, x->kind) : COMPARE(y->size, x->size);
}

static void sort_and_unite(struct recording *recording)
{
        size_t kept = 0;

        if (recording->count > 0)
                qsort(recording->entries, recording->count, sizeof(*recording->entries),
                        compare_entries);
        for (size_t i = 0; i < recording->count; i++)
                if (kept == 0 ||
                        !text_equals(recording->entries[kept - 1].path, recording->entries[i].path))
                        recording->entries[kept++] = recording->entries[i];
        recording->count = kept;
}

/* Names: the lines of pci.ids for this machine's devices, not the whole list. */
static int record_names(struct session *session, struct machine *machine,
        struct recording *recording, struct problem *reterr)
{
        _cleanup_(names_freep) struct names *names = NULL;
        _cleanup_free_ char *text = NULL;
        size_t size;
        int r = names_read(
                session->host, machine, NAMES_SUBSYSTEMS | NAMES_THOROUGH, &names, reterr);

        if (r < 0 || !names_are_known(names))
                return r;
        r = names_write(names, &text, &size);
        if (r < 0)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        keep(recording, RECORD_FILE, "usr/share/misc/pci.ids", text, size);
        return 0;
}

/* Lets every reader of the reading commands run once. */
static int read_everything(struct session *session, struct recording *recording,
        struct machine **ret_machine, struct problem *reterr)
{
        static const char *const facts[] = { "proc/cmdline", "proc/sys/kernel/osrelease",
                "etc/os-release" };
        _cleanup_(machine_freep) struct machine *machine = NULL;
        _cleanup_(usage_clear) struct usage_list usages = {};
        int r = machine_read(session->host, MACHINE_ALL, &machine, reterr);

        if (r < 0)
                return r;
        for (size_t i = 0; i < machine->n_functions && r >= 0; i++) {
                _cleanup_(display_clear) struct display display = {};

                r = display_read(session->host, &machine->functions[i], &display);
        }
        if (r >= 0)
                r = usage_read(session->host, machine, &usages, &machine->notes);
        if (r < 0)
                return problem_set(
                        reterr, -r, NULL, NULL, "The machine cannot be read: %s", strerror(-r));
        iommu_find_state(session->host, machine);
        for (size_t i = 0; i < ELEMENTS_OF(facts); i++) {
                _cleanup_free_ char *text = NULL;

                (void)host_read_file(session->host, facts[i], 1 << 16, &text, NULL);
        }
        r = record_names(session, machine, recording, reterr);
        if (r < 0)
                return r;
        *ret_machine = TAKE_PTR(machine);
        return 0;
}

/* Cleans in place; the paths are sorted again, because aliases sort differently. */
static int make_private(struct recording *recording)
{
        struct privacy *privacy = &recording->privacy;

        for (size_t i = 0; i < recording->count; i++) {
                struct dump_entry *entry = &recording->entries[i];
                const char *path = privacy_path(privacy, entry->path);

                if (!path)
                        return -ENOMEM;
                if (entry->kind == DUMP_LINK)
                        entry->data = privacy_path(privacy, entry->data);
                else if (entry->kind == DUMP_FILE)
                        entry->data = privacy_content(
                                privacy, entry->path, entry->data, entry->size, &entry->size);
                if (!entry->data)
                        return -ENOMEM;
                entry->path = path;
        }
        sort_and_unite(recording);
        return 0;
}

static int record(struct session *session, struct recording *recording,
        struct machine **ret_machine, struct problem *reterr)
{
        static const char about[] = "gpulend " GPULEND_VERSION "\nformat 1\n";
        int r = privacy_begin(&recording->privacy, session->host);

        if (r >= 0)
                r = host_record(session->host, keep, recording);
        if (r < 0)
                return problem_set(
                        reterr, -r, NULL, NULL, "Recording cannot begin: %s", strerror(-r));
        r = read_everything(session, recording, ret_machine, reterr);
        if (r < 0)
                return r;
        keep(recording, RECORD_FILE, "gpulend-dump", about, sizeof(about) - 1);
        sort_and_unite(recording);
        if (make_private(recording) < 0 || recording->incomplete)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        return 0;
}

/* A name that stands for something else than a file, such as /dev/null, must not become one. */
static int check_target(int folder, const char *path, const char *name, struct problem *reterr)
{
        struct stat status;

        if (!name[0])
                return problem_set(reterr, EINVAL, path, NULL, "\"%s\" names no file", path);
        if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0 || S_ISREG(status.st_mode))
                return 0;
        return problem_set(
                reterr, EEXIST, path, NULL, "%s is there already, and is no plain file", path);
}

static int write_file(
        const char *path, bool replace, const struct recording *recording, struct problem *reterr)
{
        _cleanup_(new_file_abandon) struct new_file file = NEW_FILE_NONE;
        _cleanup_fd_ int folder = -EBADF;
        _cleanup_free_ char *folder_path = strdup(path);
        const char *name = text_last_component(path);
        int r;

        if (!folder_path)
                return problem_set(reterr, ENOMEM, NULL, NULL, "There is no memory left");
        folder_path[name - path] = '\0';
        folder = open(folder_path[0] ? folder_path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder < 0)
                return problem_set(reterr, errno, path, NULL, "%s cannot be written: %s", path,
                        strerror(errno));
        r = check_target(folder, path, name, reterr);
        if (r < 0)
                return r;
        r = new_file_begin(folder, 0644, &file, reterr);
        if (r >= 0)
                r = dump_archive_write(file.fd, recording->entries, recording->count, reterr);
        if (r >= 0)
                r = new_file_commit(&file, name, replace, reterr);
        if (r == -EEXIST)
                problem_hint(reterr, "Name another file, or add --yes to replace it");
        return r;
}

static int write_stdout(const struct recording *recording, struct problem *reterr)
{
        if (isatty(STDOUT_FILENO))
                return problem_set(reterr, EINVAL, NULL, "Name a file, or send it through a pipe",
                        "A dump is not for a terminal");
        return dump_archive_write(STDOUT_FILENO, recording->entries, recording->count, reterr);
}

static void default_name(char *name, size_t size)
{
        time_t now = time(NULL);
        struct tm local;

        if (!localtime_r(&now, &local) ||
                strftime(name, size, "gpulend-%Y-%m-%d.dump", &local) == 0)
                snprintf(name, size, "gpulend.dump");
}

static enum exit_code run_dump(struct session *session)
{
        _cleanup_(recording_clear) struct recording recording = {};
        _cleanup_(machine_freep) struct machine *machine = NULL;
        struct problem problem = {};
        char name[64];
        const char *path = name;
        enum exit_code code;
        int r = record(session, &recording, &machine, &problem);

        default_name(name, sizeof(name));
        if (session->n_arguments > 0)
                path = session->arguments[0];
        if (r >= 0)
                r = text_equals(path, "-")
                        ? write_stdout(&recording, &problem)
                        : write_file(path, session->options.yes, &recording, &problem);
        if (r < 0) {
                log_problem(LOG_LEVEL_ERROR, &problem);
                return r == -EEXIST ? EXIT_REFUSED : EXIT_FAILED;
        }
        code = report_reading(session, machine);
        fprintf(text_equals(path, "-") ? stderr : stdout,
                "%zu entries recorded. Serial numbers, MAC addresses, host and user names are not "
                "in "
                "it.\nPlease attach %s to your bug report.\n",
                recording.count, text_equals(path, "-") ? "the dump" : path);
        return code;
}

const struct command command_dump = {
        .name = "dump",
        .arguments = "[FILE]",
        .summary = "record this host for a bug report, privacy kept",
        .description = "Writes into one compressed file what the reading commands read on this "
                       "machine. Replay it with\n"
                       "--sysroot FILE, or unpack it with tar and use the folder. Without FILE the "
                       "name is made of the\n"
                       "date; - is standard output. Aliases stand for interfaces, volumes and "
                       "mount points; serial\n"
                       "numbers, MAC addresses, UUIDs, host and user names are left out.",
        .argument_kind = ARGUMENT_FILE,
        .arguments_min = 0,
        .arguments_max = 1,
        .run = run_dump,
};
