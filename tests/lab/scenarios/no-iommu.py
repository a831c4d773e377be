# SPDX-License-Identifier: GPL-2.0-or-later
"""Without a working IOMMU no function has a group, list says why, and vfio-pci refuses."""

TOPOLOGY = 'no-iommu', 'intel-iommu-off'

BIND = '''
modprobe vfio-pci
echo vfio-pci >/sys/bus/pci/devices/0000:01:00.3/driver_override
echo 0000:01:00.3 >/sys/bus/pci/devices/0000:01:00.3/driver/unbind
echo 0000:01:00.3 >/sys/bus/pci/drivers/vfio-pci/bind
'''


def run(lab):
    has_table = 'DMAR' in lab.must('ls /sys/firmware/acpi/tables').split()
    lab.equal('the kernel has no groups', lab.must('ls /sys/kernel/iommu_groups'), '')
    done = lab.gpulend('list')
    lab.that('list succeeds and has the card', done.status == 0 and '0000:01:00.0' in done.out, done)
    rows = lab.gpulend('list --json')
    lab.that('no function has a group', rows.out.count('"group": null') == rows.out.count('"address"'), rows)
    if has_table:
        lab.that('it names the parameter that switched it off', 'intel_iommu=off' in done.err, done)
    else:
        lab.that('it says that the firmware has none', 'the firmware offers no IOMMU' in done.err, done)
    bind = lab.run(BIND)
    lab.that('the kernel refuses to bind vfio-pci', bind.status != 0 and 'Invalid argument' in bind.err, bind)
