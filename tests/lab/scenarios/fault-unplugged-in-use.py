# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's fault: a card pulled while a machine uses it is gone only when the machine has ended."""

import nested

TOPOLOGY = 'card'
SECONDS = 240

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]
PRESENT = 'ls -d /sys/bus/pci/devices/0000:01:00.* 2>/dev/null | wc -l'


def run(lab):
    nested.prepare(lab, FUNCTIONS)
    nested.lend(lab, FUNCTIONS)
    lab.must(f'virsh start {nested.NAME}', 120)
    lab.unplug('card')
    lab.must('sleep 5')
    lab.that('something of it is still there', int(lab.must(PRESENT)) > 0)
    done = lab.gpulend('list', 5)
    lab.that('gpulend list answers meanwhile', done.status == 0, done)
    lab.must(f'virsh destroy {nested.NAME}', 60)
    lab.must(f'until [ $({PRESENT}) = 0 ]; do sleep 0.2; done', 20)
    lab.equal('list has none of it', [row for row in lab.shows('list')['functions'] if row['address'] in FUNCTIONS],
              [])
