# SPDX-License-Identifier: GPL-2.0-or-later
"""A card pulled while list, show and dump run in a loop never makes them crash, and no row is half there."""

import json

TOPOLOGY = 'card'

ROUNDS = 40
LOOP = f'''
mkdir -p /root/rounds
for round in $(seq 100 {99 + ROUNDS}); do
    for words in 'list --json' 'list --tree' 'show 01:00 --json' 'dump --yes -'; do
        gpulend $words >/root/out 2>/root/err
        echo "$? $words"
        [ "$words" != 'list --json' ] || cp /root/out /root/rounds/$round
    done
    [ -e /sys/bus/pci/devices/0000:01:00.0 ] || gone=$((gone + 1))
    [ "$gone" != 5 ] || break
done
'''
FULL = ('address', 'class', 'id')


def run(lab):
    whole = {row['address']: row for row in lab.shows('list')['functions']}
    loop = lab.start(LOOP)
    lab.that('the loop runs', not loop.is_done_within(2))
    lab.unplug('card')
    done = loop.wait(90)
    lab.that('the loop ends', done.status == 0, done)
    lab.equal('the card is gone', lab.run('ls -d /sys/bus/pci/devices/0000:01:00.*').out, '')

    statuses = {}
    for line in done.out.splitlines():
        status, words = line.split(' ', 1)
        statuses.setdefault(words, set()).add(int(status))
    lab.keep('statuses', str(statuses))
    lab.that('nothing was killed by a signal', all(max(found) < 128 for found in statuses.values()), statuses)
    for words in ('list --json', 'list --tree', 'dump --yes -'):
        lab.equal(f'{words} always succeeds', statuses[words], {0})

    rounds = lab.must('cd /root/rounds && for round in *; do cat $round; echo "--"; done').split('--\n')
    seen = set()
    for text in rounds[:-1]:
        rows = json.loads(text)['functions']
        seen.add(len(rows))
        for row in rows:
            old = whole[row['address']]
            lab.that('a row says what it said before, or is missing',
                     all(row.get(key) == old.get(key) for key in FULL), f'{row}\n{old}')
    lab.equal('list had all at first and the rest at last', (max(seen), min(seen)), (len(whole), len(whole) - 4))
    lab.tell(f'{len(rounds) - 1} rounds, with these numbers of rows: {sorted(seen)}')
