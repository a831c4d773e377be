# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine inside the virtual host that a card is lent to: a libvirt domain that starts nested/lister.c."""

import subprocess

from image import HERE, need_programs

NESTED = HERE / 'nested'
NAME = 'borrower'
LISTER = '/var/lib/libvirt/images/lister'
SERIAL = '/var/log/libvirt/qemu/borrower-serial.log'

FLAGS = ('-m32 -std=gnu17 -O2 -Wall -Wextra -Werror -ffreestanding -fno-pie -no-pie -fno-stack-protector '
         '-fcf-protection=none -mgeneral-regs-only -nostdlib -Wl,--build-id=none -Wl,-z,noexecstack').split()

DOMAIN = '''<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type><kernel>{lister}</kernel></os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <serial type='pty'><log file='{serial}'/><target port='0'/></serial>
    <controller type='usb' model='none'/>
    <memballoon model='none'/>
    <video><model type='none'/></video>
{hostdevs}
  </devices>
</domain>
'''
HOSTDEV = '''    <hostdev mode='subsystem' type='pci' managed='no'>
      <source><address domain='0x{0}' bus='0x{1}' slot='0x{2}' function='0x{3}'/></source>
    </hostdev>'''

# What the guides' scripts do, without their sleeps.
LEND = '''
modprobe vfio-pci
for function in {functions}; do
    device=/sys/bus/pci/devices/$function
    echo vfio-pci >$device/driver_override
    [ ! -e $device/driver ] || echo $function >$device/driver/unbind
    echo $function >/sys/bus/pci/drivers_probe
done
'''
RETURN = '''
for function in {functions}; do
    device=/sys/bus/pci/devices/$function
    echo >$device/driver_override
    echo $function >$device/driver/unbind
    echo $function >/sys/bus/pci/drivers_probe
done
'''


def lister(folder):
    """The program that the domain starts, built in FOLDER."""
    need_programs('gcc')
    path = folder / 'lister'
    subprocess.run(['gcc', *FLAGS, f"-Wl,-T,{NESTED / 'lister.ld'}", NESTED / 'lister.c', '-o', path], check=True)
    return path


def domain(functions):
    """Its XML, with FUNCTIONS as its host devices."""
    hostdevs = '\n'.join(HOSTDEV.format(*function.replace('.', ':').split(':')) for function in functions)
    return DOMAIN.format(name=NAME, lister=LISTER, serial=SERIAL, hostdevs=hostdevs)


def prepare(lab, functions):
    """Defines the domain in the virtual host, with a hook that takes notes."""
    lab.put(lister(lab.folder), LISTER)
    lab.put(NESTED / 'hook', '/etc/libvirt/hooks/qemu', 0o755)
    lab.put(domain(functions).encode(), '/root/domain.xml')
    # The hook is looked for when libvirtd starts.
    lab.must('systemctl restart libvirtd && virsh define /root/domain.xml', 90)


def lend(lab, functions):
    lab.must(LEND.format(functions=' '.join(functions)))


def take_back(lab, functions):
    lab.must(RETURN.format(functions=' '.join(functions)))
