// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/reading.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/parse.h"
#include "basic/text.h"

#define DEVICES "sys/bus/pci/devices"

static int list_functions(struct reading *reading, int devices, struct problem *reterr)
{
        struct machine *machine = reading->machine;
        struct folder_reader *reader = &reading->folder;
        size_t capacity = 0;
        const char *name;

        folder_begin(reader, devices);
        while ((name = folder_next(reading->host, reader))) {
                struct pci_function function = {
                        .group = PCI_NO_GROUP,
                        .parent = PCI_NO_FUNCTION,
                        .detail = { .boot_vga = -1,
                                .numa_node = -1,
                                .sriov_total = -1,
                                .physical_function = PCI_NO_FUNCTION },
                };

                if (!pci_address_parse(name, &function.address)) {
                        problem_list_add(&machine->problems, EINVAL, name, NULL,
                                DEVICES "/%s is not a PCI address; it is left out", name);
                        continue;
                }
                if (!ARRAY_RESERVE(machine->functions, machine->n_functions, capacity))
                        return reading_out_of_memory(reterr);
                machine->functions[machine->n_functions++] = function;
        }
        if (reader->error < 0)
                return problem_set(reterr, -reader->error, DEVICES, NULL,
                        DEVICES " cannot be read: %s", strerror(-reader->error));
        if (machine->n_functions > 0)
                qsort(machine->functions, machine->n_functions, sizeof(*machine->functions),
                        pci_compare);
        return 0;
}

/* Kernels always have `modalias`; the single files are for recordings by hand, and for a machine
 * whose `modalias` is damaged. */
static bool read_single_ids(struct reading *reading, int folder, struct pci_function *function)
{
        uint64_t values[5] = {};
        static const struct {
                const char *name;
                uint64_t maximum;
                bool optional;
        } files[] = {
                { "vendor", UINT16_MAX, false },
                { "device", UINT16_MAX, false },
                { "class", 0xffffff, false },
                { "subsystem_vendor", UINT16_MAX, true },
                { "subsystem_device", UINT16_MAX, true },
        };

        for (size_t i = 0; i < ELEMENTS_OF(files); i++) {
                char text[ATTRIBUTE_SIZE];
                ssize_t r = reading_attribute(reading, folder, files[i].name, text, sizeof(text));

                if ((r < 0 || parse_hex(text, files[i].maximum, &values[i]) < 0) &&
                        !files[i].optional)
                        return false;
        }
        function->vendor = (uint16_t)values[0];
        function->device = (uint16_t)values[1];
        function->class_code = (uint32_t)values[2];
        function->subsystem_vendor = (uint16_t)values[3];
        function->subsystem_device = (uint16_t)values[4];
        return true;
}

/* Returns a negative errno when neither says it: -EBADMSG for a text that is damaged. */
static int read_ids(struct reading *reading, int folder, struct pci_function *function)
{
        char text[ATTRIBUTE_SIZE];
        ssize_t r = reading_attribute(reading, folder, "modalias", text, sizeof(text));

        function->has_ids = (r >= 0 && pci_parse_modalias(text, function)) ||
                read_single_ids(reading, folder, function);
        return function->has_ids ? 0 : r < 0 && r != -EFBIG ? (int)r : -EBADMSG;
}

static void tell_no_ids(struct reading *reading, const struct pci_function *function, int error)
{
        char address[PCI_ADDRESS_TEXT_SIZE];

        pci_address_format(&function->address, address);
        if (error == -EBADMSG)
                problem_list_add(&reading->machine->problems, EBADMSG, address, NULL,
                        "The kernel's text for the ids and the class of %s is damaged", address);
        else
                problem_list_add(&reading->machine->problems, -error, address, NULL,
                        "The ids and the class of %s cannot be read: %s", address,
                        strerror(-error));
}

static void read_driver(struct reading *reading, int folder, struct pci_function *function)
{
        char target[PATH_MAX];
        char address[PCI_ADDRESS_TEXT_SIZE];
        const char *name;
        ssize_t r = reading_link(reading, folder, "driver", target, sizeof(target));

        if (r == -ENOENT)
                return;
        pci_address_format(&function->address, address);
        if (r < 0) {
                problem_list_add(&reading->machine->problems, (int)-r, address, NULL,
                        "The driver of %s cannot be read: %s", address, strerror((int)-r));
                return;
        }
        name = text_last_component(target);
        if (strlen(name) > NAME_MAX)
                problem_list_add(&reading->machine->problems, ENAMETOOLONG, address, NULL,
                        "The driver of %s has a name of %zu bytes, more than a file name can have; "
                        "it is left out",
                        address, strlen(name));
        else
                function->driver = arena_text(&reading->machine->arena, name, strlen(name));
        reading->short_of_memory |= strlen(name) <= NAME_MAX && !function->driver;
}

static void read_revision(struct reading *reading, int folder, struct pci_function *function)
{
        char text[ATTRIBUTE_SIZE];
        char address[PCI_ADDRESS_TEXT_SIZE];
        uint64_t value;
        ssize_t r = reading_attribute(reading, folder, "revision", text, sizeof(text));

        if (r >= 0 && parse_hex(text, UINT8_MAX, &value) >= 0) {
                function->revision = (uint8_t)value;
                return;
        }
        pci_address_format(&function->address, address);
        problem_list_add(&reading->machine->problems, r < 0 ? (int)-r : EBADMSG, address, NULL,
                "The revision of %s cannot be read: %s", address,
                r < 0 ? strerror((int)-r) : "it is damaged");
}

/* The bridge above is the next address before the own one in the real path:
 * ../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0 */
static void read_parent(struct reading *reading, int devices, struct pci_function *function)
{
        char target[PATH_MAX];
        char address[PCI_ADDRESS_TEXT_SIZE];
        struct pci_address parent;
        char *slash;

        pci_address_format(&function->address, address);
        if (host_read_link(reading->host, devices, address, target, sizeof(target)) < 0)
                return;
        slash = strrchr(target, '/');
        if (!slash)
                return;
        *slash = '\0';
        if (pci_address_parse(text_last_component(target), &parent))
                function->parent = machine_find(reading->machine, &parent);
}

/* The links virtfn0, virtfn1, ... are counted, because `sriov_numvfs` takes the device's lock
 * (drivers/pci/iov.c:sriov_numvfs_show). */
static size_t count_virtual_functions(struct reading *reading, int folder)
{
        for (size_t count = 0;; count++) {
                char name[32];
                char target[PATH_MAX];

                snprintf(name, sizeof(name), "virtfn%zu", count);
                if (reading_link(reading, folder, name, target, sizeof(target)) < 0)
                        return count;
        }
}

static size_t read_physical_function(struct reading *reading, int folder)
{
        char target[PATH_MAX];
        struct pci_address address;

        if (reading_link(reading, folder, "physfn", target, sizeof(target)) < 0 ||
                !pci_address_parse(text_last_component(target), &address))
                return PCI_NO_FUNCTION;
        return machine_find(reading->machine, &address);
}

static void read_detail(struct reading *reading, int folder, struct pci_function *function)
{
        struct pci_detail *detail = &function->detail;

        if (pci_is_display(function))
                detail->boot_vga = reading_number(reading, folder, "boot_vga");
        detail->numa_node = reading_number(reading, folder, "numa_node");
        detail->power_state = reading_text(reading, folder, "power_state");
        detail->runtime_status = reading_text(reading, folder, "power/runtime_status");
        detail->physical_function = read_physical_function(reading, folder);
        detail->sriov_total = reading_number(reading, folder, "sriov_totalvfs");
        if (detail->sriov_total > 0)
                detail->virtual_functions = count_virtual_functions(reading, folder);

        /* The link's state lies in config space. Older kernels read nonsense from a device that
         * sleeps, newer ones wake it for the reading (pci_config_pm_runtime_get() in
         * drivers/pci/pci-sysfs.c): it is let sleep. */
        if (detail->runtime_status && text_equals(detail->runtime_status, "suspended"))
                return;
        detail->link_speed = reading_text(reading, folder, "current_link_speed");
        detail->link_width = reading_text(reading, folder, "current_link_width");
        detail->link_speed_max = reading_text(reading, folder, "max_link_speed");
        detail->link_width_max = reading_text(reading, folder, "max_link_width");
}

/* What the folder FOLDER, or the one that the prefix names, says about a function. */
static void read_attributes(
        struct reading *reading, int devices, int folder, struct pci_function *function)
{
        if (reading->fields & MACHINE_DRIVER)
                read_driver(reading, folder, function);
        if (reading->fields & MACHINE_REVISION)
                read_revision(reading, folder, function);
        if (reading->fields & MACHINE_TREE)
                read_parent(reading, devices, function);
        if (reading->fields & MACHINE_DETAIL)
                read_detail(reading, folder, function);
}

/* On this machine: all below the one folder of devices. */
static int read_plain(struct reading *reading, int devices, struct pci_function *function)
{
        char address[PCI_ADDRESS_TEXT_SIZE];
        int r;

        pci_address_format(&function->address, address);
        *stpcpy(stpcpy(reading->prefix, address), "/") = '\0';
        r = read_ids(reading, devices, function);
        if (r == -ENOENT && faccessat(devices, address, F_OK, 0) < 0) {
                reading->prefix[0] = '\0';
                return -ENOENT;
        }
        if (r < 0)
                tell_no_ids(reading, function, r);
        read_attributes(reading, devices, devices, function);
        reading->prefix[0] = '\0';
        return 0;
}

static int read_confined(struct reading *reading, int devices, struct pci_function *function)
{
        char address[PCI_ADDRESS_TEXT_SIZE];
        _cleanup_fd_ int folder = host_open_folder_in(
                reading->host, devices, DEVICES, pci_address_format(&function->address, address));

        int r;

        if (folder < 0)
                return folder;
        r = read_ids(reading, folder, function);
        if (r < 0)
                tell_no_ids(reading, function, r);
        read_attributes(reading, devices, folder, function);
        return 0;
}

/* False when the function is gone. */
static bool read_function(struct reading *reading, int devices, struct pci_function *function)
{
        char address[PCI_ADDRESS_TEXT_SIZE];
        int r = host_is_plain(reading->host) ? read_plain(reading, devices, function)
                                             : read_confined(reading, devices, function);

        if (r >= 0)
                return true;
        pci_address_format(&function->address, address);
        if (r == -ENOENT || r == -ENODEV) {
                problem_list_add(&reading->machine->notes, ENODEV, address, NULL,
                        "%s vanished while it was looked at; it is left out", address);
                return false;
        }
        problem_list_add(&reading->machine->problems, -r, address, NULL, "%s cannot be read: %s",
                address, strerror(-r));
        return true;
}

/* Takes out the functions that GONE marks. Functions refer to each other by index, so the
 * references move along; one to a function that is gone ends. */
static int drop_gone(struct machine *machine, const bool *gone, struct problem *reterr)
{
        _cleanup_free_ size_t *moved = calloc(machine->n_functions, sizeof(*moved));
        size_t kept = 0;

        if (!moved)
                return reading_out_of_memory(reterr);
        for (size_t i = 0; i < machine->n_functions; i++) {
                moved[i] = gone[i] ? PCI_NO_FUNCTION : kept;
                if (!gone[i])
                        machine->functions[kept++] = machine->functions[i];
        }
        machine->n_functions = kept;
        for (size_t i = 0; i < kept; i++) {
                struct pci_function *function = &machine->functions[i];
                size_t *physical = &function->detail.physical_function;

                if (function->parent != PCI_NO_FUNCTION)
                        function->parent = moved[function->parent];
                if (*physical != PCI_NO_FUNCTION)
                        *physical = moved[*physical];
        }
        return 0;
}

int pci_read_functions(struct reading *reading, struct problem *reterr)
{
        struct machine *machine = reading->machine;
        _cleanup_fd_ int devices = host_open_folder(reading->host, DEVICES);
        _cleanup_free_ bool *gone = NULL;
        bool any_gone = false;
        int r;

        if (devices < 0)
                return problem_set(reterr, -devices, DEVICES,
                        host_is_this_machine(reading->host)
                                ? "Mount sysfs on /sys, or name another root with --sysroot"
                                : "Is it the root of a host, or a dump of one?",
                        "There is no list of PCI devices: " DEVICES " cannot be opened: %s",
                        strerror(-devices));
        r = list_functions(reading, devices, reterr);
        if (r < 0 || machine->n_functions == 0)
                return r;
        gone = calloc(machine->n_functions, sizeof(*gone));
        if (!gone)
                return reading_out_of_memory(reterr);
        for (size_t i = 0; i < machine->n_functions; i++) {
                gone[i] = !read_function(reading, devices, &machine->functions[i]);
                any_gone |= gone[i];
        }
        return any_gone ? drop_gone(machine, gone, reterr) : 0;
}
