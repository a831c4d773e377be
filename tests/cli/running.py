# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the whole program share: hosts made of text, runs of gpulend, and test points.

GPULEND and MKHOST name the programs.
"""

import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
MACHINES = SOURCE / 'tests/machines'

# The names of the columns, as list.h has them: "list --output" of them all shows whatever is read of a function.
COLUMNS = ('GROUP,ADDRESS,CLASS,ID,DRIVER,NAME,CARD,CANDIDATE,CLASSID,VENDOR,DEVICE,SUBSYSTEM,SUBSYSTEMID,REVISION,'
           'PARENT,PHYSICAL,BOOT,NUMA,LINK,LINKMAX,POWER,TYPE')

# A run that takes longer hangs. Under the sanitizers, on a busy machine, the slowest takes some seconds.
DEADLINE = 30

Done = namedtuple('Done', 'code out err')


class Skip(Exception):
    """Why a test point cannot be tried here."""


def find_pci_ids():
    for path in ('/usr/share/misc/pci.ids', '/usr/share/hwdata/pci.ids'):
        if os.path.exists(path):
            return path
    raise Skip('there is no pci.ids here')


@contextmanager
def new_folder():
    """A folder for a while, in memory where there is room: a large host is 120,000 files."""
    memory = '/dev/shm'
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    with tempfile.TemporaryDirectory(prefix='gpulend-test-', dir=memory if roomy else None) as folder:
        os.chmod(folder, 0o755)
        yield folder


def run(program, *arguments, text=None, environment=(), **options):
    """Runs a PROGRAM, which may be the name of a variable, too. Whatever bytes it writes survive in the texts."""
    command = [os.environ.get(program.upper(), program), *arguments]
    variables = {name: value for name, value in os.environ.items() if name not in ('NO_COLOR', 'TMPDIR')}
    variables.update({'LC_ALL': 'C.UTF-8', **dict(environment)})
    pipes = {'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **options}
    try:
        done = subprocess.run(command, input=text, env=variables, timeout=DEADLINE, encoding='utf-8',
                              errors='surrogateescape', check=False, **pipes,
                              **({} if text is not None else {'stdin': subprocess.DEVNULL}))
    except subprocess.TimeoutExpired:
        raise AssertionError(f'{" ".join(command)} hangs') from None
    done = Done(done.returncode, done.stdout or '', done.stderr or '')
    if (done.code < 0 and done.code != -signal.SIGPIPE) or 'Sanitizer' in done.err or 'runtime error:' in done.err:
        raise AssertionError(f'{" ".join(command)} crashed ({done.code}):\n{done.err}')
    return done


def succeed(program, *arguments, **options):
    """What a program that must end well says."""
    done = run(program, *arguments, **options)
    if done.code != 0:
        raise AssertionError(f'{" ".join([program, *arguments])} ends with {done.code}: {done.err.strip()}')
    return done.out


def gpulend(root, *arguments, **options):
    return run('gpulend', '--sysroot', root, *arguments, **options)


def gpulend_says(root, *arguments, **options):
    return succeed('gpulend', '--sysroot', root, *arguments, **options)


def make_host(text, root):
    """Makes a tree of the text form (tests/machines/README.md). Returns its path."""
    succeed('mkhost', '-', root, text=text)
    return root


def add_pci_ids(root, source=None):
    """Gives the tree the list of names of this machine, without a copy of 1.4 MB where a link will do."""
    folder = Path(root, 'usr/share/misc')
    folder.mkdir(parents=True, exist_ok=True)
    source = source or find_pci_ids()
    try:
        os.link(source, folder / 'pci.ids')
    except OSError:
        shutil.copyfile(source, folder / 'pci.ids')


def address_order(address):
    """What to sort addresses by: as numbers."""
    return tuple(int(part, 16) for part in re.split('[:.]', address))


def equal(what, told, expected):
    if told == expected:
        return
    if isinstance(told, str) and isinstance(expected, str):
        lines = difflib.unified_diff(expected.split('\n'), told.split('\n'), 'expected', 'told', lineterm='', n=1)
    else:
        lines = [f'is  {told!r:.2000}', f'not {expected!r:.2000}']
    raise AssertionError('\n  '.join([f'{what}:', *list(lines)[:40]]))


def that(truth, what):
    if not truth:
        raise AssertionError(what)


class Points:
    """Some test points, in their order."""

    def __init__(self):
        self.points = []

    @contextmanager
    def point(self, name):
        """A test point: it fails with an exception."""
        why = None
        try:
            yield
        except Skip as skip:
            name += f' # SKIP {skip}'
        except Exception as error:      # whatever it is, the next point may be well
            why = str(error) if isinstance(error, AssertionError) else f'{type(error).__name__}: {error}'
        self.points.append((name, why))


def run_points(tasks):
    """TASKS are names with a function each, which takes its Points. Does several at a time, and prints all points as
    TAP. The status to exit with."""
    def work(task):
        name, function = task
        points = Points()
        try:
            function(points)
        except Exception as error:      # between its points
            with points.point(name):
                raise error
        return points.points

    sys.stdout.reconfigure(errors='backslashreplace')
    number = failures = 0
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for points in pool.map(work, tasks):
            for name, why in points:
                number += 1
                failures += why is not None
                print(f'{"ok" if why is None else "not ok"} {number} - {name}')
                for line in (why or '').splitlines():
                    print('# ' + line)
            sys.stdout.flush()
    print(f'1..{number}')
    return 1 if failures or not number else 0
