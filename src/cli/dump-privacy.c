// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/dump-privacy.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "basic/array.h"
#include "basic/cleanup.h"
#include "basic/parse.h"
#include "basic/text.h"

void privacy_clear(struct privacy *privacy)
{
        free(privacy->aliases);
        free(privacy->words);
        arena_clear(&privacy->arena);
        *privacy = (struct privacy){};
}

static int add_word(struct privacy *privacy, const char *text, const char *instead)
{
        struct word word = { .instead = instead };

        /* Two letters are in every second word. */
        if (strlen(text) < 3 || text_equals(text, "root") || text_equals(text, "localhost"))
                return 0;
        word.text = arena_text(&privacy->arena, text, strlen(text));
        if (!word.text || !ARRAY_RESERVE(privacy->words, privacy->n_words, privacy->words_capacity))
                return -ENOMEM;
        privacy->words[privacy->n_words++] = word;
        return 0;
}

/* People: 1000 to 59999 in every distribution (login.defs(5), systemd's UIDS-GIDS). */
static int learn_users(struct privacy *privacy, char *passwd)
{
        int r = 0;

        for (char *line; r >= 0 && (line = strsep(&passwd, "\n"));) {
                const char *name = strsep(&line, ":");
                const char *uid;
                uint64_t number;

                strsep(&line, ":");
                uid = strsep(&line, ":");
                if (uid && parse_unsigned(uid, UINT32_MAX, &number) >= 0 && number >= 1000 &&
                        number < 60000)
                        r = add_word(privacy, name, "user");
        }
        return r;
}

int privacy_begin(struct privacy *privacy, struct host *host)
{
        _cleanup_free_ char *hostname = NULL;
        _cleanup_free_ char *passwd = NULL;
        int r = 0;

        if (host_read_file(host, "proc/sys/kernel/hostname", 4096, &hostname, NULL) >= 0)
                r = add_word(privacy, text_trim_end(hostname), "host");
        if (r >= 0 && host_read_file(host, "etc/passwd", 16 << 20, &passwd, NULL) >= 0)
                r = learn_users(privacy, passwd);
        return r;
}

/* What NAME is called in the dump, or NULL where it has no alias yet. */
static const char *find_alias(const struct privacy *privacy, const char *kind, const char *name)
{
        for (size_t i = 0; i < privacy->n_aliases; i++)
                if (text_equals(privacy->aliases[i].kind, kind) &&
                        text_equals(privacy->aliases[i].name, name))
                        return privacy->aliases[i].alias;
        return NULL;
}

static const char *alias_of(struct privacy *privacy, const char *kind, const char *name)
{
        const char *known = find_alias(privacy, kind, name);
        struct alias made = { .kind = kind };
        unsigned number = 1;
        char text[64];

        if (known)
                return known;
        for (size_t i = 0; i < privacy->n_aliases; i++)
                number += text_equals(privacy->aliases[i].kind, kind);
        snprintf(text, sizeof(text), "%s%u", kind, number);
        made.name = arena_text(&privacy->arena, name, strlen(name));
        made.alias = arena_text(&privacy->arena, text, strlen(text));
        if (!made.name || !made.alias ||
                !ARRAY_RESERVE(privacy->aliases, privacy->n_aliases, privacy->capacity))
                return NULL;
        privacy->aliases[privacy->n_aliases++] = made;
        return made.alias;
}

/* Names that the kernel gives to disks: nvme0n1p2, sda1, dm-0. Others were given by people. */
static bool is_kernel_disk(const char *name)
{
        static const struct {
                const char *prefix;
                const char *letters; /* that can stand among the digits behind it */
        } forms[] = {
                { "nvme", "cnp" },
                { "mmcblk", "pbot" },
                { "dm-", "" },
                { "md", "p" },
                { "loop", "p" },
                { "sr", "" },
                { "zram", "" },
                { "nbd", "p" },
                { "ram", "" },
                { "zd", "p" },
                { "pmem", "p" },
                { "bcache", "p" },
                { "drbd", "p" },
                { "rbd", "p" },
                { "fd", "" },
                { "sd", "abcdefghijklmnopqrstuvwxyz" },
                { "vd", "abcdefghijklmnopqrstuvwxyz" },
                { "xvd", "abcdefghijklmnopqrstuvwxyz" },
                { "hd", "abcdefghijklmnopqrstuvwxyz" },
        };

        for (size_t i = 0; i < ELEMENTS_OF(forms); i++) {
                const char *rest = name + strlen(forms[i].prefix);

                if (!text_starts_with(name, forms[i].prefix) || !*rest || strlen(rest) > 8)
                        continue;
                while (isdigit((unsigned char)*rest) || (*rest && strchr(forms[i].letters, *rest)))
                        rest++;
                if (!*rest)
                        return true;
        }
        return false;
}

/* Behind one of these words stands the name of an interface: lower_eth0, upper_br0. */
static const char *clean_relative(struct privacy *privacy, const char *name)
{
        static const char *const prefixes[] = { "lower_", "upper_" };

        for (size_t i = 0; i < ELEMENTS_OF(prefixes); i++) {
                const char *known;
                char text[80];

                if (!text_starts_with(name, prefixes[i]))
                        continue;
                known = alias_of(privacy, "net", name + strlen(prefixes[i]));
                snprintf(text, sizeof(text), "%s%s", prefixes[i], known ? known : "");
                return known ? arena_text(&privacy->arena, text, strlen(text)) : NULL;
        }
        return name;
}

/* Folders of /dev that are the same everywhere; whatever else stands there is a disk of the
 * kernel's, or was named by people: a volume, an array, a label. */
static bool is_common_in_dev(const char *name)
{
        static const char *const common[] = { "dev", "mapper", "disk", "by-uuid", "by-label",
                "by-partuuid", "by-partlabel", "by-id", "by-path", "md", "block", "..", ".", "" };

        for (size_t i = 0; i < ELEMENTS_OF(common); i++)
                if (text_equals(name, common[i]))
                        return true;
        return is_kernel_disk(name);
}

/* One component of a path in sysfs, or of a link there, behind the folder FOLDER. */
static const char *clean_component(struct privacy *privacy, const char *folder, const char *name)
{
        const char *known;

        if (text_equals(folder, "net") && !text_equals(name, "lo"))
                return alias_of(privacy, "net", name);
        if ((text_equals(folder, "block") || text_equals(folder, "slaves")) &&
                !is_kernel_disk(name) && !strchr(name, ':'))
                return alias_of(privacy, "block", name);
        /* A partition of such a disk, or the other end of a link between interfaces: those were
         * seen in their classes before. */
        known = find_alias(privacy, "block", name);
        if (!known)
                known = find_alias(privacy, "net", name);
        return known ? known : clean_relative(privacy, name);
}

static const char *clean_in_dev(struct privacy *privacy, const char *name)
{
        return is_common_in_dev(name) ? name : alias_of(privacy, "volume", name);
}

const char *privacy_path(struct privacy *privacy, const char *path)
{
        _cleanup_free_ char *copy = strdup(path);
        _cleanup_free_ char *clean = NULL;
        bool in_dev = text_starts_with(path, "dev/");
        FILE *file;
        size_t size;
        const char *folder = "";
        char *rest = copy;
        bool complete = true;

        if (!copy)
                return NULL;
        /* Only sysfs and /dev name what people named; a relative path is the text of a link there.
         */
        if (!in_dev && !text_starts_with(path, "sys/") && !text_starts_with(path, "../"))
                return arena_text(&privacy->arena, path, strlen(path));
        file = open_memstream(&clean, &size);
        if (!file)
                return NULL;
        for (char *name; complete && (name = strsep(&rest, "/")); folder = name) {
                const char *component = in_dev ? clean_in_dev(privacy, name)
                                               : clean_component(privacy, folder, name);

                complete = component != NULL;
                fprintf(file, "%s%s", component ? component : "", rest ? "/" : "");
        }
        if (fclose(file) != 0 || !complete)
                return NULL;
        return arena_text(&privacy->arena, clean, size);
}

/* Mount points that say nothing about anybody; without the slash in front. */
static bool is_common_folder(const char *folder)
{
        static const char *const common[] = { "", "boot", "boot/efi", "efi", "home", "usr",
                "usr/local", "var", "var/log", "var/lib", "var/cache", "var/tmp", "tmp", "opt",
                "srv", "root", "nix", "nix/store", "proc", "sys", "dev", "dev/shm", "dev/pts",
                "run", "mnt", "media", "etc", ".snapshots" };

        for (size_t i = 0; i < ELEMENTS_OF(common); i++)
                if (folder[0] == '/' && text_equals(folder + 1, common[i]))
                        return true;
        return false;
}

/* A device by its node, under its alias; anything else, such as a server's name, is dropped. */
static void write_source(struct privacy *privacy, FILE *file, const char *source)
{
        const char *node = source[0] == '/' ? source + 1 : source;
        const char *clean = text_starts_with(node, "dev/") ? privacy_path(privacy, node) : NULL;

        fprintf(file, "%s%s", clean ? "/" : "", clean ? clean : "none");
}

/* Keeps numbers, mount point, type and source. */
static void clean_mount(struct privacy *privacy, FILE *file, char *line)
{
        char *fields[5];
        char *behind = strstr(line, " - ");
        const char *type;
        const char *source;

        if (!behind)
                return;
        *behind = '\0';
        behind += 3;
        for (size_t i = 0; i < ELEMENTS_OF(fields); i++)
                if (!(fields[i] = strsep(&line, " ")))
                        return;
        type = strsep(&behind, " ");
        source = strsep(&behind, " ");
        fprintf(file, "%s %s %s / ", fields[0], fields[1], fields[2]);
        if (is_common_folder(fields[4]))
                fputs(fields[4], file);
        else
                fprintf(file, "/%s", alias_of(privacy, "folder", fields[4]));
        /* Behind the point stands the name of a program, or of a cloud: fuse.sshfs. */
        fprintf(file, " rw - %.*s ", type ? (int)strcspn(type, ".") : 0, type ? type : "");
        write_source(privacy, file, source ? source : "");
        fputs(" rw\n", file);
}

static void clean_swap(struct privacy *privacy, FILE *file, char *line)
{
        const char *path = strsep(&line, " \t");

        if (text_equals(path, "Filename"))
                fputs("Filename Type Size Used Priority\n", file);
        if (path[0] != '/')
                return;
        write_source(privacy, file, path);
        fputs(" partition 0 0 0\n", file);
}

/* Only that there is a default route, and through which interface. */
static void clean_ipv4_route(struct privacy *privacy, FILE *file, char *line)
{
        char name[64];
        char destination[64];
        char mask[64];

        if (sscanf(line, "%63s %63s %*s %*s %*s %*s %*s %63s", name, destination, mask) == 3 &&
                text_equals(destination, "00000000") && text_equals(mask, "00000000"))
                fprintf(file, "%s\t00000000\t00000000\t0003\t0\t0\t0\t00000000\t0\t0\t0\n",
                        alias_of(privacy, "net", name));
}

static void clean_ipv6_route(struct privacy *privacy, FILE *file, char *line)
{
        const char *name = strrchr(text_trim_end(line), ' ');
        static const char zeros[] = "00000000000000000000000000000000";

        if (name && text_starts_with(line, "00000000000000000000000000000000 00 "))
                fprintf(file, "%s 00 %s 00 %s 00000000 00000000 00000000 00000003 %s\n", zeros,
                        zeros, zeros,
                        text_equals(name + 1, "lo") ? "lo" : alias_of(privacy, "net", name + 1));
}

/* Parameters of the kernel that matter here, and modules whose parameters do ("vfio-pci.ids");
 * every other one may hold anything. */
static bool is_kept_parameter(const char *word)
{
        static const char *const kept[] = { "intel_iommu", "amd_iommu", "iommu", "vfio", "vfio-pci",
                "vfio_pci", "vfio_iommu_type1", "pci", "pcie_acs_override", "pcie_aspm",
                "pcie_port_pm", "video", "nomodeset", "modprobe", "module_blacklist", "kvm",
                "kvm_intel", "kvm_amd", "kvm-intel", "kvm-amd", "initcall_blacklist", "nvidia",
                "nvidia-drm", "nvidia_drm", "nouveau", "amdgpu", "radeon", "i915", "xe",
                "hugepages", "hugepagesz", "default_hugepagesz", "isolcpus", "nohz_full",
                "rcu_nocbs", "mitigations", "efi" };
        size_t length = strcspn(word, "=.");

        /* dracut's rd.luks.uuid and the like say whose machine it is. */
        if (text_starts_with(word, "rd."))
                return text_starts_with(word, "rd.driver.");
        if (text_equals(word, "quiet") || text_equals(word, "splash"))
                return true;
        for (size_t i = 0; i < ELEMENTS_OF(kept); i++)
                if (strlen(kept[i]) == length && strncmp(kept[i], word, length) == 0)
                        return true;
        return false;
}

static void clean_cmdline(struct privacy *privacy, FILE *file, char *line)
{
        bool first = true;

        (void)privacy;
        for (char *word; (word = strsep(&line, " "));) {
                if (!is_kept_parameter(word))
                        continue;
                fprintf(file, "%s%s", first ? "" : " ", word);
                first = false;
        }
        fputc('\n', file);
}

static void clean_os(struct privacy *privacy, FILE *file, char *line)
{
        (void)privacy;
        if (text_starts_with(line, "ID=") || text_starts_with(line, "ID_LIKE=") ||
                text_starts_with(line, "VERSION_ID=") || text_starts_with(line, "VARIANT_ID="))
                fprintf(file, "%s\n", line);
}

static const struct {
        const char *path;
        void (*clean)(struct privacy *privacy, FILE *file, char *line);
} cleaners[] = {
        { "proc/self/mountinfo", clean_mount },
        { "proc/swaps", clean_swap },
        { "proc/net/route", clean_ipv4_route },
        { "proc/net/ipv6_route", clean_ipv6_route },
        { "proc/cmdline", clean_cmdline },
        { "etc/os-release", clean_os },
};

static bool is_word_character(char c)
{
        return isalnum((unsigned char)c) || c == '_';
}

/* How long the MAC address or UUID at TEXT is: pairs or groups of hexadecimal digits; 0: none. */
static size_t identifier_length(const char *text)
{
        static const unsigned mac[] = { 2, 2, 2, 2, 2, 2, 0 };
        static const unsigned uuid[] = { 8, 4, 4, 4, 12, 0 };
        static const struct {
                const unsigned *groups;
                char between;
        } forms[] = { { mac, ':' }, { uuid, '-' } };

        for (size_t f = 0; f < ELEMENTS_OF(forms); f++) {
                const char *at = text;
                const unsigned *group = forms[f].groups;

                for (; *group; group++) {
                        size_t digits = strspn(at, "0123456789abcdefABCDEF");

                        if (digits != *group)
                                break;
                        at += digits;
                        if (group[1] && *at++ != forms[f].between)
                                break;
                }
                if (!*group && !is_word_character(*at))
                        return (size_t)(at - text);
        }
        return 0;
}

/* The last net: whatever slipped through the rules for single files. */
static void write_without_words(const struct privacy *privacy, FILE *file, const char *text)
{
        char before = ' ';

        while (*text) {
                const char *instead = NULL;
                size_t length = is_word_character(before) ? 0 : identifier_length(text);

                if (length > 0)
                        instead = "removed";
                for (size_t i = 0; i < privacy->n_words && !instead && !is_word_character(before);
                        i++) {
                        size_t size = strlen(privacy->words[i].text);

                        if (strncmp(text, privacy->words[i].text, size) == 0 &&
                                !is_word_character(text[size])) {
                                instead = privacy->words[i].instead;
                                length = size;
                        }
                }
                if (instead)
                        fputs(instead, file);
                else
                        fputc(*text, file);
                text += instead ? length : 1;
                before = text[-1];
        }
}

/* TEXT is changed. */
static void write_clean(struct privacy *privacy, FILE *file, const char *path, char *text)
{
        for (size_t i = 0; i < ELEMENTS_OF(cleaners); i++) {
                if (!text_equals(cleaners[i].path, path))
                        continue;
                for (char *line; (line = strsep(&text, "\n"));)
                        if (*line)
                                cleaners[i].clean(privacy, file, line);
                return;
        }
        fputs(text, file);
}

const char *privacy_content(struct privacy *privacy, const char *path, const char *content,
        size_t size, size_t *ret_size)
{
        _cleanup_free_ char *copy = strndup(content, size);
        _cleanup_free_ char *first = NULL;
        _cleanup_free_ char *second = NULL;
        size_t length = 0;
        FILE *file = open_memstream(&first, &length);

        if (!copy || !file)
                return NULL;
        write_clean(privacy, file, path, copy);
        if (fclose(file) != 0 || !(file = open_memstream(&second, &length)))
                return NULL;
        /* The list of ids is public, and full of words that may be somebody's name. */
        if (text_starts_with(path, "usr/"))
                fputs(first, file);
        else
                write_without_words(privacy, file, first);
        if (fclose(file) != 0)
                return NULL;
        *ret_size = length;
        return arena_text(&privacy->arena, second, length);
}
