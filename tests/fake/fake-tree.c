// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-tree.h"

#include <string.h>

#include "basic/text.h"
#include "tests/fake/fake-block.h"
#include "tests/fake/fake-class.h"
#include "tests/fake/fake-files.h"
#include "tests/fake/fake-network.h"
#include "tests/fake/fake-pci.h"
#include "tests/fake/fake-seat.h"

#define CLASS_IOMMU 0x0806

/* AMD's units are PCI functions; those of others are not. */
static const struct fake_function *find_iommu_function(const struct fake_host *host)
{
        for (size_t i = 0; i < host->functions.count; i++)
                if (host->functions.items[i].class >> 8 == CLASS_IOMMU)
                        return &host->functions.items[i];
        return NULL;
}

/* Documentation/ABI/testing/sysfs-class-iommu-{amd,intel}-iommu */
static void write_iommu(struct fake_files *files, const struct fake_host *host, const char *name)
{
        bool is_amd = text_starts_with(name, "ivhd");
        const struct fake_function *function = is_amd ? find_iommu_function(host) : NULL;

        if (function)
                fake_files_enter(files, "sys/devices/%s/iommu/%s", function->path, name);
        else
                fake_files_enter(files, "sys/devices/virtual/iommu/%s", name);
        fake_class_join(files, "iommu");
        fake_files_folder(files, "devices");
        if (is_amd) {
                fake_files_text(files, "amd-iommu/cap", "80b01640f\n");
                fake_files_text(files, "amd-iommu/features", "246577efa2254afa:0\n");
        } else if (text_starts_with(name, "dmar")) {
                fake_files_text(files, "intel-iommu/address", "fed91000\n");
                fake_files_text(files, "intel-iommu/cap", "d2008c40660462\n");
                fake_files_text(files, "intel-iommu/ecap", "f050da\n");
                fake_files_text(files, "intel-iommu/version", "1:0\n");
        }
}

/* The header of an ACPI table (ACPI 5.2.6) with nothing behind it. */
static void write_acpi_table(struct fake_files *files, const char *name)
{
        char table[36] = { [4] = sizeof(table), [8] = 1 };

        memcpy(table, name, strnlen(name, 4));
        fake_files_bytes(files, name, table, sizeof(table));
}

static void write_iommus(struct fake_files *files, const struct fake_host *host)
{
        /* There also where nothing is in it: drivers/iommu/iommu-sysfs.c, iommu_dev_init(). */
        fake_files_enter(files, "sys/class/iommu");
        for (size_t i = 0; i < host->iommus.count; i++)
                write_iommu(files, host, host->iommus.items[i]);
}

static void write_firmware(struct fake_files *files, const struct fake_host *host)
{
        fake_files_enter(files, "sys/firmware/acpi/tables");
        for (size_t i = 0; i < host->acpi_tables.count; i++)
                write_acpi_table(files, host->acpi_tables.items[i]);
}

static void write_system(struct fake_files *files, const struct fake_host *host)
{
        fake_files_enter(files, "proc");
        fake_files_text(files, "cmdline", "%s\n", host->cmdline ? host->cmdline : "ro quiet");
        fake_files_text(
                files, "sys/kernel/osrelease", "%s\n", host->kernel ? host->kernel : "6.12.0");
        if (!host->os_id)
                return;
        fake_files_enter(files, "etc");
        fake_files_text(files, "os-release", "ID=%s\nPRETTY_NAME=\"%s%s%s\"\n%s%s%s", host->os_id,
                host->os_id, host->os_version ? " " : "", host->os_version ? host->os_version : "",
                host->os_version ? "VERSION_ID=\"" : "", host->os_version ? host->os_version : "",
                host->os_version ? "\"\n" : "");
}

static int change(const struct fake_change *change, int directory_fd)
{
        switch (change->kind) {
        case FAKE_CHANGE_FILE:
                return fake_files_replace(
                        directory_fd, change->path, change->content, change->length);
        case FAKE_CHANGE_LINK:
                return fake_files_replace_link(directory_fd, change->path, change->content);
        case FAKE_CHANGE_FOLDER:
                return fake_files_make_folder(directory_fd, change->path);
        case FAKE_CHANGE_DELETE:
                return fake_files_delete(directory_fd, change->path);
        }
        return -EINVAL;
}

int fake_tree_write(const struct fake_host *host, int directory_fd, struct problem *reterr)
{
        struct fake_files files = FAKE_FILES_AT(directory_fd, reterr);
        int r;

        fake_pci_write(&files, host);
        fake_block_write(&files, host);
        fake_network_write(&files, host);
        fake_seat_write(&files, host);
        write_iommus(&files, host);
        write_firmware(&files, host);
        write_system(&files, host);
        r = fake_files_finish(&files);
        for (size_t i = 0; i < host->changes.count && r >= 0; i++) {
                const struct fake_change *item = &host->changes.items[i];

                r = change(item, directory_fd);
                if (r < 0)
                        fake_host_problem(
                                host, item->line, reterr, "%s: %s", item->path, strerror(-r));
        }
        return r;
}
