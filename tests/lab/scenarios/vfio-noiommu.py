# SPDX-License-Identifier: GPL-2.0-or-later
"""The groups of VFIO's unsafe mode without an IOMMU are none: they isolate nothing."""

from scenario import Skip

TOPOLOGY = 'no-iommu'

FUNCTION = '0000:01:00.3'
BIND = f'''
modprobe vfio-pci
cd /sys/bus/pci/devices/{FUNCTION}
echo vfio-pci >driver_override
echo {FUNCTION} >driver/unbind
echo {FUNCTION} >/sys/bus/pci/drivers/vfio-pci/bind
'''


def run(lab):
    parameter = '/sys/module/vfio/parameters/enable_unsafe_noiommu_mode'
    if lab.run(f'modprobe vfio; echo 1 >{parameter}').status != 0:
        raise Skip('the kernel has no unsafe mode (CONFIG_VFIO_NOIOMMU)')
    lab.must(BIND)
    lab.equal('the kernel makes up a group', lab.must('cat /sys/kernel/iommu_groups/*/name').strip(), 'vfio-noiommu')
    done = lab.gpulend('list --json')
    lab.that('list counts no group', done.out.count('"group": null') == done.out.count('"address"'), done)
    lab.that('it says that there is no IOMMU', 'IOMMU' in done.err + lab.gpulend('list').err, done)
    shown = lab.gpulend('show 01:00 --json')
    lab.that('show does not call the card clean', '"clean": false' in shown.out, shown)
