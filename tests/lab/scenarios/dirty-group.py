# SPDX-License-Identifier: GPL-2.0-or-later
"""Where something else shares the card's group, show names it, what it is to the host, and the verdict is no."""

TOPOLOGY = 'dirty-bridge', 'dirty-switch', 'dirty-ports'

# Of sysfs: the group of each function, its class and whether it is a bridge (header type 1, Linux pci_regs.h).
GROUPS = '''
for device in /sys/bus/pci/devices/*; do
    echo "${device##*/} $(basename $(readlink $device/iommu_group)) $(cat $device/class)"
done
'''


def run(lab):
    lines = [line.split() for line in lab.must(GROUPS).splitlines()]
    card = next(address for address, _, kind in lines if kind.startswith('0x0380'))
    group = next(number for address, number, _ in lines if address == card)
    members = [(address, kind) for address, number, kind in lines if number == group]
    slot = card[:-2]
    strangers = [address for address, kind in members
                 if not address.startswith(slot) and not kind.startswith('0x0604')]
    lab.that('the kernel puts a stranger into the group', strangers, members)

    shown = lab.shows(f'show {slot}')
    lab.equal('show has the whole group', sorted(shown['companions'] + shown['bridges']),
              sorted(address for address, _ in members))
    lab.equal('bridges are no companions', shown['bridges'],
              [address for address, kind in members if kind.startswith('0x0604')])
    lab.that('every stranger is foreign', set(strangers) <= set(shown['foreign']), shown['foreign'])
    lab.equal('the card is not clean', shown['clean'], False)

    text = lab.says(f'show {slot}')
    network = lab.must('ls -d /sys/bus/pci/devices/*/net/* | head -n 1').strip().split('/')
    for address in strangers:
        lab.that(f'show names {address}', address in text, text)
    lab.that('show names the network interface that would be lost', network[-1] in text, text)
    if lab.run('test -e /sys/block/vdb').status == 0:
        lab.that('and the disk', 'vdb' in text, text)
