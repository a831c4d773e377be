# SPDX-License-Identifier: GPL-2.0-or-later
"""The shell loops that everybody's guide has, run for real with lspci, over the groups of a made-up host."""

import os
import shutil
from pathlib import Path

from running import Skip, equal, new_folder, succeed

# The names of pci.ids only, so that it does not matter what udev's database of this machine adds to them.
LSPCI = ('-O', 'hwdb.disable=1')

# The loops as they stand in the guides, but for the root, and the lspci that reads the tree. The second loop is
# told what the first was told: lspci takes longer than everything else.
CLASSIC = r'''
for g in $(find "$TREE"/sys/kernel/iommu_groups/* -maxdepth 0 -type d | sort -V); do
    echo "IOMMU Group ${g##*/}:"
    for d in $g/devices/*; do
        echo -e "\t$(lspci -nns ${d##*/})"
    done
done
'''
FLAT = r'''
for g in $(find "$TREE"/sys/kernel/iommu_groups/* -maxdepth 0 -type d | sort -V); do
    for d in $g/devices/*; do
        n=${d#*/iommu_groups/*}
        n=${n%%/*}
        printf 'IOMMU Group %s ' "$n"
        lspci -nns "${d##*/}"
    done
done
'''
LOOP = r'''
shopt -s nullglob
lspci() {
    [ -e "$CACHE/$2" ] || command lspci $LSPCI -O sysfs.path="$TREE/sys/bus/pci" -i "$PCI_IDS" "$@" \
        > "$CACHE/$2" 2> "$CACHE/errors"
    cat "$CACHE/$2"
}
'''


def need_lspci():
    for name in ('lspci', 'bash'):
        if not shutil.which(name):
            raise Skip(f'there is no {name} here')


def lspci(root, options=LSPCI):
    """What lspci, run once, says of each address."""
    need_lspci()
    text = succeed('lspci', *options, '-O', f'sysfs.path={root}/sys/bus/pci', '-i', f'{root}/usr/share/misc/pci.ids',
                   '-nn')
    return {full(line.split(' ', 1)[0]): line for line in text.splitlines()}


def full(address):
    return address if address.count(':') == 2 else '0000:' + address


def groups_of(root):
    """The members of each group, in the order of the loops."""
    folder = Path(root, 'sys/kernel/iommu_groups')
    numbers = sorted((entry.name for entry in folder.iterdir()), key=int) if folder.is_dir() else []
    return {number: sorted(os.listdir(folder / number / 'devices')) for number in numbers}


def as_loops_would(root):
    """Both forms, made of one run of lspci."""
    lines = lspci(root)
    classic = flat = ''
    for number, members in groups_of(root).items():
        classic += f'IOMMU Group {number}:\n'
        for member in members:
            classic += f'\t{lines.get(member, "")}\n'
            flat += f'IOMMU Group {number} ' + (lines[member] + '\n' if member in lines else '')
    return classic, flat


def run_loops(root):
    """Both forms, made by the loops themselves."""
    need_lspci()
    with new_folder() as folder:
        cache, empty = (os.path.join(folder, name) for name in ('cache', 'empty'))
        os.mkdir(cache)
        os.mkdir(empty)
        environment = {'LC_ALL': 'C', 'TREE': root, 'CACHE': cache, 'LSPCI': ' '.join(LSPCI),
                       'PCI_IDS': f'{root}/usr/share/misc/pci.ids'}
        return tuple(succeed('bash', '-c', LOOP + loop, environment=environment, cwd=empty)
                     for loop in (CLASSIC, FLAT))


def check_formats(root, says, really):
    """SAYS: what runs gpulend on the tree. REALLY: whether to run the loops, and lspci once for each function."""
    expected = run_loops(root) if really else as_loops_would(root)
    # Where nothing is in the folder, find is called without a name and looks at "." instead.
    if not groups_of(root):
        expected = tuple(text.removeprefix('IOMMU Group .:\n') for text in expected)
    for form, text in zip(('classic', 'flat'), expected):
        equal(f'list --format={form}', says('list', f'--format={form}'), text)
