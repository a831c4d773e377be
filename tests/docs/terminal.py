# SPDX-License-Identifier: GPL-2.0-or-later
"""A program that thinks it sits at a terminal."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

DEADLINE = 60


class Terminal:
    def __init__(self, command, environment, folder):
        self.text = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', 100, 200, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)

    def send(self, text):
        os.write(self.fd, text.encode())

    def wait(self, condition):
        """Until CONDITION() holds; what the program shows is read meanwhile."""
        end = time.monotonic() + DEADLINE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f'nothing came in {DEADLINE} seconds; the terminal shows:\n{self.text[-2000:]}')
            if select.select([self.fd], [], [], 0.02)[0]:
                try:
                    self.text += os.read(self.fd, 65536).decode(errors='replace')
                except OSError:
                    raise AssertionError(f'the program ended; the terminal shows:\n{self.text[-2000:]}')
