# SPDX-License-Identifier: GPL-2.0-or-later
"""One virtual host while it runs: its QEMU, the agent inside it, and QEMU's monitor."""

import contextlib
import json
import os
import select
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from image import LabError
from topology import arguments

COMMAND_SECONDS = 60
CONNECT_SECONDS = 20
CONSOLE_LINES = 25


class HostGone(LabError):
    """The virtual host ended while somebody still had something to ask."""


class TooLong(LabError):
    """Something did not end in its time."""


class Done:
    """How a command ended."""

    def __init__(self, status, out, err, seconds):
        self.status, self.data, self.seconds = status, out, seconds
        self.out = out.decode(errors='replace')
        self.err = err.decode(errors='replace')

    def __str__(self):
        return f'status {self.status}\n{self.out}{self.err}'.rstrip()


class Channel:
    """A unix socket of QEMU's, read with a deadline."""

    def __init__(self, path, guest):
        self.guest, self.buffer = guest, bytearray()
        self.socket = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + CONNECT_SECONDS
        while self.socket.connect_ex(str(path)) != 0:
            guest.must_live()
            if time.monotonic() > end:
                raise TooLong(f'QEMU did not open {path} in {CONNECT_SECONDS} s.')
            time.sleep(0.02)

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.guest.is_gone()

    def fill(self, end):
        """More bytes, or an exception when the time END has come."""
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if select.select([self.socket], [], [], min(left, 1))[0]:
            data = self.socket.recv(1 << 20)
            if not data:
                self.guest.is_gone()
            self.buffer += data
        else:
            self.guest.must_live()

    def line(self, end):
        while b'\n' not in self.buffer:
            self.fill(end)
        return self.bytes(self.buffer.index(b'\n') + 1, end).decode()

    def bytes(self, size, end):
        while len(self.buffer) < size:
            self.fill(end)
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data


class Job:
    """A command that runs in the virtual host."""

    def __init__(self, guest, number, script):
        self.guest, self.number, self.script, self.began = guest, number, script, time.monotonic()

    def wait(self, seconds=COMMAND_SECONDS):
        """How it ended; TooLong if it goes on. It can be waited for again."""
        try:
            return self.guest.answer_to(self.number, self.began, time.monotonic() + seconds)
        except TimeoutError:
            raise TooLong(f'After {seconds} s there is no end of: {self.script.strip()}') from None

    def is_done_within(self, seconds):
        try:
            self.wait(seconds)
        except TooLong:
            return False
        return True


def machine(topology):
    """What a saved virtual host needs to find again just so."""
    return ['-nodefaults', '-no-user-config', '-display', 'none', '-machine', topology.machine,
            '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', str(topology.megabytes),
            '-append', 'console=ttyS0 quiet mitigations=off systemd.wants=lab-agent.service '
                       f'{topology.parameters}',
            '-device', 'virtio-blk-pci,drive=root,addr=1d.0', '-serial', 'chardev:console',
            '-device', 'virtio-serial-pci,id=ports,addr=1e.0',
            '-device', 'virtserialport,bus=ports.0,chardev=agent,name=lab',
            '-object', 'rng-random,id=random,filename=/dev/urandom',
            '-device', 'virtio-rng-pci,rng=random,addr=1c.0']


class Guest:
    """A running virtual host; its files are left in FOLDER. With RESTORE, it goes on where it was saved."""

    def __init__(self, folder, topology, kernel, initramfs, drive, restore=None):
        self.folder, self.number, self.answers, self.events = Path(folder), 0, {}, []
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sockets = Path(tempfile.mkdtemp(prefix='gpulend-lab-'))    # a socket's path must be short
        self.began = time.monotonic()
        command = self.command(topology, kernel, initramfs, drive)
        if restore:
            command += ['-incoming', f'exec:zstd -dcq <{shlex.quote(str(restore))}']
        (self.folder / 'qemu-command').write_text(' '.join(command) + '\n')
        # QEMU dies with the lab however the lab dies, and its group can be killed with all that it started.
        with open(self.folder / 'qemu-output', 'wb') as output:
            self.process = subprocess.Popen(['setpriv', '--pdeathsig', 'KILL', *command], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=output, start_new_session=True)
        try:
            self.agent = Channel(self.sockets / 'agent', self)
            self.monitor = Channel(self.sockets / 'monitor', self)
            self.monitor.line(time.monotonic() + CONNECT_SECONDS)
            self.qmp('qmp_capabilities')
            if restore:
                self.resume()
            else:
                self.answer_to('hello', self.began, self.began + topology.boot_seconds)
        except TimeoutError:
            self.end()
            raise TooLong(f'The virtual host was not there after {time.monotonic() - self.began:.0f} s.'
                          f'{self.console_end()}') from None
        except BaseException:
            self.end()
            raise

    def command(self, topology, kernel, initramfs, drive):
        """Of QEMU: the machine, and what joins it to this one."""
        return ['qemu-system-x86_64', *machine(topology), '-kernel', str(kernel), '-initrd', str(initramfs),
                '-drive', f'if=none,id=root,cache=unsafe,{drive}',
                '-chardev', f'socket,id=agent,path={self.sockets}/agent,server=on,wait=off',
                '-chardev', f'socket,id=console,path={self.sockets}/console,server=on,wait=off,'
                            f'logfile={self.folder}/console.log,logappend=on',
                '-qmp', f'unix:{self.sockets}/monitor,server=on,wait=off', *arguments(topology)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Nothing of it is left running."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def must_live(self):
        if self.process.poll() is not None:
            said = (self.folder / 'qemu-output').read_text(errors='replace').strip()
            raise HostGone(f'QEMU ended with status {self.process.returncode}. {said}{self.console_end()}')

    def is_gone(self):
        """Says why a connection broke."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        self.must_live()
        raise HostGone('The virtual host closed its connection.')

    def console_end(self):
        try:
            lines = (self.folder / 'console.log').read_text(errors='replace').splitlines()
        except FileNotFoundError:
            return ''
        return '\nThe end of its console:\n' + '\n'.join(lines[-CONSOLE_LINES:]) if lines else ''

    # Commands

    def answer_to(self, number, began, end):
        while number not in self.answers:
            name, status, *sizes = self.agent.line(end).split()
            out, err = (self.agent.bytes(int(size), end) for size in sizes)
            self.answers[name] = Done(int(status), out, err, time.monotonic() - began)
        return self.answers[number]

    def request(self, action, data, more=''):
        self.number += 1
        number = f'{os.getpid()}-{self.number}'
        self.agent.send(f'{number} {action} {len(data)}{more}\n'.encode() + data)
        return Job(self, number, data.decode() if action == 'run' else f'writing{more}')

    def start(self, script):
        """Runs lines of shell, and does not wait for them. Whatever hangs, others can be started beside it."""
        return self.request('run', script.encode())

    def run(self, script, seconds=COMMAND_SECONDS):
        return self.start(script).wait(seconds)

    def must(self, script, seconds=COMMAND_SECONDS):
        """The standard output of what has to succeed."""
        done = self.run(script, seconds)
        if done.status != 0:
            raise LabError(f'In the virtual host this failed: {script.strip()}\n{done}')
        return done.out

    def put(self, source, path, mode=0o644):
        """A file into the virtual host: bytes, or one of this machine."""
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        done = self.request('put', data, f' {mode:o} {path}').wait()
        if done.status != 0:
            raise LabError(f'{path} could not be written in the virtual host: {done.err}')

    def get(self, path):
        """The bytes of a file of the virtual host."""
        done = self.run(f'cat {path}')
        if done.status != 0:
            raise LabError(f'{path} could not be read in the virtual host: {done.err}')
        return done.data

    # The machine itself

    def qmp(self, command, seconds=CONNECT_SECONDS, **values):
        """What QEMU's monitor answers."""
        self.monitor.send(json.dumps({'execute': command, 'arguments': values}).encode() + b'\n')
        end = time.monotonic() + seconds
        while True:
            try:
                answer = json.loads(self.monitor.line(end))
            except TimeoutError:
                raise TooLong(f'QEMU does not answer {command}.') from None
            if 'event' in answer:
                self.events.append(answer)
            elif 'error' in answer:
                raise LabError(f"QEMU refuses {command}: {answer['error']['desc']}")
            else:
                return answer['return']

    def unplug(self, device):
        """Pulls a device that the topology has given an id. The kernel sees it go about a second later."""
        self.qmp('device_del', id=device)

    def save(self, path, seconds=120):
        """Stops it and writes its memory to a file, from which it can go on any number of times."""
        self.must('sync')
        self.qmp('stop')
        self.qmp('migrate-set-parameters', **{'max-bandwidth': 1 << 45})
        self.qmp('migrate', uri=f'exec:zstd -q -1 >{shlex.quote(str(path))}')
        end = time.monotonic() + seconds
        while True:
            state = self.qmp('query-migrate')
            if state.get('status') == 'completed':
                return
            if state.get('status') == 'failed' or time.monotonic() > end:
                raise LabError(f"The virtual host could not be saved: {state.get('error-desc', 'no end of it')}")
            time.sleep(0.1)

    def resume(self):
        end = time.monotonic() + CONNECT_SECONDS
        while self.qmp('query-status')['status'] == 'inmigrate':
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.02)
        self.qmp('cont')
        self.run('true')
