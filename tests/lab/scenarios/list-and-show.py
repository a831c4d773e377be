# SPDX-License-Identifier: GPL-2.0-or-later
"""On a real kernel, list, show and dump tell what is there, and the classic formats equal the shell loops."""

TOPOLOGY = 'card'

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]

# As they stand in the guides, with the real lspci.
CLASSIC = r'''
shopt -s nullglob
for g in $(find /sys/kernel/iommu_groups/* -maxdepth 0 -type d | sort -V); do
    echo "IOMMU Group ${g##*/}:"
    for d in $g/devices/*; do
        echo -e "\t$(lspci -nns ${d##*/})"
    done
done
'''
FLAT = r'''
for d in $(find /sys/kernel/iommu_groups/ -type l | sort -n -k5 -t/); do
    n=${d#*/iommu_groups/*}
    n=${n%%/*}
    printf 'IOMMU Group %s ' "$n"
    lspci -nns "${d##*/}"
done
'''


def run(lab):
    rows = lab.shows('list')['functions']
    sysfs = lab.must('ls /sys/bus/pci/devices').split()
    lab.equal('list has every function of the kernel', sorted(row['address'] for row in rows), sysfs)
    for row in rows:
        link = lab.must(f"basename $(readlink /sys/bus/pci/devices/{row['address']}/iommu_group)").strip()
        lab.equal(f"{row['address']} is in the kernel's group", row['group'], int(link))

    group = {row['group'] for row in rows if row['address'] in FUNCTIONS}
    lab.equal('the card is in one group', len(group), 1)
    lab.equal('and alone in it', [row['address'] for row in rows if row['group'] in group], FUNCTIONS)
    drivers = {row['address']: row['driver'] for row in rows}
    lab.equal('each function has its driver', [drivers[function] for function in FUNCTIONS],
              ['bochs-drm', 'snd_hda_intel', 'xhci_hcd', 'serial'])

    lab.equal('--format=classic equals the loop', lab.says('list --format=classic'), lab.must(CLASSIC))
    lab.equal('--format=flat has the lines of the loop', sorted(lab.says('list --format=flat').splitlines()),
              sorted(lab.must(FLAT).splitlines()))

    shown = lab.shows('show 01:00')
    lab.equal('show names what must go along', shown['companions'], FUNCTIONS)
    lab.equal('show finds the port above', shown['path'], ['0000:00:03.0'])
    details = {detail['address']: detail for detail in shown['details']}
    for function, name in zip(FUNCTIONS, lab.must('lspci -s 01:00').splitlines()):
        lab.that(f'show names {function} as lspci does', details[function]['name'] in name, name)
    lab.equal('show finds the sound card', [use['name'] for use in details[FUNCTIONS[1]]['uses']], ['card0'])
    lab.equal('show finds the display', [shown['displays'][0][key] for key in ('function', 'card-node')],
              [FUNCTIONS[0], 'card0'])

    lab.must('gpulend dump --yes /root/host.dump')
    dump = lab.keep('host.dump', lab.get('/root/host.dump'))
    for words in ('list', 'list --tree', 'list --format=classic', 'show 01:00 --json'):
        lab.equal(f'the dump tells the same outside: {words}', lab.outside(words, dump), lab.says(words))
