# SPDX-License-Identifier: GPL-2.0-or-later
"""Behind an AMD IOMMU the groups are found, and a function goes to vfio-pci and comes back."""

TOPOLOGY = 'amd-iommu'

FUNCTION = '0000:01:00.3'
LEND = f'''
modprobe vfio-pci
cd /sys/bus/pci/devices/{FUNCTION}
echo vfio-pci >driver_override
echo {FUNCTION} >driver/unbind
echo {FUNCTION} >/sys/bus/pci/drivers/vfio-pci/bind
'''
RETURN = f'''
cd /sys/bus/pci/devices/{FUNCTION}
echo >driver_override
echo {FUNCTION} >driver/unbind
echo {FUNCTION} >/sys/bus/pci/drivers_probe
'''


def driver(lab):
    return {row['address']: row['driver'] for row in lab.shows('list')['functions']}[FUNCTION]


def run(lab):
    lab.that('the kernel has the AMD one', lab.must('ls /sys/class/iommu').startswith('ivhd'))
    rows = lab.shows('list')['functions']
    for row in rows:
        link = lab.run(f"basename $(readlink /sys/bus/pci/devices/{row['address']}/iommu_group)")
        wanted = int(link.out) if link.status == 0 else None
        lab.equal(f"{row['address']} is in the kernel's group", row['group'], wanted)
    lab.equal('the card is alone', lab.shows('show 01:00')['companions'], [f'0000:01:00.{n}' for n in range(4)])
    home = driver(lab)
    lab.must(LEND)
    lab.equal('list sees it lent', driver(lab), 'vfio-pci')
    lab.must(RETURN)
    lab.equal('and home again', driver(lab), home)
