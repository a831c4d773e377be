// SPDX-License-Identifier: GPL-2.0-or-later
/* The smallest machine that can be lent a card: says on its serial port which PCI functions it sees, lets
 * the sound card of the lab answer by DMA, and ends when the power button is pressed. It is started as a
 * multiboot kernel (GNU Multiboot Specification 0.6.96), below SeaBIOS on QEMU's q35. */
#include <stdbool.h>
#include <stdint.h>

#define MULTIBOOT_MAGIC 0x1badb002u

/* 16550 at the first serial port. */
#define SERIAL 0x3f8
#define SERIAL_LINE_STATUS (SERIAL + 5)
#define SERIAL_CAN_SEND 0x20

/* Configuration mechanism 1 of the PCI Local Bus Specification. */
#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA 0xcfc
#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY_AND_MASTER 0x6
#define PCI_CLASS_REVISION 0x08
#define PCI_HEADER 0x0c
#define PCI_HEADER_MULTIFUNCTION 0x800000
#define PCI_BAR0 0x10

/* Power management of the ICH9 where SeaBIOS puts it. */
#define PM_STATUS 0x600
#define PM_ENABLE 0x602
#define PM_CONTROL 0x604
#define PM_POWER_BUTTON 0x100
#define PM_SLEEP_NOW 0x2000

#define AUDIO_CLASS 0x0403
#define PATIENCE 2000000

__attribute__((section(".multiboot"), used)) static const uint32_t multiboot[] = { MULTIBOOT_MAGIC, 0,
        -MULTIBOOT_MAGIC };

static void out8(uint16_t port, uint8_t value)
{
        __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static void out16(uint16_t port, uint16_t value)
{
        __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static void out32(uint16_t port, uint32_t value)
{
        __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t in8(uint16_t port)
{
        uint8_t value;

        __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
        return value;
}

static uint16_t in16(uint16_t port)
{
        uint16_t value;

        __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
        return value;
}

static uint32_t in32(uint16_t port)
{
        uint32_t value;

        __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
        return value;
}

static void say(const char *text)
{
        for (; *text; text++) {
                while (!(in8(SERIAL_LINE_STATUS) & SERIAL_CAN_SEND))
                        ;
                out8(SERIAL, (uint8_t)*text);
        }
}

static void say_hex(uint32_t value, int digits)
{
        char text[2] = "";

        while (digits-- > 0) {
                text[0] = "0123456789abcdef"[value >> (digits * 4) & 15];
                say(text);
        }
}

struct address {
        uint32_t bus, device, function;
};

static void config_select(const struct address *at, uint32_t offset)
{
        out32(CONFIG_ADDRESS,
                0x80000000u | at->bus << 16 | at->device << 11 | at->function << 8 | offset);
}

static uint32_t config_read(const struct address *at, uint32_t offset)
{
        config_select(at, offset);
        return in32(CONFIG_DATA);
}

static void config_write(const struct address *at, uint32_t offset, uint32_t value)
{
        config_select(at, offset);
        out32(CONFIG_DATA, value);
}

/* The rings through which an HDA controller talks with its codecs (High Definition Audio
 * Specification 1.0a, 4.4): a command is fetched from memory and its answer written there, so an
 * answer is proof of DMA in both directions. */
static uint32_t commands[256] __attribute__((aligned(4096)));
static volatile uint64_t answers[256] __attribute__((aligned(4096)));

#define HDA8(offset) (*(volatile uint8_t *)(registers + (offset)))
#define HDA16(offset) (*(volatile uint16_t *)(registers + (offset)))
#define HDA32(offset) (*(volatile uint32_t *)(registers + (offset)))

static bool wait_for(uint32_t register_address, uint32_t mask, uint32_t wanted)
{
        for (uint32_t i = 0; i < PATIENCE; i++)
                if ((*(volatile uint32_t *)register_address & mask) == wanted)
                        return true;
        return false;
}

static void try_audio(const struct address *at)
{
        uint32_t registers = config_read(at, PCI_BAR0) & ~15u;
        bool answered;

        config_write(at, PCI_COMMAND, config_read(at, PCI_COMMAND) | PCI_COMMAND_MEMORY_AND_MASTER);
        HDA32(0x08) = 0;                        /* GCTL: into reset and out of it */
        wait_for(registers + 0x08, 1, 0);
        HDA32(0x08) = 1;
        wait_for(registers + 0x08, 1, 1);
        for (uint32_t i = 0; i < PATIENCE && !HDA16(0x0e); i++) /* STATESTS: a codec is there */
                ;
        HDA32(0x40) = (uint32_t)commands;       /* CORB: base, size, read pointer */
        HDA32(0x44) = 0;
        HDA8(0x4e) = 2;
        HDA16(0x4a) = 0x8000;
        HDA16(0x4a) = 0;
        HDA32(0x50) = (uint32_t)answers;        /* RIRB: base, size, write pointer */
        HDA32(0x54) = 0;
        HDA8(0x5e) = 2;
        HDA16(0x58) = 0x8000;
        HDA16(0x5a) = 1;
        HDA8(0x5c) = 2;                         /* both run */
        HDA8(0x4c) = 2;
        commands[1] = 0x000f0000;               /* codec 0: its vendor and device id */
        __asm__ volatile("" : : : "memory");
        HDA16(0x48) = 1;
        answered = wait_for(registers + 0x58, 0xff, 1);
        say(answered && (uint32_t)answers[1] ? "dma works\n" : "dma fails\n");
}

/* "pci 00:02.0 1234:1111 0380" */
static void show_function(const struct address *at, uint32_t id)
{
        uint32_t class = config_read(at, PCI_CLASS_REVISION) >> 16;

        say("pci ");
        say_hex(at->bus, 2);
        say(":");
        say_hex(at->device, 2);
        say(".");
        say_hex(at->function, 1);
        say(" ");
        say_hex(id, 4);
        say(":");
        say_hex(id >> 16, 4);
        say(" ");
        say_hex(class, 4);
        say("\n");
        if (class == AUDIO_CLASS)
                try_audio(at);
}

static void show_device(struct address at)
{
        for (; at.function < 8; at.function++) {
                uint32_t id = config_read(&at, 0);

                if ((id & 0xffff) != 0xffff)
                        show_function(&at, id);
                else if (at.function == 0)
                        return;
                if (at.function == 0 && !(config_read(&at, PCI_HEADER) & PCI_HEADER_MULTIFUNCTION))
                        return;
        }
}

__attribute__((noreturn, used)) static void start(void)
{
        for (uint32_t bus = 0; bus < 8; bus++)
                for (uint32_t device = 0; device < 32; device++)
                        show_device((struct address){ bus, device, 0 });
        say("end of list\n");

        /* QEMU drops the press of a button that nobody has asked to hear of. */
        out16(PM_ENABLE, PM_POWER_BUTTON);
        while (!(in16(PM_STATUS) & PM_POWER_BUTTON))
                __asm__ volatile("pause");
        say("power button\n");
        out16(PM_CONTROL, PM_SLEEP_NOW);
        for (;;)
                __asm__ volatile("hlt");
}

__asm__(".globl _start\n"
        "_start: mov $stack_end, %esp\n"
        "        cli\n"
        "        call start\n"
        ".bss\n"
        ".align 16\n"
        "        .space 16384\n"
        "stack_end:\n"
        ".text");
