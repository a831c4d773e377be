# SPDX-License-Identifier: GPL-2.0-or-later
"""What libvirt does when the hook refuses in prepare: no machine, and the hook hears of release all the same."""

import nested

TOPOLOGY = 'card'
SECONDS = 240

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]


def run(lab):
    nested.prepare(lab, FUNCTIONS)
    lab.must(r'''sed -i '$a [ "$2" != prepare ] || { echo "the hook says no" >&2; exit 1; }' /etc/libvirt/hooks/qemu''')
    done = lab.run(f'virsh start {nested.NAME}', 120)
    lab.that('the domain does not start', done.status != 0, done)
    lab.that('the words of the hook are passed on', 'the hook says no' in done.err, done)
    calls = [line.split()[2:4] for line in lab.get('/run/hook/calls').decode().splitlines()]
    lab.keep('hook-calls', lab.get('/run/hook/calls'))
    lab.equal('the hook hears of its prepare first', calls[0], ['prepare', 'begin'])
    lab.equal('and of release last', calls[-1], ['release', 'end'])
    rows = {row['address']: row['driver'] for row in lab.shows('list')['functions']}
    lab.that('no function changed its driver', 'vfio-pci' not in rows.values(), rows)
