# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the documentation share: TAP, the program, a machine to look at, and what its help says."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
GPULEND = os.environ.get('GPULEND', 'gpulend')
MKHOST = os.environ.get('MKHOST', 'mkhost')

# A machine with two cards, one of which shares its group, and the names that its listing needs.
MACHINE = SOURCE / 'tests/machines/b450-dirty-hd7450-clean-gtx960.host'
NAMES = SOURCE / 'tests/docs/pci.ids'

_count = 0
_failed = False


def point(name, *complaints):
    """One test point; it holds when there are no complaints."""
    global _count, _failed
    _count += 1
    wrong = [line for complaint in complaints for line in str(complaint).splitlines()]
    for line in wrong:
        print(f'# {line}')
    _failed |= bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {_count} - {name.replace('#', '')}", flush=True)


def skip(name, reason):
    global _count
    _count += 1
    print(f"ok {_count} - {name.replace('#', '')} # SKIP {reason}", flush=True)


def finish():
    print(f'1..{_count}')
    sys.exit(1 if _failed else 0)


def difference(got, wanted):
    """Complaints where two collections are not the same."""
    return [f'there is "{one}", which should not be' for one in sorted(set(got) - set(wanted))] + \
           [f'"{one}" is missing' for one in sorted(set(wanted) - set(got))]


def run(*arguments, **options):
    return subprocess.run([GPULEND, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60, **options)


def output(*arguments):
    done = run(*arguments)
    if done.returncode != 0:
        raise AssertionError(f'gpulend {" ".join(map(str, arguments))} ends with {done.returncode}: {done.stderr}')
    return done.stdout


def make_tree(folder, machine=MACHINE):
    """A tree of sysfs files of a described machine, with names, below FOLDER."""
    subprocess.run([MKHOST, str(machine), str(folder)], check=True, timeout=60)
    ids = folder / 'usr/share/misc/pci.ids'
    ids.parent.mkdir(parents=True)
    shutil.copyfile(NAMES, ids)
    return folder


def work_folder():
    return tempfile.TemporaryDirectory(prefix='gpulend-docs-')


class Help:
    """What `gpulend --help`, or that of one command, lists: the program's own tables."""

    def __init__(self, *command):
        self.text = output(*command, '--help')
        self.options = dict(re.findall(r'^  --([a-z-]+)(?:=(\S+))?', self.text, re.MULTILINE))
        self.commands = self._names('Commands', r'[a-z]+')
        self.columns = self._names('Columns', r'[A-Z]+')
        self.exit_codes = [int(code) for code in self._names('Exit status', r'[0-9]+')]

    def _names(self, heading, name):
        section = re.search(rf'^{heading}[^\n]*:\n((?:  .*\n)*)', self.text, re.MULTILINE)
        return re.findall(rf'^  ({name})', section[1], re.MULTILINE) if section else []

    def option_text(self, option):
        return re.search(rf'^  --{option}\b.*$', self.text, re.MULTILINE)[0]


def choices(command, option):
    """The words that an option takes, or [] where it takes any: the program says them when it refuses another."""
    said = re.search(r'takes one of: ([^;]*);', run(command, f'--{option}=\N{SNOWMAN}').stderr)
    return said[1].split() if said else []
