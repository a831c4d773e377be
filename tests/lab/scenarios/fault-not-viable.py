# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's fault: with one function of the group left on its host driver, the machine cannot start."""

import nested

TOPOLOGY = 'card'
SECONDS = 240

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]


def run(lab):
    nested.prepare(lab, FUNCTIONS[:2])
    nested.lend(lab, FUNCTIONS[:2] + FUNCTIONS[3:])
    done = lab.run(f'virsh start {nested.NAME}', 120)
    lab.that('the domain does not start', done.status != 0, done)
    lab.that('QEMU says why', 'is not viable' in done.err, done)
    calls = [line.split()[2:4] for line in lab.get('/run/hook/calls').decode().splitlines()]
    lab.equal('the hook hears of a prepare, and of its end', (calls[0], calls[-1]),
              (['prepare', 'begin'], ['release', 'end']))
    rows = {row['address']: row['driver'] for row in lab.shows('list')['functions']}
    lab.equal('list shows the one left behind', rows[FUNCTIONS[2]], 'xhci_hcd')
