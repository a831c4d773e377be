# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads what people paste when they are asked for their IOMMU groups.

Everybody has another script: groups with an indented "lspci -nn" below, one line for each function, tables with
the ids in front, "lspci -v" with a line for the group, kernel messages, the folders of sysfs. On top of that come
quote marks, tags, and mail programs that break lines. parse() takes all of them; what it cannot use, it returns.

As a program it makes the functions of a file for tests/machines out of a listing: listing.py < LISTING
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field

# The classes that lspci calls by these names. With other names, and with -nn, it prints the code behind.
CLASSES = {
    'Non-VGA unclassified device': '0000', 'VGA compatible unclassified device': '0001',
    'SCSI storage controller': '0100', 'IDE interface': '0101', 'RAID bus controller': '0104',
    'SATA controller': '0106', 'Serial Attached SCSI controller': '0107',
    'Non-Volatile memory controller': '0108', 'Mass storage controller': '0180',
    'Ethernet controller': '0200', 'Infiniband controller': '0207', 'Network controller': '0280',
    'VGA compatible controller': '0300', '3D controller': '0302', 'Display controller': '0380',
    'Multimedia video controller': '0400', 'Multimedia audio controller': '0401',
    'Audio device': '0403', 'Multimedia controller': '0480',
    'RAM memory': '0500', 'Memory controller': '0580',
    'Host bridge': '0600', 'ISA bridge': '0601', 'PCI bridge': '0604', 'CardBus bridge': '0607',
    'Bridge': '0680', 'Serial controller': '0700', 'Parallel controller': '0701',
    'Communication controller': '0780', 'PIC': '0800', 'SD Host controller': '0805', 'IOMMU': '0806',
    'System peripheral': '0880', 'Co-processor': '0b40',
    'FireWire (IEEE 1394)': '0c00', 'USB controller': '0c03', 'SMBus': '0c05',
    'InfiniBand': '0c06', 'Serial bus controller': '0c80',
    'Encryption controller': '1080', 'Performance counters': '1101',
    'Signal processing controller': '1180', 'Processing accelerators': '1200',
    'Non-Essential Instrumentation': '1300', 'Unassigned class': 'ff00',
}

ADDRESS = r'(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7]'
PATH = rf'(?:{ADDRESS})(?:/[0-9a-f]{{2}}:[01][0-9a-f]\.[0-7])*'
IDS = r'\[(?P<ids>[0-9a-f]{4}:[0-9a-f]{4})\]'

GROUP = re.compile(r'\W*(?:iommu )?group +(\d+)\b:?', re.I)
GROUP_FOLDER = re.compile(r'/iommu_groups/(\d+)/devices/?(\S*)')
FUNCTION = re.compile(rf'\W*(?:\((?P<group>\d+)\) )?(?:{IDS} +(?:\[R\] )?)?(?P<path>{PATH})\s+(?P<rest>\S.*)')
ADDRESSES = re.compile(rf'(?:{ADDRESS}\s*)+$')
CLASS = re.compile(r'(?P<name>[^\[:]+?)\s*(?:\[(?P<code>[0-9a-f]{4})\])?:(?:\s|$)|(?P<column>\S+(?: \S+)*)\s\s')
NAMELESS = re.compile(rf'(?:(?P<name>[^\[:]+): )?.*{IDS}')
MESSAGE = re.compile(rf'(?:\[ *[\d.]+\] )?(?:vgaarb: )?(?:pci )?({ADDRESS}): (.*)')
HEX = re.compile(r'\s*([0-9a-f]{2,3}):((?: [0-9a-f]{2}){16})$')


@dataclass
class Function:
    """One PCI function; what the listing does not tell is None."""
    address: str | None             # with its domain
    group: int | None = None
    code: str | None = None         # of the class, four digits
    ids: str | None = None          # "10de:13c2"
    rev: str | None = None
    driver: str | None = None
    node: int | None = None
    buses: tuple | None = None      # of a bridge: the first and the last bus behind it
    boot_vga: int | None = None
    header: str | None = field(default=None, repr=False)

    def fill(self, other):
        """What another mention of the same function tells."""
        for name, value in vars(other).items():
            if getattr(self, name) is None:
                setattr(self, name, value)


@dataclass
class Listing:
    functions: dict = field(default_factory=dict)   # by address
    nameless: list = field(default_factory=list)    # functions without an address
    platform: dict = field(default_factory=dict)    # devices that are not PCI: name -> group
    unused: list = field(default_factory=list)      # (number of the line, line)

    def bridge_above(self, function):
        """The innermost bridge with the bus of FUNCTION behind it, where the listing tells buses."""
        domain, bus = function.address[:-8], int(function.address[-7:-5], 16)
        above = [bridge for bridge in self.functions.values()
                 if bridge.buses and bridge.address.startswith(domain + ':')
                 and bridge.buses[0] <= bus <= bridge.buses[1]]
        return max(above, key=lambda bridge: bridge.buses[0], default=None)


def full_address(text):
    return text if text.count(':') == 2 else '0000:' + text


def order(address):
    """Key that sorts addresses as gpulend does. A domain may have more than four digits."""
    return int(address[:-8], 16), address[-7:]


def address_of_path(path):
    """0000:00:1c.3/08:00.0/09:01.0 is 0000:09:01.0 behind two bridges."""
    first, _, rest = path.partition('/')
    return full_address(first)[:-7] + (rest or first)[-7:]


def clean(line):
    """Without quote marks, tags, and what belongs to a markup."""
    line = re.sub(r'^(?:> ?)+', '', line.replace('\N{NO-BREAK SPACE}', ' '))
    line = re.sub(r'</?\w+>', '', line)
    return '' if line.lstrip().startswith('```') else line.replace('`', '').rstrip()


def read_header(function):
    """Class, ids and revision out of the line of lspci, put together again where it was broken."""
    match = CLASS.match(function.header)
    if not match:
        return False
    name = match['name'] or match['column']
    function.code = match['code'] or CLASSES.get(name.strip())
    if ids := re.search(IDS, function.header):
        function.ids = ids['ids']
    if (rev := re.search(r'\(rev ([0-9a-f]{2})\)', function.header)) and rev[1] != 'ff':
        function.rev = rev[1]
    return function.code is not None


def read_attribute(function, line):
    """One of the lines that lspci -v prints below a function."""
    if match := re.search(r'IOMMU group:? (\d+)', line):
        function.group = int(match[1])
    if match := re.search(r'NUMA node:? (\d+)', line):
        function.node = int(match[1])
    if match := re.search(r'Kernel driver in use: (\S+)', line):
        function.driver = match[1]
    if match := re.search(r'secondary=([0-9a-f]{2}), subordinate=([0-9a-f]{2})', line):
        function.buses = int(match[1], 16), int(match[2], 16)
    if (match := HEX.match(line)) and int(match[1], 16) == 0:
        value = match[2].split()
        if value[:2] != ['ff', 'ff']:       # a device that has left the bus answers so
            function.ids = f'{value[1]}{value[0]}:{value[3]}{value[2]}'
            function.rev, function.code = value[8], value[11] + value[10]
    elif match and int(match[1], 16) == 0x10 and function.code == '0604':
        value = [int(byte, 16) for byte in match[2].split()]
        function.buses = value[9], value[10]


def read_message(function, text):
    """What the kernel says about a function while it boots."""
    if match := re.match(r'Adding to iommu group (\d+)', text):
        function.group = int(match[1])
    elif match := re.match(IDS + r' type [0-9a-f]{2} class 0x(?P<code>[0-9a-f]{4})', text):
        function.ids, function.code = match['ids'], match['code']
    elif text.startswith('vgaarb: setting as boot VGA device'):
        function.boot_vga, function.code = 1, '0300'
    else:
        return text.startswith('vgaarb: ')
    return True


class Parser:
    def __init__(self):
        self.listing = Listing()
        self.group = None
        self.function = None    # the one that the following lines belong to
        self.indent = 0         # of its first line
        self.header_open = False

    def add(self, function):
        if function.address is None:
            self.listing.nameless.append(function)
            return
        self.listing.functions.setdefault(function.address, function).fill(function)

    def end_of_function(self):
        if self.function:
            self.add(self.function)
        self.function = None

    def begin_function(self, line, match):
        """The first line of a function, or the rest of the line behind the group."""
        function = Function(address_of_path(match['path']), header=match['rest'] + '  ')
        if not read_header(function):
            return False
        self.end_of_function()
        function.group = int(match['group']) if match['group'] else self.group
        function.ids = match['ids'] or function.ids
        self.function, self.indent, self.header_open = function, len(line) - len(line.lstrip()), True
        return True

    def read_group(self, line):
        """IOMMU Group 7, with or without something behind."""
        match = GROUP.match(line)
        if not match:
            return False
        self.end_of_function()
        self.group = int(match[1])
        rest = line[match.end():]
        if not rest.strip():
            return True
        if match := FUNCTION.match(rest):
            return self.begin_function(line, match)
        if match := NAMELESS.match(rest.strip()):
            self.add(Function(None, self.group, CLASSES.get(match['name']), match['ids']))
            return True
        return False

    def read_folder(self, line):
        """A group as sysfs shows it."""
        match = GROUP_FOLDER.search(line)
        if not match:
            return False
        self.end_of_function()
        self.group = int(match[1])
        if re.fullmatch(ADDRESS, match[2]):
            self.add(Function(full_address(match[2]), self.group))
        elif match[2]:
            self.listing.platform[match[2]] = self.group
        return True

    def read(self, line):
        """Whether something could be done with the line."""
        if not line.strip(' .'):
            self.end_of_function()
            return True
        if self.read_group(line) or self.read_folder(line):
            return True
        if (match := FUNCTION.match(line)) and self.begin_function(line, match):
            return True
        if ADDRESSES.match(line):
            self.end_of_function()
            for address in line.split():
                self.add(Function(full_address(address), self.group))
            return True
        if match := MESSAGE.match(line):
            function = Function(full_address(match[1]))
            if read_message(function, match[2]):
                self.end_of_function()
                self.add(function)
                return True
        if not self.function or line.startswith(('USB:', '$ ')):
            return False

        # Below a function: what stands further to the right describes it, what does not is
        # the rest of a line that a mail program has broken.
        if self.header_open and len(line) - len(line.lstrip()) <= self.indent and not HEX.match(line):
            self.function.header += ' ' + line.strip()
            read_header(self.function)
        else:
            self.header_open = False
            read_attribute(self.function, line)
        return True


def parse(text):
    parser = Parser()
    in_comment = True       # what the collector wrote at the top
    for number, line in enumerate(text.replace('\r\n', '\n').split('\n'), 1):
        in_comment = in_comment and line.startswith('# ')
        if in_comment:
            continue
        line = clean(line)
        if not parser.read(line):
            parser.listing.unused.append((number, line))
    parser.end_of_function()
    return parser.listing


def complete(listing):
    """Gives what a host must have and the listing does not tell: ids that no listing has, a class that is none."""
    for number, function in enumerate(listing.functions.values(), 1):
        function.ids = function.ids or f'1234:{number:04x}'
        function.code = function.code or 'ff00'


def host_text(listing):
    """A complete listing in the form of tests/machines: what stands in it, aligned, and nothing more."""
    rows = []
    for function in sorted(listing.functions.values(), key=lambda function: order(function.address)):
        bridge = listing.bridge_above(function)
        keys = {'rev': function.rev, 'group': function.group, 'under': bridge and bridge.address,
                'driver': function.driver, 'numa': function.node, 'boot_vga': function.boot_vga}
        rows.append([function.address, function.code, function.ids,
                     *('' if value is None else f'{key} {value}' for key, value in keys.items())])
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ['  '.join(cell.ljust(width) for cell, width in zip(row, widths) if width).rstrip() for row in rows]
    groups = {}
    for name, group in listing.platform.items():
        groups[group] = groups.get(group, f'group {group}') + f' platform {name}'
    return ''.join([f'function {line}\n' for line in lines] + [f'{line}\n' for line in groups.values()])


def main():
    listing = parse(sys.stdin.read())
    complete(listing)
    print(host_text(listing), end='')
    for number, line in listing.unused:
        print(f'not used: {number}: {line}', file=sys.stderr)


if __name__ == '__main__':
    main()
