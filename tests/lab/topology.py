# SPDX-License-Identifier: GPL-2.0-or-later
"""The virtual hosts there are: how each hangs together, in QEMU's words. One is booted once and saved, so a new one
costs a boot, and a new scenario on it does not."""

from dataclasses import dataclass, field
from typing import List

INTEL = ['intel-iommu,intremap=on,caching-mode=on,device-iotlb=on']
AMD = ['amd-iommu,intremap=on']


@dataclass
class Topology:
    says: str
    devices: List[str]                                  # each a -device of QEMU, or another option with its dash
    iommu: List[str] = field(default_factory=lambda: INTEL)
    parameters: str = 'intel_iommu=on iommu=pt'         # of the kernel
    machine: str = 'q35'
    megabytes: int = 2048
    boot_seconds: int = 180
    at_rest: str = ''                                   # shell that is run once, before it is saved
    can_be_saved: bool = True                           # some devices of QEMU cannot; then every scenario boots


def port(number, slot, driver='pcie-root-port', more=''):
    """A root port; the first is seen from the host as 00:03.0, with its device in 01:00."""
    return f'{driver},id=port{number},bus=pcie.0,chassis={number},slot={number},addr={slot}{more}'


DISK = '-drive if=none,id=disk,driver=null-co,size=64M,read-zeroes=on'


def card(bus, name, slot=0, display='secondary-vga'):
    """Four functions in one slot: display, audio, USB and serial."""
    return [f'{display},id={name},bus={bus},addr={slot:x}.0,multifunction=on',
            f'intel-hda,id={name}-audio,bus={bus},addr={slot:x}.1', f'-audiodev none,id={name}-sound',
            f'hda-duplex,audiodev={name}-sound,bus={name}-audio.0',
            f'qemu-xhci,id={name}-usb,bus={bus},addr={slot:x}.2',
            f'pci-serial,id={name}-serial,bus={bus},addr={slot:x}.3']


ONE_CARD = [port(1, '3.0'), *card('port1', 'card')]

# libvirt asks QEMU once what it can do, which takes it longer than all else.
PROBE = 'virsh domcapabilities --virttype qemu --machine q35 >/dev/null'

TOPOLOGIES = {
    'card': Topology('one card with four functions of three vendors, alone in its group', ONE_CARD,
                     at_rest=PROBE),
    'one-vendor': Topology('one card with four functions of one vendor, alone in its group',
                           [port(1, '3.0'), 'qxl,id=card,bus=port1,addr=0.0,multifunction=on',
                            'qemu-xhci,id=card-usb,bus=port1,addr=0.1', 'pci-serial,id=card-serial,bus=port1,addr=0.2',
                            'sdhci-pci,id=card-reader,bus=port1,addr=0.3']),
    'two-cards': Topology('two different cards, each alone in its group',
                          [*ONE_CARD, port(2, '4.0'), *card('port2', 'other', display='ati-vga')]),
    'twins': Topology('two cards with the same ids',
                      [*ONE_CARD, port(2, '4.0'), *card('port2', 'other')]),
    'dirty-bridge': Topology('card and network controller behind one bridge to conventional PCI',
                             [port(1, '3.0'), 'pcie-pci-bridge,id=bridge,bus=port1', *card('bridge', 'card', slot=1),
                              'e1000,bus=bridge,addr=2.0']),
    'dirty-switch': Topology('card, network controller and disk behind a switch without ACS anywhere',
                             [port(1, '3.0', more=',disable-acs=on'), 'x3130-upstream,id=up,bus=port1',
                              *(f'xio3130-downstream,id=down{n},bus=up,chassis={10 + n},slot={10 + n}'
                                for n in range(3)),
                              *card('down0', 'card'), 'e1000e,bus=down1',
                              DISK, 'virtio-blk-pci,drive=disk,bus=down2']),
    'dirty-ports': Topology('card and network controller behind two root ports without ACS in one slot',
                            [port(1, '3.0', more=',multifunction=on,disable-acs=on'),
                             port(2, '3.1', more=',disable-acs=on'), *card('port1', 'card'), 'e1000e,bus=port2']),
    'no-iommu': Topology('no IOMMU at all', ONE_CARD, iommu=[]),
    'intel-iommu-off': Topology('an IOMMU that the kernel was told to leave off', ONE_CARD,
                                parameters='intel_iommu=off'),
    'lockdown': Topology('one card, on a kernel that guards itself from root', ONE_CARD,
                         parameters='intel_iommu=on iommu=pt lockdown=integrity'),
    'amd-iommu': Topology('an AMD IOMMU; groups and binding work, DMA of the card does not', ONE_CARD, iommu=AMD,
                          parameters='amd_iommu=on iommu=pt', can_be_saved=False),
    'sriov': Topology('a disk controller with virtual functions', [
        port(1, '3.0'), 'nvme-subsys,id=subsystem', DISK,
        'nvme,id=disks,serial=lab,bus=port1,subsys=subsystem,sriov_max_vfs=16,sriov_vq_flexible=34,'
        'sriov_vi_flexible=17,max_ioqpairs=40,msix_qsize=40',
        'nvme-ns,drive=disk,bus=disks'], can_be_saved=False),
}


def arguments(topology):
    """Of QEMU."""
    words = []
    for device in [*topology.iommu, *topology.devices]:
        words += device.split(' ', 1) if device.startswith('-') else ['-device', device]
    return words
