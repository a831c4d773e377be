# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's fault: whoever holds the card's node keeps its module, but not its driver, and the node is renamed."""

TOPOLOGY = 'card'

DISPLAY = '0000:01:00.0'


def run(lab):
    lab.must('sleep 300 </dev/dri/card0 >/dev/null 2>&1 & echo $! >/run/holder')
    done = lab.run('modprobe --remove bochs')
    lab.that('the module is in use', done.status != 0 and 'in use' in done.err, done)
    lab.must(f'echo {DISPLAY} >/sys/bus/pci/drivers/bochs-drm/unbind')
    lab.equal('the node is gone', lab.must('ls /dev/dri 2>/dev/null | grep card || true'), '')
    lab.equal('show has no display', lab.shows('show 01:00')['displays'], [])
    lab.must(f'echo {DISPLAY} >/sys/bus/pci/drivers/bochs-drm/bind')
    lab.must('udevadm settle')
    lab.equal('bound again the card has another node', lab.shows('show 01:00')['displays'][0]['card-node'], 'card1')
