# SPDX-License-Identifier: GPL-2.0-or-later
"""Under lockdown list, show and dump tell the same as without, and write nothing that the kernel would refuse."""

TOPOLOGY = 'lockdown'


def run(lab):
    lab.that('the kernel is locked down', '[integrity]' in lab.must('cat /sys/kernel/security/lockdown'))
    write = lab.run('setpci -s 01:00.3 COMMAND=0')
    lab.that('configuration space cannot be written', 'not permitted' in write.err, write)
    rows = lab.shows('list')['functions']
    lab.equal('list has every function', [row['address'] for row in rows],
              lab.must('ls /sys/bus/pci/devices').split())
    lab.equal('show finds the card', len(lab.shows('show 01:00')['companions']), 4)
    lab.must('gpulend dump --yes /root/host.dump')
    lab.that('the kernel saw nothing else it had to refuse',
             lab.must('dmesg').lower().count('lockdown: gpulend') == 0)
