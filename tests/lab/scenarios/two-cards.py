# SPDX-License-Identifier: GPL-2.0-or-later
"""Two cards, different ones or twins with the same ids, are told apart by address and group."""

TOPOLOGY = 'two-cards', 'twins'

SLOTS = ('01:00', '02:00')


def run(lab):
    rows = lab.shows('list --gpu')['functions']
    groups = [{row['group'] for row in rows if row['address'].startswith(f'0000:{slot}.')} for slot in SLOTS]
    lab.equal('the cards make up the whole of list --gpu', len(rows), 8)
    lab.equal('each is in one group', [len(group) for group in groups], [1, 1])
    lab.that('they share none', groups[0].isdisjoint(groups[1]), groups)
    for slot in SLOTS:
        shown = lab.shows(f'show {slot}')
        lab.equal(f'show {slot} is about that card', shown['card'], f'0000:{slot}.0')
        lab.equal(f'with {slot} go its own functions only', shown['companions'],
                  [f'0000:{slot}.{number}' for number in range(4)])
    nodes = [lab.shows(f'show {slot}')['displays'][0]['card-node'] for slot in SLOTS
             if lab.shows(f'show {slot}')['displays']]
    lab.equal('no two have the same node', len(nodes), len(set(nodes)))
