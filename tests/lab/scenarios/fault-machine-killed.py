# SPDX-License-Identifier: GPL-2.0-or-later
"""What libvirt does when the machine's process is killed: the hook hears of stopped and release, and why."""

import nested

TOPOLOGY = 'card'
SECONDS = 240

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]


def run(lab):
    nested.prepare(lab, FUNCTIONS)
    nested.lend(lab, FUNCTIONS)
    lab.must(f'virsh start {nested.NAME}', 120)
    lab.must(f"pkill -KILL -f 'guest={nested.NAME}'")
    lab.must('until grep -q release /run/hook/calls; do sleep 0.2; done', 30)
    calls = [line.split()[2:4] for line in lab.get('/run/hook/calls').decode().splitlines()]
    lab.equal('the hook hears of the end', calls[-2:], [['stopped', 'end'], ['release', 'end']])
    lab.that('libvirt knows why', 'crashed' in lab.must(f'virsh domstate --reason {nested.NAME}'))
    rows = {row['address']: row['driver'] for row in lab.shows('list')['functions']}
    lab.equal('the card stays lent', [rows[function] for function in FUNCTIONS], ['vfio-pci'] * 4)
    nested.take_back(lab, FUNCTIONS)
    rows = {row['address']: row['driver'] for row in lab.shows('list')['functions']}
    lab.that('and can be brought home', 'vfio-pci' not in [rows[function] for function in FUNCTIONS], rows)
