# SPDX-License-Identifier: GPL-2.0-or-later
"""What the checks in this folder share: reading C, and a frame that also checks the checks.

A rule looks at a source tree and yields complaints. Each comes with breaches: files that, laid over a small
sound tree, must bring exactly one complaint, and that complaint. A rule that finds nothing in them is a bug.
"""

import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Tuple


@dataclass
class Rule:
    says: str
    complaints: Callable  # of a root: yields "path:line: what is wrong"
    breaches: List[Tuple[Dict[str, str], str]]  # files, and the complaint that they bring


COMMENT_OR_LITERAL = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blanked(text):
    """Blanks, as many as TEXT has characters, with its line ends."""
    return re.sub(r'[^\n]', ' ', text)


def without_comments(text):
    """C with blanks in place of comments: every line and column stays where it was."""
    return COMMENT_OR_LITERAL.sub(lambda m: blanked(m[0]) if m[0].startswith('/') else m[0], text)


def files(root, pattern, *folders):
    """The files below FOLDERS (src, where none is named) whose name matches PATTERN, with their text."""
    for folder in folders or ('src',):
        for path in sorted((root / folder).rglob('*')):
            if path.is_file() and re.fullmatch(pattern, path.name):
                yield path.relative_to(root), path.read_text(encoding='utf-8', errors='replace')


def numbered(text):
    return enumerate(text.split('\n'), 1)


def complaints_with(rule, tree):
    """What RULE says of a made-up tree."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in tree.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
        return list(rule.complaints(Path(folder)))


def check(rules, sound):
    """Prints TAP: how the sources keep each rule, that the sound tree keeps it, that no breach escapes it."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ['MESON_SOURCE_ROOT'])
    found = any(files(root, r'.*\.c'))
    points = [('there are sources to look at', [] if found else [f'no C below {root}/src'])]
    for rule in rules:
        points.append((rule.says, list(rule.complaints(root))))
        points.append((f'made up and sound: {rule.says}', complaints_with(rule, sound)))
        for tree, wanted in rule.breaches:
            got = complaints_with(rule, {**sound, **tree})
            wrong = [] if got == [wanted] else [f'wanted "{wanted}"', *(f'got "{line}"' for line in got)]
            points.append((f'made up and found: {wanted}', wrong))

    print(f'1..{len(points)}')
    for number, (says, complaints) in enumerate(points, 1):
        for complaint in complaints:
            print(f'# {complaint}')
        print(f"{'not ok' if complaints else 'ok'} {number} - {says.replace('#', '')}")
    return 1 if any(complaints for _, complaints in points) else 0
