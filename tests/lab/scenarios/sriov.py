# SPDX-License-Identifier: GPL-2.0-or-later
"""Virtual functions come and go: each has its group, its physical function, and list follows."""

TOPOLOGY = 'sriov'

PHYSICAL = '0000:01:00.0'
COUNT = 16


def run(lab):
    lab.equal('it can have so many', lab.shows(f'show {PHYSICAL}')['details'][0]['virtual-functions-max'], COUNT)
    before = lab.says('list')
    lab.must(f'echo {COUNT} >/sys/bus/pci/devices/{PHYSICAL}/sriov_numvfs')
    rows = [row for row in lab.shows('list')['functions'] if row['address'].startswith('0000:01:')]
    lab.equal('list has them', len(rows), COUNT + 1)
    lab.equal('each has a group of its own', len({row['group'] for row in rows}), COUNT + 1)
    detail = lab.shows(f"show {rows[1]['address']}")['details'][0]
    lab.equal('show knows whose it is', detail['physical-function'], PHYSICAL)
    lab.equal('and how many there are', lab.shows(f'show {PHYSICAL}')['details'][0]['virtual-functions'], COUNT)
    lab.must(f'echo 0 >/sys/bus/pci/devices/{PHYSICAL}/sriov_numvfs')
    lab.equal('they go without a trace', lab.says('list'), before)
