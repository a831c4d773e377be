// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fake/fake-pci.h"

#include <inttypes.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/text.h"

/* What readers without CAP_SYS_ADMIN get of the configuration space (drivers/pci/pci-sysfs.c,
 * pci_read_config()). */
#define CONFIG_SIZE 64

/* Lines of `resource`: six registers, the ROM and six for virtual functions; bridges with a bus
 * below also show four windows (drivers/pci/pci-sysfs.c, resource_show()). */
#define RESOURCES        13
#define RESOURCES_BRIDGE 17

struct resource {
        uint64_t start;
        uint64_t end;
        uint64_t flags;
};

/* Flags are those of include/linux/ioport.h, with the low bits of the register. */
static const struct {
        uint64_t first;
        uint64_t last;
        uint64_t flags;
        uint32_t bits; /* in the register */
        unsigned registers;
} bar_kinds[] = {
        [FAKE_BAR_IO] = { 0x1000, 0xffff, 0x40101, PCI_BASE_ADDRESS_SPACE_IO, 1 },
        [FAKE_BAR_MEMORY] = { 0x80000000, 0xfebfffff, 0x40200, PCI_BASE_ADDRESS_MEM_TYPE_32, 1 },
        [FAKE_BAR_MEMORY_64] = { 0x6000000000, 0x3fffffffffff, 0x14220c,
                PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH, 2 },
};

/* Where the next register of each kind points to. */
struct spaces {
        uint64_t next[ELEMENTS_OF(bar_kinds)];
};

/* When a space is full, it is given away again from its beginning: only very large hosts get
 * there, and nobody asks them where their registers point to. */
static uint64_t take_space(struct spaces *spaces, enum fake_bar_kind kind, uint64_t size)
{
        uint64_t start = (spaces->next[kind] + size - 1) & ~(size - 1);

        if (start < bar_kinds[kind].first || start + size - 1 > bar_kinds[kind].last)
                start = (bar_kinds[kind].first + size - 1) & ~(size - 1);
        spaces->next[kind] = start + size;
        return start;
}

/* The configuration space is little-endian everywhere. */
static void put16(uint8_t *config, size_t offset, uint16_t value)
{
        config[offset] = (uint8_t)value;
        config[offset + 1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *config, size_t offset, uint32_t value)
{
        put16(config, offset, (uint16_t)value);
        put16(config, offset + 2, (uint16_t)(value >> 16));
}

static void place_bars(const struct fake_function *function, struct spaces *spaces, uint8_t *config,
        struct resource *resources)
{
        unsigned at = 0;

        for (size_t i = 0; i < function->n_bars; i++) {
                uint64_t size = function->bars[i];
                enum fake_bar_kind kind = fake_bar_kind(size);
                uint64_t start = take_space(spaces, kind, size);
                size_t offset = PCI_BASE_ADDRESS_0 + 4 * at;

                resources[at] = (struct resource){ start, start + size - 1, bar_kinds[kind].flags };
                put32(config, offset, (uint32_t)start | bar_kinds[kind].bits);
                if (bar_kinds[kind].registers == 2)
                        put32(config, offset + 4, (uint32_t)(start >> 32));
                at += bar_kinds[kind].registers;
        }
}

static void fill_config(const struct fake_function *function, uint8_t *config)
{
        bool is_virtual = function->physical.function;
        uint8_t type = function->is_bridge ? PCI_HEADER_TYPE_BRIDGE : PCI_HEADER_TYPE_NORMAL;

        /* A virtual function has no ids of its own here; the kernel knows them from the physical
         * one (PCI Express, 9.3.4.1.1; drivers/pci/iov.c, pci_iov_add_virtfn()). */
        put16(config, PCI_VENDOR_ID, is_virtual ? 0xffff : function->ids.vendor);
        put16(config, PCI_DEVICE_ID, is_virtual ? 0xffff : function->ids.device);
        if (function->driver)
                put16(config, PCI_COMMAND,
                        PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
        put32(config, PCI_CLASS_REVISION,
                function->class << 8 | (function->revision > 0 ? (uint8_t)function->revision : 0));
        config[PCI_HEADER_TYPE] = type | (function->is_multifunction ? 0x80 : 0);
        if (function->is_bridge) {
                config[PCI_PRIMARY_BUS] = function->address.bus;
                config[PCI_SECONDARY_BUS] = function->bus_below;
                config[PCI_SUBORDINATE_BUS] = function->bus_below_last;
        } else {
                put16(config, PCI_SUBSYSTEM_VENDOR_ID, function->subsystem.vendor);
                put16(config, PCI_SUBSYSTEM_ID, function->subsystem.device);
        }
        if (!is_virtual) {
                config[PCI_INTERRUPT_LINE] = 11;
                config[PCI_INTERRUPT_PIN] = 1;
        }
}

static void write_config(
        struct fake_files *files, const struct fake_function *function, struct spaces *spaces)
{
        struct resource resources[RESOURCES_BRIDGE] = {};
        uint8_t config[CONFIG_SIZE] = {};
        size_t lines = function->is_bridge && function->bus_below ? RESOURCES_BRIDGE : RESOURCES;
        char text[1024]; /* 17 lines of 57 characters */
        size_t used = 0;

        fill_config(function, config);
        place_bars(function, spaces, config, resources);
        for (size_t i = 0; i < lines; i++)
                used += (size_t)snprintf(text + used, sizeof(text) - used,
                        "0x%016" PRIx64 " 0x%016" PRIx64 " 0x%016" PRIx64 "\n", resources[i].start,
                        resources[i].end, resources[i].flags);
        fake_files_bytes(files, "config", config, sizeof(config));
        fake_files_bytes(files, "resource", text, used);
}

static void write_ids(struct fake_files *files, const struct fake_function *function)
{
        const struct fake_ids *ids = &function->ids, *subsystem = &function->subsystem;
        uint32_t class = function->class;
        char modalias[64];

        /* drivers/pci/pci-sysfs.c, modalias_show() */
        snprintf(modalias, sizeof(modalias), "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X",
                ids->vendor, ids->device, subsystem->vendor, subsystem->device, class >> 16 & 0xff,
                class >> 8 & 0xff, class & 0xff);
        fake_files_text(files, "vendor", "0x%04x\n", ids->vendor);
        fake_files_text(files, "device", "0x%04x\n", ids->device);
        fake_files_text(files, "subsystem_vendor", "0x%04x\n", subsystem->vendor);
        fake_files_text(files, "subsystem_device", "0x%04x\n", subsystem->device);
        fake_files_text(files, "class", "0x%06x\n", class);
        fake_files_text(files, "revision", "0x%02x\n",
                function->revision < 0 ? 0 : (unsigned)function->revision);
        fake_files_text(files, "modalias", "%s\n", modalias);
        /* drivers/pci/pci-driver.c, pci_uevent() */
        fake_files_text(files, "uevent",
                "%s%s%sPCI_CLASS=%04X\nPCI_ID=%04X:%04X\nPCI_SUBSYS_ID=%04X:%04X\n"
                "PCI_SLOT_NAME=%s\nMODALIAS=%s\n",
                function->driver ? "DRIVER=" : "", function->driver ? function->driver : "",
                function->driver ? "\n" : "", class, ids->vendor, ids->device, subsystem->vendor,
                subsystem->device, function->name, modalias);
}

static void write_state(
        struct fake_files *files, const struct fake_function *function, size_t index)
{
        const char *runtime = function->runtime ? function->runtime : "active";

        fake_files_text(files, "irq", "%zu\n", function->driver ? 24 + index : 0);
        fake_files_text(files, "enable", "%d\n", function->driver ? 1 : 0);
        fake_files_text(files, "numa_node", "%d\n", function->numa < 0 ? -1 : (int)function->numa);
        fake_files_text(files, "driver_override", "(null)\n");
        fake_files_text(files, "d3cold_allowed", "1\n");
        fake_files_text(files, "power_state", "%s\n", function->power ? function->power : "D0");
        fake_files_folder(files, "power");
        /* Who suspends has been allowed to. */
        fake_files_text(
                files, "power/control", "%s\n", text_equals(runtime, "suspended") ? "auto" : "on");
        fake_files_text(files, "power/runtime_status", "%s\n", runtime);
        if (function->boot_vga >= 0)
                fake_files_text(files, "boot_vga", "%" PRIi64 "\n", function->boot_vga);
}

static void write_speed(struct fake_files *files, const char *which, const struct fake_link *link)
{
        char name[32];

        if (!link->speed)
                return;
        snprintf(name, sizeof(name), "%s_link_speed", which);
        fake_files_text(files, name, "%s GT/s PCIe\n", link->speed);
        snprintf(name, sizeof(name), "%s_link_width", which);
        fake_files_text(files, name, "%" PRIi64 "\n", link->width);
}

static void write_virtual(struct fake_files *files, const struct fake_function *function)
{
        const struct fake_function *physical = function->physical.function;
        char name[32];

        if (function->sriov >= 0 || function->n_virtual > 0) {
                fake_files_text(files, "sriov_totalvfs", "%" PRIi64 "\n",
                        function->sriov < 0 ? (int64_t)function->n_virtual : function->sriov);
                fake_files_text(files, "sriov_numvfs", "%zu\n", function->n_virtual);
        }
        if (!physical)
                return;
        snprintf(name, sizeof(name), "virtfn%zu", function->virtual_index);
        fake_files_link(files, "physfn", "sys/devices/%s", physical->path);
        fake_files_link_back(files, name, "sys/devices/%s", physical->path);
}

static void write_links(struct fake_files *files, const struct fake_function *function)
{
        fake_files_link(files, "subsystem", "sys/bus/pci");
        fake_files_link_back(files, NULL, "sys/bus/pci/devices");
        if (function->driver) {
                fake_files_link(files, "driver", "sys/bus/pci/drivers/%s", function->driver);
                fake_files_link_back(files, NULL, "sys/bus/pci/drivers/%s", function->driver);
        }
        if (function->group >= 0) {
                fake_files_link(
                        files, "iommu_group", "sys/kernel/iommu_groups/%" PRIi64, function->group);
                fake_files_link_back(files, NULL, "sys/kernel/iommu_groups/%" PRIi64 "/devices",
                        function->group);
        }
}

/* Where the module is not called like the driver. NULL: it is part of the kernel. */
static const struct {
        const char *driver;
        const char *module;
} module_names[] = {
        { "pcieport", NULL },
        { "pci-stub", NULL },
        { "serial", NULL },
        { "xhci_hcd", "xhci_pci" },
        { "i801_smbus", "i2c_i801" },
        { "piix4_smbus", "i2c_piix4" },
        { "nvidia-gpu", "i2c_nvidia_gpu" },
};

/* A copy for free(), or NULL with *RET_BUILT_IN or without memory. */
static char *module_of(const char *driver, bool *ret_built_in)
{
        const char *name = driver;
        char *copy;

        for (size_t i = 0; i < ELEMENTS_OF(module_names); i++)
                if (text_equals(module_names[i].driver, driver))
                        name = module_names[i].module;
        *ret_built_in = !name;
        copy = name ? strdup(name) : NULL;
        for (char *p = copy; p && *p; p++)
                if (*p == '-')
                        *p = '_';
        return copy;
}

static void write_driver(struct fake_files *files, const char *driver)
{
        static const char *const controls[] = { "bind", "unbind", "new_id", "remove_id", "uevent" };
        bool is_built_in;
        _cleanup_free_ char *module = module_of(driver, &is_built_in);
        _cleanup_free_ char *name = NULL;

        if ((!module && !is_built_in) || asprintf(&name, "pci:%s", driver) < 0) {
                name = NULL;
                return fake_files_fail(files, -ENOMEM);
        }
        fake_files_enter(files, "sys/bus/pci/drivers/%s", driver);
        for (size_t i = 0; i < ELEMENTS_OF(controls); i++)
                fake_files_text(files, controls[i], "%s", "");
        if (is_built_in)
                return;
        fake_files_link(files, "module", "sys/module/%s", module);
        fake_files_link_back(files, name, "sys/module/%s/drivers", module);
        fake_files_enter(files, "sys/module/%s", module);
        fake_files_folder(files, "holders");
        fake_files_text(files, "initstate", "live\n");
        fake_files_text(files, "refcnt", "1\n");
}

static int compare_texts(const void *a, const void *b)
{
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_drivers(struct fake_files *files, const struct fake_host *host)
{
        _cleanup_free_ const char **drivers = calloc(host->functions.count + 1, sizeof(*drivers));
        size_t count = 0;

        if (!drivers)
                return fake_files_fail(files, -ENOMEM);
        for (size_t i = 0; i < host->functions.count; i++)
                if (host->functions.items[i].driver)
                        drivers[count++] = host->functions.items[i].driver;
        qsort(drivers, count, sizeof(*drivers), compare_texts);
        for (size_t i = 0; i < count; i++)
                if (i == 0 || !text_equals(drivers[i - 1], drivers[i]))
                        write_driver(files, drivers[i]);
}

static void write_platform(struct fake_files *files, const char *name, int64_t group)
{
        fake_files_enter(files, "sys/devices/platform/%s", name);
        fake_files_link(files, "subsystem", "sys/bus/platform");
        fake_files_link(files, "iommu_group", "sys/kernel/iommu_groups/%" PRIi64, group);
        fake_files_link_back(files, NULL, "sys/bus/platform/devices");
        fake_files_link_back(files, NULL, "sys/kernel/iommu_groups/%" PRIi64 "/devices", group);
}

/* drivers/iommu/iommu.c, iommu_group_show_resv_regions(): also the window of the interrupts,
 * which every group of an x86 host has. */
static void write_regions(struct fake_files *files, const struct fake_group *group)
{
        static const struct fake_region interrupts = { 0xfee00000, 0xfeefffff, "msi" };
        _cleanup_free_ char *text = NULL;
        size_t size;
        bool has_msi = false;
        FILE *stream = open_memstream(&text, &size);

        if (!stream)
                return fake_files_fail(files, -ENOMEM);
        for (size_t i = 0; i <= group->n_regions; i++) {
                bool is_last = i == group->n_regions;
                const struct fake_region *region = is_last ? &interrupts : &group->regions[i];

                if (is_last && has_msi)
                        break;
                has_msi = has_msi || text_equals(region->type, "msi");
                fprintf(stream, "0x%016" PRIx64 " 0x%016" PRIx64 " %s\n", region->start,
                        region->end, region->type);
        }
        if (fclose(stream) != 0)
                return fake_files_fail(files, -ENOMEM);
        fake_files_bytes(files, "reserved_regions", text, size);
}

static void write_group(struct fake_files *files, const struct fake_group *group)
{
        fake_files_enter(files, "sys/kernel/iommu_groups/%" PRIi64, group->number);
        fake_files_folder(files, "devices");
        fake_files_text(files, "type", "%s\n", group->type ? group->type : "DMA-FQ");
        if (group->name)
                fake_files_text(files, "name", "%s\n", group->name);
        write_regions(files, group);
        for (size_t i = 0; i < group->platforms.count; i++)
                write_platform(files, group->platforms.items[i], group->number);
}

void fake_pci_write(struct fake_files *files, const struct fake_host *host)
{
        struct spaces spaces = {};

        fake_files_enter(files, "sys/bus/pci/devices");
        fake_files_enter(files, "sys/bus/pci/drivers");
        fake_files_enter(files, "sys/kernel/iommu_groups");
        write_drivers(files, host);
        for (size_t i = 0; i < host->groups.count; i++)
                write_group(files, &host->groups.items[i]);
        for (size_t i = 0; i < host->functions.count; i++) {
                const struct fake_function *function = &host->functions.items[i];

                fake_files_enter(files, "sys/devices/%s", function->path);
                write_ids(files, function);
                write_state(files, function, i);
                write_speed(files, "current", &function->link);
                write_speed(files, "max", &function->link_max);
                write_config(files, function, &spaces);
                write_virtual(files, function);
                write_links(files, function);
        }
}
