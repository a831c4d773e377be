# SPDX-License-Identifier: GPL-2.0-or-later
"""What a scenario is given, and how one is run from a saved virtual host to its verdict."""

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from guest import TooLong
from image import HERE, LabError
from saved import restored, saved
from topology import TOPOLOGIES

SCENARIO_SECONDS = 120
COLLECT_SECONDS = 20
PROGRAM = '/usr/local/bin/gpulend'


class Failed(Exception):
    """Something that must be true was not."""


class Skip(Exception):
    """What a scenario needs is not to be had here; says why."""


@dataclass
class Scenario:
    """A file of scenarios/, with one of the topologies that it names."""
    name: str
    topology: str
    module: object

    @property
    def says(self):
        return self.module.__doc__.strip().splitlines()[0]

    @property
    def seconds(self):
        return getattr(self.module, 'SECONDS', SCENARIO_SECONDS)


class Lab:
    """A restored virtual host with gpulend in it, as a scenario sees it."""

    def __init__(self, guest, program, folder, say):
        self.guest, self.program, self.folder, self.say = guest, program, folder, say
        self.statements = []
        self.run, self.start, self.must = guest.run, guest.start, guest.must
        self.put, self.get, self.unplug = guest.put, guest.get, guest.unplug

    def that(self, statement, is_so, detail=''):
        """STATEMENT holds. The detail is for whoever has to find out why not."""
        self.statements.append(statement)
        if not is_so:
            raise Failed(f'it is not so: {statement}' + (f'\n{detail}' if detail else ''))

    def equal(self, statement, got, wanted):
        self.that(statement, got == wanted, f'wanted {wanted!r}\ngot    {got!r}')

    def tell(self, line):
        """A number or a remark worth a line of the result."""
        self.say(line)
        self.statements.append(line)

    def keep(self, name, data):
        """A file of the result."""
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def gpulend(self, words, seconds=20):
        """gpulend in the virtual host, with WORDS as one would type them."""
        return self.run(f'gpulend {words}', seconds)

    def says(self, words, seconds=20):
        """Its standard output; it must succeed and have nothing to complain about."""
        done = self.gpulend(words, seconds)
        self.that(f'gpulend {words.split()[0]} succeeds in silence', done.status == 0 and not done.err, done)
        return done.out

    def shows(self, words, seconds=20):
        """What it tells as JSON."""
        return json.loads(self.says(f'{words} --json', seconds))

    def outside(self, words, sysroot):
        """The same program on this machine, reading what was brought from the virtual host."""
        done = subprocess.run([self.program, *words.split(), f'--sysroot={sysroot}'], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=20)
        self.that(f'gpulend {words} succeeds outside', done.returncode == 0, done.stdout.decode())
        return done.stdout.decode()


def scenarios(wanted=()):
    """All, or those of WANTED: names, or name@topology."""
    found = []
    for path in sorted((HERE / 'scenarios').glob('*.py')):
        spec = importlib.util.spec_from_file_location(path.stem.replace('-', '_'), path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        names = [module.TOPOLOGY] if isinstance(module.TOPOLOGY, str) else list(module.TOPOLOGY)
        for name in names:
            found.append(Scenario(path.stem if len(names) == 1 else f'{path.stem}@{name}', name, module))
    chosen = [one for one in found if not wanted or one.name in wanted or one.name.split('@')[0] in wanted]
    for name in wanted:
        if name not in [one.name for one in chosen] + [one.name.split('@')[0] for one in chosen]:
            raise LabError(f'There is no scenario "{name}"; "lab list" shows those there are.')
    # Those of one topology follow each other, so that the first result is there after one boot.
    return sorted(chosen, key=lambda one: list(TOPOLOGIES).index(one.topology))


def find_program():
    """The gpulend to put into the virtual host: GPULEND, or the newest that was built."""
    named = os.environ.get('GPULEND')
    if named:
        built = [Path(named)]
    else:
        built = sorted((HERE.parent.parent).glob('build*/src/gpulend'), key=lambda path: path.stat().st_mtime)
    if not built or not built[-1].is_file():
        raise LabError(f'{named} is not there.' if named else 'gpulend is not built yet; make build does that.')
    return built[-1].resolve()


@contextlib.contextmanager
def deadline(seconds):
    """Ends its body after so many seconds, whatever it waits for."""
    def too_long(*_):
        raise TooLong(f'The scenario did not end in {seconds} s.')
    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def collect(guest, folder):
    """The journal, as far as the virtual host still answers."""
    try:
        done = guest.run('journalctl --boot --no-pager --output=short-monotonic', COLLECT_SECONDS)
        (folder / 'journal').write_bytes(done.data)
    except (LabError, OSError) as error:
        (folder / 'journal').write_text(f'There is no journal: {error}\n')


def run_in(guest, scenario, program, folder, say):
    """The outcome: ok, skip or fail; why; and the statements that were true."""
    lab = Lab(guest, program, folder, say)
    try:
        with deadline(scenario.seconds):
            guest.put(program, PROGRAM, 0o755)
            scenario.module.run(lab)
        if not lab.statements:
            return 'fail', 'it states nothing that must be true', lab.statements
        return 'ok', '', lab.statements
    except Skip as reason:
        return 'skip', str(reason), lab.statements
    except (Failed, LabError) as problem:
        return 'fail', f'{problem}{guest.console_end()}', lab.statements
    except Exception:
        return 'fail', traceback.format_exc(), lab.statements


def run_scenario(scenario, program, results, say):
    """Its outcome and why. Everything else is in the folder RESULTS/NAME."""
    state = saved(scenario.topology, say)
    folder = results / scenario.name
    began = time.monotonic()
    with restored(state, folder) as guest:
        ready = time.monotonic() - began
        outcome, reason, statements = run_in(guest, scenario, program, folder, say)
        collect(guest, folder)
    seconds = time.monotonic() - began
    result = {'scenario': scenario.name, 'topology': scenario.topology, 'outcome': outcome, 'reason': reason,
              'statements': statements, 'restored-after': round(ready, 2), 'seconds': round(seconds, 2)}
    (folder / 'result.json').write_text(json.dumps(result, indent=2) + '\n')
    say(f'{scenario.name}: restored in {ready:.1f} s, {seconds:.1f} s in all, {len(statements)} statements')
    return outcome, reason
