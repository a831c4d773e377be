# SPDX-License-Identifier: GPL-2.0-or-later
"""The virtual host's kernel and file system, made of the distribution's packages and kept until its recipe changes."""

import contextlib
import fcntl
import hashlib
import lzma
import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

SUITE = 'bookworm'
PACKAGES = '''
    systemd systemd-sysv udev kmod dbus procps psmisc util-linux busybox-static
    pciutils pci.ids libjson-c5 libsmartcols1 libarchive13
    alsa-utils strace
    libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 seabios
'''.split()
# What only a reader needs is left out; pciutils without its names would not be the real lspci.
LEFT_OUT = ('/usr/share/man/*', '/usr/share/doc/*', '/usr/share/locale/*', '/usr/share/info/*')
BUILD_SECONDS = 900

ARCHIVES = Path('/etc/apt')
DAYS_KEPT = 14


class LabError(Exception):
    """Said to the person who runs the lab, in one or more lines."""


def cache_folder():
    named = os.environ.get('GPULEND_LAB_CACHE')
    if named:
        return Path(named)
    return Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'gpulend-lab'


def digest(*parts):
    """A name for what was made of PARTS: text, bytes, or files and folders by their content."""
    total = hashlib.sha256()
    for part in parts:
        for path in sorted(part.rglob('*')) if isinstance(part, Path) and part.is_dir() else [part]:
            if isinstance(path, Path):
                path = f'{path.name} {path.stat().st_mode:o}\0'.encode() + path.read_bytes() if path.is_file() else b''
            total.update(path if isinstance(path, bytes) else str(path).encode())
            total.update(b'\0')
    return total.hexdigest()[:16]


@contextlib.contextmanager
def kept(kind, name, needs):
    """The folder KIND/NAME of the cache. Where a file of NEEDS is missing, the body must make them in the folder
    it is given; otherwise it is given None. Nobody ever sees half of one."""
    home = cache_folder() / kind
    home.mkdir(parents=True, exist_ok=True)
    done = home / name
    with open(home / '.lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if all((done / need).exists() for need in needs):
            os.utime(done)
            yield done, None
            return
        forget_old(home)
        fresh = home / f'{name}.new'
        for folder in (fresh, done):
            shutil.rmtree(folder, ignore_errors=True)
        fresh.mkdir()
        yield done, fresh
        fresh.rename(done)


def forget_old(home):
    for folder in home.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < time.time() - DAYS_KEPT * 24 * 3600:
            shutil.rmtree(folder, ignore_errors=True)


def need_programs(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        raise LabError(f"The lab needs {', '.join(missing)}, which is not installed here. tools/dependencies "
                       'installs it.')


def archives():
    """This machine's own sources of packages that hold SUITE, in apt's two notations."""
    suites = {SUITE, f'{SUITE}-updates', f'{SUITE}-security'}
    chosen = []
    for path in sorted([*ARCHIVES.glob('sources.list'), *ARCHIVES.glob('sources.list.d/*')]):
        text = path.read_text(encoding='utf-8')
        if path.suffix == '.sources':
            chosen += [stanza.strip() + '\n' for stanza in text.split('\n\n') if suites_of(stanza) <= suites]
        else:
            chosen += [line + '\n' for line in text.splitlines()
                       if line.startswith('deb ') and suites & set(line.split()) and 'main' in line.split()]
    return '\n'.join(chosen)


def suites_of(stanza):
    fields = dict(line.split(':', 1) for line in stanza.splitlines() if ':' in line and line[0] not in '# ')
    return set(fields.get('Suites', 'none').split())


def unpacked_kernel(packed):
    """The ELF file inside a bzImage, as Linux Documentation/arch/x86/boot.rst describes it. QEMU starts it through
    PVH, which spares the emulated processor unpacking it."""
    setup_sectors = packed[0x1f1] or 4
    offset, length = struct.unpack_from('<II', packed, 0x248)
    start = (setup_sectors + 1) * 512 + offset
    payload = packed[start:start + length]
    if payload.startswith(b'\xfd7zXZ'):
        return lzma.LZMADecompressor().decompress(payload)
    if payload.startswith(b'\x28\xb5\x2f\xfd'):
        return subprocess.run(['zstd', '-dcq'], input=payload[:-4], stdout=subprocess.PIPE, check=True).stdout
    raise LabError('The kernel of the virtual host is packed in a way that the lab does not know.')


def build(folder, say):
    """Makes the image in FOLDER."""
    need_programs('mmdebstrap', 'mke2fs', 'zstd')
    say(f'building the host image of {len(PACKAGES)} packages and what they need (once; one to three minutes)')
    sources = archives()
    log = folder / 'build.log'
    # Only files come back from mmdebstrap's user namespace, and only into a folder that all may write.
    out = folder / 'out'
    out.mkdir()
    out.chmod(0o777)
    command = ['mmdebstrap', '--variant=minbase', f"--include={','.join(PACKAGES)}",
               '--aptopt=Acquire::Languages "none"', '--aptopt=APT::Install-Recommends "false"',
               *(f'--dpkgopt=path-exclude={path}' for path in LEFT_OUT),
               f'--customize-hook="{HERE}/finish-image" "$1" "{out}"', '--format=null', SUITE, '/dev/null']
    command += ['-'] if sources else []
    with open(log, 'wb') as file:
        try:
            status = subprocess.run(command, input=sources.encode(), stdout=file, stderr=file,
                                    timeout=BUILD_SECONDS).returncode
        except subprocess.TimeoutExpired:
            status = f'no end after {BUILD_SECONDS} s'
    if status:
        tail = '\n'.join(log.read_text(errors='replace').splitlines()[-20:])
        raise LabError(f'The host image could not be built ({status}). The end of {log}:\n{tail}')
    for path in out.iterdir():
        path.rename(folder / path.name)
    out.rmdir()
    packed = folder / 'vmlinuz'
    (folder / 'vmlinux').write_bytes(unpacked_kernel(packed.read_bytes()))
    packed.unlink()


def image(say):
    """The folder with root.ext4, vmlinux, busybox and module-*."""
    name = digest(SUITE, *PACKAGES, *LEFT_OUT, HERE / 'finish-image')
    began = time.monotonic()
    with kept('images', name, ['root.ext4', 'vmlinux', 'busybox']) as (done, fresh):
        if fresh:
            build(fresh, say)
            say(f'host image built in {time.monotonic() - began:.0f} s')
    return done


def archive(files):
    """A cpio archive (newc, see Linux Documentation/driver-api/early-userspace/buffer-format.rst)."""
    out = bytearray()
    for number, (name, mode, data) in enumerate([*files, ('TRAILER!!!', 0, b'')]):
        encoded = name.encode() + b'\0'
        fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0)
        out += b'070701' + ''.join(f'{field:08x}' for field in fields).encode() + encoded
        out += b'\0' * (-len(out) % 4) + data
        out += b'\0' * (-len(out) % 4)
    return bytes(out)


def initramfs(host_image):
    """Finds the root file system, lays the files of host/ over it, and goes there."""
    files = [(name, 0o040755, b'') for name in ('bin', 'dev', 'proc', 'sys', 'root', 'modules', 'host')]
    files.append(('bin/busybox', 0o100755, (host_image / 'busybox').read_bytes()))
    files.append(('init', 0o100755, (HERE / 'initramfs' / 'init').read_bytes()))
    for path in sorted(host_image.glob('module-*')):
        files.append((f'modules/{path.name}', 0o100644, path.read_bytes()))
    for path in sorted((HERE / 'host').rglob('*')):
        mode = 0o040755 if path.is_dir() else 0o100755 if os.access(path, os.X_OK) else 0o100644
        files.append((f'host/{path.relative_to(HERE / "host")}', mode, b'' if path.is_dir() else path.read_bytes()))
    return archive(files)
