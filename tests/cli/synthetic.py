#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""synthetic.py N [SEED] [PCI_IDS]: a made-up host with N functions, in the form of tests/machines.

Its ids are drawn from pci.ids, its classes are all of those in turn. There are bridges below bridges, groups with
gaps, functions without a group, ids that the list does not know, and more domains where one has no room left.
"""

import random
import re
import sys

PCI_IDS = '/usr/share/misc/pci.ids'

# Buses of one domain, and how far down bridges stand above bridges.
BUSES = 256
DEPTH = 6

DRIVERS = {
    '01': ('ahci', 'nvme', 'mpt3sas'), '02': ('e1000e', 'igb', 'mlx5_core', 'r8169'),
    '03': ('amdgpu', 'nouveau', 'nvidia', 'vfio-pci'), '04': ('snd_hda_intel', 'vfio-pci'),
    '06': ('pcieport',), '0c': ('xhci_hcd', 'i801_smbus'),
}


def read_pci_ids(path):
    """The devices with their subsystems, each as ("10de:1b81", ["1458:3717", ...]), and the classes ("0300")."""
    devices, classes = [], []
    vendor = base = None
    with open(path, encoding='utf-8', errors='replace') as file:
        for line in file:
            if match := re.match(r'([0-9a-f]{4})  ', line):
                vendor, base = match[1], None
            elif match := re.match(r'C ([0-9a-f]{2})  ', line):
                vendor, base = None, match[1]
                classes.append(base + '00')
            elif match := re.match(r'\t([0-9a-f]{4})  ', line):
                devices.append((f'{vendor}:{match[1]}', []))
            elif match := re.match(r'\t([0-9a-f]{2})  ', line):
                classes.append(base + match[1])
            elif vendor and (match := re.match(r'\t\t([0-9a-f]{4}) ([0-9a-f]{4})  ', line)):
                devices[-1][1].append(f'{match[1]}:{match[2]}')
    return devices, sorted(set(classes))


def places(dice, n):
    """N addresses, each with the bridge above it, and whether it is a bridge."""
    domains = iter([0, 1, 0x10000] + list(range(2, 0x1000)))
    buses = []          # to fill: number, bridge above, depth
    free = BUSES
    while n:
        if not buses:
            domain, free = next(domains), 1
            buses.append((0, None, 0))
        bus, above, depth = buses.pop(0)
        for slot in sorted(dice.sample(range(32), dice.randint(8, 16) if depth == 0 else dice.randint(1, 5))):
            for function in range(dice.choice((1, 1, 1, 1, 2, 2, 4, 8))):
                address = f'{domain:04x}:{bus:02x}:{slot:02x}.{function}'
                is_bridge = free < BUSES and depth < DEPTH and dice.random() < (0.5 if depth == 0 else 0.25)
                if is_bridge:
                    buses.append((free, address, depth + 1))
                    free += 1
                yield address, above, is_bridge
                n -= 1
                if not n:
                    return


def synthetic(n, seed, pci_ids_path=PCI_IDS):
    """The text of a host with N functions. The same arguments bring the same host."""
    dice = random.Random(seed)
    devices, classes = read_pci_ids(pci_ids_path)
    dice.shuffle(classes)
    lines = [f'# {n} functions, seed {seed}', 'acpi-table DMAR']
    number = group = -1
    slot = None
    for address, above, is_bridge in places(dice, n):
        number += not is_bridge
        kind = '0604' if is_bridge else classes[number % len(classes)]
        ids, subsystems = dice.choice(devices)
        if dice.random() < 0.02:        # newer than the list
            ids = dice.choice((ids[:5] + 'fffe', 'fffe:fffe'))
        words = ['function', address, kind, ids]
        if dice.random() < 0.7:
            words += ['rev', f'{dice.randint(1, 255):02x}']
        if subsystems and not is_bridge:
            words += ['subsystem', dice.choice(subsystems)]
        if above:
            words += ['under', above]
        if dice.random() < 0.6:
            words += ['driver', dice.choice(DRIVERS.get(kind[:2], ('vfio-pci', 'fake')))]
        if address[:-2] != slot:
            group += dice.choice((0, 1, 1, 1, 1, 2, 9)) if group >= 0 else 1
            slot = address[:-2]
        if dice.random() < 0.98:
            words += ['group', str(group)]
        lines.append(' '.join(words))
    return '\n'.join(lines) + '\n'


if __name__ == '__main__':
    if len(sys.argv) not in (2, 3, 4):
        sys.exit('Usage: synthetic.py N [SEED] [PCI_IDS]')
    print(synthetic(int(sys.argv[1]), int((sys.argv[2:] or [1])[0]), (sys.argv[3:] or [PCI_IDS])[0]), end='')
