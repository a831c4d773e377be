# SPDX-License-Identifier: GPL-2.0-or-later
"""A card whose functions are all of one vendor and alone in their group can be lent as it is."""

TOPOLOGY = 'one-vendor'

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]


def run(lab):
    shown = lab.shows('show 01:00')
    lab.equal('the card has all four functions', shown['functions'], FUNCTIONS)
    lab.equal('nothing foreign goes along', shown['foreign'], [])
    lab.equal('the verdict is clean', (shown['clean'], shown['candidate']), (True, True))
    lab.that('show says so in words', 'Verdict:   clean' in lab.says('show 01:00'), lab.says('show 01:00'))
    for driver in ('qxl', 'xhci_hcd'):
        lab.that(f'a real {driver} drives it', driver in {detail['driver'] for detail in shown['details']})
