# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's fault: a function taken from vfio-pci while the machine runs hangs until the machine is destroyed."""

import nested

TOPOLOGY = 'card'
SECONDS = 240

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]
AUDIO = FUNCTIONS[1]


def run(lab):
    nested.prepare(lab, FUNCTIONS)
    nested.lend(lab, FUNCTIONS)
    lab.must(f'virsh start {nested.NAME}', 120)
    unbind = lab.start(f'echo {AUDIO} >/sys/bus/pci/drivers/vfio-pci/unbind')
    lab.that('the unbind hangs', not unbind.is_done_within(5))
    lab.that('the kernel asks the machine to give it up', 'Relaying device request to user' in lab.must('dmesg'))
    for words in ('list', 'show 01:00', f'show {AUDIO} --json'):
        done = lab.gpulend(words, 5)
        lab.that(f'gpulend {words} answers meanwhile', done.status == 0 and AUDIO in done.out, done)
    lab.must(f'virsh destroy {nested.NAME}', 60)
    lab.that('the unbind ends with the machine', unbind.is_done_within(20))
