// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>

#include "basic/json.h"
#include "basic/text.h"
#include "cli/show.h"

static struct json_object *address_of(const struct showing *showing, size_t function)
{
        char address[PCI_ADDRESS_TEXT_SIZE];

        if (function == PCI_NO_FUNCTION)
                return NULL;
        return json_new_text(
                pci_address_format(&showing->machine->functions[function].address, address));
}

static struct json_object *addresses_of(
        const struct showing *showing, const size_t *functions, size_t count)
{
        struct json_object *array = json_new_array();

        for (size_t i = 0; i < count; i++)
                json_append(array, address_of(showing, functions[i]));
        return array;
}

static struct json_object *numbers_of(const unsigned *numbers, size_t count)
{
        struct json_object *array = json_new_array();

        for (size_t i = 0; i < count; i++)
                json_append(array, json_new_number(numbers[i]));
        return array;
}

/* A negative number is unknown. */
static struct json_object *number_or_null(int number)
{
        return number < 0 ? NULL : json_new_number(number);
}

/* The last DIGITS of eight. */
static struct json_object *hex_of(uint32_t value, unsigned digits)
{
        char text[16];

        snprintf(text, sizeof(text), "%08" PRIx32, value);
        return json_new_text(text + 8 - digits);
}

static struct json_object *usages_of(const struct showing *showing, size_t function)
{
        struct json_object *array = json_new_array();
        size_t count;
        const struct usage *usages = show_usages(showing, function, &count);

        for (size_t i = 0; i < count; i++) {
                struct json_object *object = json_new_object();

                json_put(object, "kind", json_new_text(usage_word(usages[i].kind)));
                json_put(object, "name", json_new_text(usages[i].name));
                json_put(object, "what", json_new_text(usages[i].what));
                json_put(object, "vital", json_new_boolean(usage_is_vital(usages[i].kind)));
                json_append(array, object);
        }
        return array;
}

static void put_link(
        struct json_object *object, const char *key, const char *speed, const char *width)
{
        struct json_object *link = NULL;

        if (speed && width) {
                link = json_new_object();
                json_put(link, "speed", json_new_text(speed));
                json_put(link, "width", json_new_text(width));
        }
        json_put(object, key, link);
}

static struct json_object *function_of(const struct showing *showing, size_t index)
{
        const struct pci_function *function = &showing->machine->functions[index];
        const struct pci_detail *detail = &function->detail;
        struct json_object *object = json_new_object();
        char text[NAME_TEXT_SIZE];

        json_put(object, "address", address_of(showing, index));
        json_put(object, "group", number_or_null(function->group));
        json_put(object, "class", function->has_ids ? hex_of(function->class_code, 6) : NULL);
        json_put(object, "class-name",
                function->has_ids
                        ? json_new_text(names_class(showing->names, function->class_code, text))
                        : NULL);
        json_put(object, "vendor", function->has_ids ? hex_of(function->vendor, 4) : NULL);
        json_put(object, "device", function->has_ids ? hex_of(function->device, 4) : NULL);
        json_put(object, "subsystem-vendor",
                function->has_ids ? hex_of(function->subsystem_vendor, 4) : NULL);
        json_put(object, "subsystem-device",
                function->has_ids ? hex_of(function->subsystem_device, 4) : NULL);
        json_put(object, "revision", hex_of(function->revision, 2));
        json_put(object, "name",
                function->has_ids ? json_new_text(names_function(showing->names, function, text))
                                  : NULL);
        json_put(object, "subsystem-name",
                function->has_ids && names_subsystem(showing->names, function, text)[0]
                        ? json_new_text(text)
                        : NULL);
        json_put(object, "driver", json_new_text(function->driver));
        json_put(object, "parent", address_of(showing, function->parent));
        json_put(object, "boot-vga",
                detail->boot_vga < 0 ? NULL : json_new_boolean(detail->boot_vga));
        json_put(object, "numa-node", number_or_null(detail->numa_node));
        json_put(object, "power-state", json_new_text(detail->power_state));
        json_put(object, "runtime-status", json_new_text(detail->runtime_status));
        put_link(object, "link", detail->link_speed, detail->link_width);
        put_link(object, "link-max", detail->link_speed_max, detail->link_width_max);
        json_put(object, "physical-function", address_of(showing, detail->physical_function));
        json_put(object, "virtual-functions", json_new_number((int64_t)detail->virtual_functions));
        json_put(object, "virtual-functions-max", number_or_null(detail->sriov_total));
        json_put(object, "uses", usages_of(showing, index));
        return object;
}

static struct json_object *regions_of(const struct iommu_group *group)
{
        struct json_object *array = json_new_array();

        for (size_t i = 0; i < group->n_regions; i++) {
                struct json_object *object = json_new_object();
                char text[32];

                snprintf(text, sizeof(text), "0x%016llx",
                        (unsigned long long)group->regions[i].start);
                json_put(object, "start", json_new_text(text));
                snprintf(
                        text, sizeof(text), "0x%016llx", (unsigned long long)group->regions[i].end);
                json_put(object, "end", json_new_text(text));
                json_put(object, "type", json_new_text(group->regions[i].type));
                json_append(array, object);
        }
        return array;
}

/* Members of a group that are no PCI functions. */
static struct json_object *others_of(const struct iommu_group *group)
{
        struct json_object *array = json_new_array();

        for (size_t i = 0; i < group->n_others; i++)
                json_append(array, json_new_text(group->others[i]));
        return array;
}

static struct json_object *group_details(const struct showing *showing)
{
        struct json_object *array = json_new_array();

        for (size_t i = 0; i < showing->companions.n_groups; i++) {
                const struct iommu_group *group =
                        machine_group(showing->machine, (int)showing->companions.groups[i]);
                struct json_object *object = json_new_object();

                json_put(object, "number", json_new_number(showing->companions.groups[i]));
                json_put(object, "type", json_new_text(group ? group->type : NULL));
                json_put(object, "reserved-regions", group ? regions_of(group) : json_new_array());
                json_put(object, "other-members", group ? others_of(group) : json_new_array());
                json_append(array, object);
        }
        return array;
}

static struct json_object *displays_of(const struct showing *showing)
{
        struct json_object *array = json_new_array();

        for (size_t i = 0; i < showing->selection.n_functions; i++) {
                const struct display *display = &showing->displays[i];
                struct json_object *connectors;
                struct json_object *object;

                if (!display->card && !display->render)
                        continue;
                object = json_new_object();
                connectors = json_new_array();
                for (size_t c = 0; c < display->n_connectors; c++) {
                        struct json_object *connector = json_new_object();

                        json_put(connector, "name", json_new_text(display->connectors[c].name));
                        json_put(connector, "status", json_new_text(display->connectors[c].status));
                        json_append(connectors, connector);
                }
                json_put(object, "function", address_of(showing, showing->selection.functions[i]));
                json_put(object, "card-node", json_new_text(display->card));
                json_put(object, "render-node", json_new_text(display->render));
                json_put(object, "connectors", connectors);
                json_append(array, object);
        }
        return array;
}

static struct json_object *path_of(const struct showing *showing)
{
        struct json_object *array = json_new_array();
        size_t path[64];
        size_t count = 0;

        for (size_t up = showing->machine->functions[showing->selection.functions[0]].parent;
                up != PCI_NO_FUNCTION && count < sizeof(path) / sizeof(path[0]);
                up = showing->machine->functions[up].parent)
                path[count++] = up;
        while (count > 0)
                json_append(array, address_of(showing, path[--count]));
        return array;
}

int show_as_json(const struct showing *showing, FILE *file, struct problem *reterr)
{
        const struct companions *companions = &showing->companions;
        const struct selection *selection = &showing->selection;
        struct json_object *details;
        struct json_object *object;
        int r = json_begin(reterr);

        if (r < 0)
                return r;
        object = json_new_object();
        json_put(object, "card",
                selection->card ? address_of(showing, selection->card->display) : NULL);
        json_put(object, "functions",
                addresses_of(showing, selection->functions, selection->n_functions));
        json_put(object, "companions", addresses_of(showing, companions->all, companions->n_all));
        json_put(object, "foreign",
                addresses_of(showing, companions->foreign, companions->n_foreign));
        json_put(object, "bridges",
                addresses_of(showing, companions->bridges, companions->n_bridges));
        json_put(object, "groups", numbers_of(companions->groups, companions->n_groups));
        json_put(object, "clean", json_new_boolean(show_verdict(showing) == VERDICT_CLEAN));
        json_put(object, "verdict", json_new_text(show_verdict_word(show_verdict(showing))));
        json_put(object, "candidate",
                selection->card ? json_new_boolean(!selection->card->no_candidate) : NULL);
        json_put(object, "no-candidate-reason",
                json_new_text(selection->card ? selection->card->no_candidate : NULL));
        json_put(object, "path", path_of(showing));
        json_put(object, "group-details", group_details(showing));
        json_put(object, "displays", displays_of(showing));
        details = json_new_array();
        for (size_t i = 0; i < companions->n_all; i++)
                json_append(details, function_of(showing, companions->all[i]));
        json_put(object, "details", details);
        return json_print(object, file, reterr);
}
