# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's fault: a player does not keep the sound function from being unbound, it loses its device."""

TOPOLOGY = 'card'

AUDIO = '0000:01:00.1'


def run(lab):
    player = lab.start('aplay -q -D hw:0,0 -f S16_LE -c 2 -r 48000 -d 60 /dev/zero')
    lab.that('it plays', not player.is_done_within(3))
    done = lab.run(f'echo {AUDIO} >/sys/bus/pci/drivers/snd_hda_intel/unbind', 20)
    lab.that('unbinding succeeds', done.status == 0, done)
    lab.that('the player has lost its device', 'No such device' in player.wait(20).err, player.wait(1))
    rows = {row['address']: row['driver'] for row in lab.shows('list')['functions']}
    lab.equal('list shows no driver', rows[AUDIO], None)
