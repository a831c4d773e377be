// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-block.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"
#include "tests/fake/fake-class.h"

#define SECTORS_OF_DISK      1953525168 /* one terabyte, as the industry counts */
#define SECTORS_OF_PARTITION 209715200

#define CLASS_USB 0x0c03

/* A block device with its place in the tree. */
struct block {
        const char *name;
        const char *folder; /* where udev links to it, below /dev, ... */
        const char *called; /* ... and under which name; NULL: nowhere */
        char *path;         /* "sys/devices/..." */
        unsigned major;
        unsigned minor;
        unsigned partition; /* its number; 0: it is none */
        const struct fake_names *slaves;
};

struct blocks {
        struct block *items;
        size_t count;
        size_t capacity;
        unsigned next_minor; /* of BLKEXT_MAJOR */
        unsigned next_host;  /* of the SCSI hosts */
};

static void blocks_done(struct blocks *blocks)
{
        for (size_t i = 0; i < blocks->count; i++)
                free(blocks->items[i].path);
        free(blocks->items);
}

static const struct block *find_block(const struct blocks *blocks, const char *name)
{
        for (size_t i = 0; i < blocks->count; i++)
                if (text_equals(blocks->items[i].name, name))
                        return &blocks->items[i];
        return NULL;
}

/* Takes PATH, also on failure. */
static int add_block(struct blocks *blocks, struct block *block)
{
        if (!block->path || !ARRAY_RESERVE(blocks->items, blocks->count, blocks->capacity)) {
                free(block->path);
                return -ENOMEM;
        }
        /* BLKEXT_MAJOR and BLOCK_EXT_MAJOR of block/genhd.c for all but those whose number says
         * what they are. */
        if (block->major == 0) {
                block->major = 259;
                block->minor = blocks->next_minor++;
        }
        blocks->items[blocks->count++] = *block;
        return 0;
}

/* Where a disk lies below its function, by what its name begins with. Each returns a path for
 * free(), or NULL without memory. HOST counts those that
 * lie behind a host adapter. */

static char *path_of_nvme(const struct fake_disk *disk, unsigned host)
{
        const char *name = disk->name;
        size_t controller = strlen("nvme") + strspn(name + strlen("nvme"), "0123456789");
        char *path;

        (void)host;
        return asprintf(&path, "sys/devices/%s/nvme/%.*s/%s", disk->on.function->path,
                       (int)controller, name, name) < 0
                ? NULL
                : path;
}

static char *path_of_scsi(const struct fake_disk *disk, unsigned host)
{
        const struct fake_function *function = disk->on.function;
        char *path;
        int length;

        if (function->class >> 8 == CLASS_USB)
                length = asprintf(&path,
                        "sys/devices/%s/usb1/1-%u/1-%u:1.0/host%u/target%u:0:0/%u:0:0:0/block/%s",
                        function->path, host + 1, host + 1, host, host, host, disk->name);
        else
                length = asprintf(&path,
                        "sys/devices/%s/ata%u/host%u/target%u:0:0/%u:0:0:0/block/%s",
                        function->path, host + 1, host, host, host, disk->name);
        return length < 0 ? NULL : path;
}

static char *path_of_virtio(const struct fake_disk *disk, unsigned host)
{
        char *path;

        return asprintf(&path, "sys/devices/%s/virtio%u/block/%s", disk->on.function->path, host,
                       disk->name) < 0
                ? NULL
                : path;
}

static char *path_of_other(const struct fake_disk *disk, unsigned host)
{
        char *path;

        (void)host;
        return asprintf(&path, "sys/devices/%s/block/%s", disk->on.function->path, disk->name) < 0
                ? NULL
                : path;
}

static const struct {
        const char *beginning;
        char *(*path_of)(const struct fake_disk *disk, unsigned host);
        unsigned major; /* 0: any that is free */
} disk_kinds[] = {
        { "nvme", path_of_nvme, 0 },
        { "sd", path_of_scsi, 8 },
        { "sr", path_of_scsi, 11 },
        { "vd", path_of_virtio, 254 },
        { "", path_of_other, 0 },
};

static int add_disk(struct blocks *blocks, const struct fake_disk *disk)
{
        struct block block = { .name = disk->name };
        size_t kind = 0;
        unsigned host;
        int r;

        while (!text_starts_with(disk->name, disk_kinds[kind].beginning))
                kind++;
        host = disk_kinds[kind].major ? blocks->next_host++ : 0;
        block.path = disk_kinds[kind].path_of(disk, host);
        block.major = disk_kinds[kind].major;
        block.minor = 16 * host; /* as sd has it: room for fifteen partitions */
        r = add_block(blocks, &block);
        for (size_t i = 0; i < disk->partitions.count && r >= 0; i++) {
                const char *above = find_block(blocks, disk->name)->path;
                struct block partition = {
                        .name = disk->partitions.items[i],
                        .partition = (unsigned)i + 1,
                };

                if (disk_kinds[kind].major && i < 15) {
                        partition.major = block.major;
                        partition.minor = block.minor + partition.partition;
                }
                if (asprintf(&partition.path, "%s/%s", above, partition.name) < 0)
                        partition.path = NULL;
                r = add_block(blocks, &partition);
        }
        return r;
}

static int add_mapped(struct blocks *blocks, const struct fake_mapped *mapped)
{
        bool is_dm = text_starts_with(mapped->name, "dm-");
        struct block block = {
                .name = mapped->name,
                .slaves = &mapped->slaves,
                .minor = fake_class_number(mapped->name),
                .folder = is_dm ? "mapper" : "md",
                .called = is_dm && !mapped->called ? mapped->name : mapped->called,
        };

        if (is_dm)
                block.major = 253;
        else if (text_starts_with(mapped->name, "md"))
                block.major = 9;
        if (asprintf(&block.path, "sys/devices/virtual/block/%s", mapped->name) < 0)
                block.path = NULL;
        return add_block(blocks, &block);
}

static int collect_blocks(const struct fake_host *host, struct blocks *blocks)
{
        int r = 0;

        for (size_t i = 0; i < host->disks.count && r >= 0; i++)
                r = add_disk(blocks, &host->disks.items[i]);
        for (size_t i = 0; i < host->mappeds.count && r >= 0; i++)
                r = add_mapped(blocks, &host->mappeds.items[i]);
        return r;
}

static void write_called(struct fake_files *files, const struct block *block)
{
        /* drivers/md/dm-sysfs.c */
        if (text_equals(block->folder, "mapper")) {
                fake_files_text(files, "dm/name", "%s\n", block->called);
                fake_files_text(files, "dm/uuid", "\n");
        }
        fake_files_enter(files, "dev/%s", block->folder);
        fake_files_link(files, block->called, "dev/%s", block->name);
}

static void write_slaves(
        struct fake_files *files, const struct blocks *blocks, const struct block *block)
{
        for (size_t i = 0; block->slaves && i < block->slaves->count; i++) {
                const struct block *slave = find_block(blocks, block->slaves->items[i]);

                fake_files_enter(files, "%s/slaves", block->path);
                fake_files_link(files, slave->name, "%s", slave->path);
                fake_files_enter(files, "%s", block->path);
                fake_files_link_back(files, NULL, "%s/holders", slave->path);
        }
}

static void write_block(struct fake_files *files, const struct block *block)
{
        const struct fake_node node = {
                .kind = "block",
                .major = block->major,
                .minor = block->minor,
                .type = block->partition ? "partition" : "disk",
        };

        fake_files_enter(files, "%s", block->path);
        fake_class_join(files, "block");
        fake_class_node(files, &node, "%s", block->name);
        fake_files_folder(files, "holders");
        fake_files_text(files, "ro", "0\n");
        fake_files_text(
                files, "size", "%d\n", block->partition ? SECTORS_OF_PARTITION : SECTORS_OF_DISK);
        if (block->partition) {
                fake_files_text(files, "partition", "%u\n", block->partition);
        } else {
                fake_files_folder(files, "slaves");
                fake_files_text(files, "removable", "0\n");
                fake_files_link_back(files, NULL, "sys/block");
        }
        if (block->called)
                write_called(files, block);
}

/* fs/seq_file.c, mangle_path(), as fs/proc_namespace.c uses it */
static void print_mangled(FILE *stream, const char *text, const char *mangled)
{
        for (; *text; text++)
                if (strchr(mangled, *text))
                        fprintf(stream, "\\%03o", (unsigned)*text);
                else
                        fputc(*text, stream);
}

/* fs/proc_namespace.c, show_mountinfo() */
static void print_mount(
        FILE *stream, const struct fake_mount *mount, const struct blocks *blocks, unsigned index)
{
        const struct block *block = mount->is_on_block ? find_block(blocks, mount->source) : NULL;

        fprintf(stream, "%u %u ", 30 + index, index ? 30U : 1U);
        if (block && mount->has_device_number)
                fprintf(stream, "%u:%u / ", block->major, block->minor);
        else
                fprintf(stream, "0:%u / ", 50 + index);
        print_mangled(stream, mount->folder, " \t\n\\");
        fprintf(stream, " rw,relatime shared:%u - %s ", index + 1, mount->type);
        if (!block) {
                print_mangled(stream, mount->source, " \t\n\\#");
        } else {
                fprintf(stream, "/dev/%s%s", block->called ? block->folder : "",
                        block->called ? "/" : "");
                print_mangled(stream, block->called ? block->called : block->name, " \t\n\\#");
        }
        fprintf(stream, " rw\n");
}

/* mm/swapfile.c, swap_show(). It writes the path that devtmpfs has, so never /dev/mapper. */
static void print_swap(FILE *stream, const struct block *block)
{
        int length = (int)strlen("/dev/") + (int)strlen(block->name);

        fprintf(stream, "/dev/%s%*s%s\t%u\t\t%u\t\t%d\n", block->name,
                length < 40 ? 40 - length : 1, " ", "partition", 8388604U, 0U, -2);
}

static void print_mounts(FILE *stream, const struct fake_host *host, const struct blocks *blocks)
{
        /* Every host has these. */
        fputs("22 30 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:90 - proc proc rw\n"
              "23 30 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:91 - sysfs sysfs rw\n"
              "24 30 0:5 / /dev rw,nosuid,relatime shared:92 - devtmpfs udev rw\n",
                stream);
        for (size_t i = 0; i < host->mounts.count; i++)
                print_mount(stream, &host->mounts.items[i], blocks, (unsigned)i);
}

static void print_swaps(FILE *stream, const struct fake_host *host, const struct blocks *blocks)
{
        fputs("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n", stream);
        for (size_t i = 0; i < host->swaps.count; i++)
                print_swap(stream, find_block(blocks, host->swaps.items[i].name));
}

static void write_users(struct fake_files *files, const struct fake_host *host,
        const struct blocks *blocks, const char *name,
        void (*print)(FILE *stream, const struct fake_host *host, const struct blocks *blocks))
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        FILE *stream = open_memstream(&text, &size);

        if (stream)
                print(stream, host, blocks);
        if (!stream || fclose(stream) != 0)
                return fake_files_fail(files, -ENOMEM);
        fake_files_bytes(files, name, text, size);
}

void fake_block_write(struct fake_files *files, const struct fake_host *host)
{
        _cleanup_(blocks_done) struct blocks blocks = {};
        int r = collect_blocks(host, &blocks);

        if (r < 0)
                return fake_files_fail(files, r);
        for (size_t i = 0; i < blocks.count; i++)
                write_block(files, &blocks.items[i]);
        for (size_t i = 0; i < blocks.count; i++)
                write_slaves(files, &blocks, &blocks.items[i]);
        fake_files_enter(files, "proc");
        write_users(files, host, &blocks, "self/mountinfo", print_mounts);
        write_users(files, host, &blocks, "swaps", print_swaps);
}
