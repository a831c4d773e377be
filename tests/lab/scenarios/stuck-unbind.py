# SPDX-License-Identifier: GPL-2.0-or-later
"""While an unbind hangs in the kernel, list and show answer: nothing they read waits for the lock of a device.

Whoever holds the control node of a sound card keeps the driver's remove() waiting (Linux sound/core/init.c,
snd_card_disconnect_sync), and with it everything that takes the lock of the device.
"""

TOPOLOGY = 'card'

AUDIO = '0000:01:00.1'
DEVICE = f'/sys/bus/pci/devices/{AUDIO}'
DEADLINE = 5


def run(lab):
    before = lab.says('list')
    lab.must('sleep 300 </dev/snd/controlC0 >/dev/null 2>&1 & echo $! >/run/holder')
    unbind = lab.start(f'echo {AUDIO} >{DEVICE}/driver/unbind')
    lab.that('the unbind hangs', not unbind.is_done_within(3))

    # The contrast: on this kernel these files are read with the lock of the device held.
    readers = {name: lab.start(f'cat {DEVICE}/{name}') for name in ('driver_override', 'uevent')}
    for name, reader in readers.items():
        lab.that(f'reading {name} hangs with it', not reader.is_done_within(2))

    for words in ('list', 'list --json', 'list --tree', 'list --gpu', f'show {AUDIO}', 'show 01:00',
                  'show 01:00 --json'):
        done = lab.gpulend(words, DEADLINE)
        lab.that(f'gpulend {words} answers meanwhile', done.status == 0 and AUDIO in done.out, done)
    dump = lab.gpulend('dump --yes /root/stuck.dump', DEADLINE)
    lab.that('gpulend dump answers meanwhile', dump.status == 0, dump)
    lab.that('the unbind still hangs', not unbind.is_done_within(0.5))

    lab.must('kill $(cat /run/holder)')
    lab.that('the unbind ends when the node is closed', unbind.wait(20).status == 0)
    for name, reader in readers.items():
        lab.that(f'reading {name} ends too', reader.is_done_within(20))
    lab.must(f'echo {AUDIO} >/sys/bus/pci/drivers/snd_hda_intel/bind')
    lab.equal('after binding it again all is as it was', lab.says('list'), before)
