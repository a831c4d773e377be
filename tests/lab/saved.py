# SPDX-License-Identifier: GPL-2.0-or-later
"""One boot for each topology, saved when it has come to rest; from there any number of virtual hosts go on."""

import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from guest import Guest, machine
from image import LabError, digest, image, initramfs, kept, need_programs
from topology import TOPOLOGIES, arguments

SETTLE_SECONDS = 120

# Done once in each, before it is saved.
AT_REST = '''
systemctl is-system-running --wait
udevadm settle --timeout=60
'''


def at_rest(topology):
    return f'{AT_REST}{topology.at_rest}'


@dataclass
class Saved:
    """What a virtual host is restored from."""
    name: str
    kernel: Path
    initramfs: Path
    disk: str       # as QEMU's -drive wants it
    memory: Path    # None where it has to boot


def pieces(host, topology):
    """The initramfs, and a name for everything that a saved virtual host depends on."""
    small = initramfs(host)
    version = subprocess.run(['qemu-system-x86_64', '--version'], stdout=subprocess.PIPE, check=True).stdout
    return small, digest(str(host), small, version, *machine(topology), *arguments(topology), at_rest(topology))


def saved(name, say):
    """Boots TOPOLOGIES[NAME] and saves it, unless that was done before."""
    need_programs('qemu-system-x86_64', 'qemu-img', 'zstd', 'setpriv')
    topology = TOPOLOGIES[name]
    host = image(say)
    small, key = pieces(host, topology)
    if not topology.can_be_saved:
        with kept('saved', f'{name}-{key}', ['initramfs']) as (done, fresh):
            if fresh:
                (fresh / 'initramfs').write_bytes(small)
        return Saved(name, host / 'vmlinux', done / 'initramfs', f"file={host / 'root.ext4'},format=raw", None)
    with kept('saved', f'{name}-{key}', ['memory', 'disk', 'initramfs']) as (done, fresh):
        if fresh:
            (fresh / 'initramfs').write_bytes(small)
            try:
                boot(name, topology, host, fresh, say)
            except LabError as error:
                raise LabError(f"{error}\nWhat it left is in {fresh / 'boot'}") from None
    return Saved(name, host / 'vmlinux', done / 'initramfs', f"file={done / 'disk'},format=qcow2", done / 'memory')


def boot(name, topology, host, folder, say):
    say(f'booting {name} for the first time')
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', host / 'root.ext4', folder / 'disk'],
                   check=True)
    drive = f"file={folder / 'disk'},format=qcow2"
    with Guest(folder / 'boot', topology, host / 'vmlinux', folder / 'initramfs', drive) as guest:
        there = time.monotonic() - guest.began
        guest.must(at_rest(topology), SETTLE_SECONDS)
        rest = time.monotonic() - guest.began
        guest.save(folder / 'memory')
        size = (folder / 'memory').stat().st_size >> 20
        say(f'{name} was there in {there:.0f} s, at rest in {rest:.0f} s, saved in '
            f'{time.monotonic() - guest.began - rest:.1f} s ({size} MiB)')


def restored(state, folder):
    """A virtual host at rest, restored or where that is impossible booted; what it writes is forgotten with it."""
    shutil.rmtree(folder, ignore_errors=True)
    guest = Guest(folder, TOPOLOGIES[state.name], state.kernel, state.initramfs, f'{state.disk},snapshot=on',
                  state.memory)
    if not state.memory:
        try:
            guest.must(at_rest(TOPOLOGIES[state.name]), SETTLE_SECONDS)
        except BaseException:
            guest.end()
            raise
    return guest
