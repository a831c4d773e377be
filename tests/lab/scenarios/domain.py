# SPDX-License-Identifier: GPL-2.0-or-later
"""Without gpulend: a real libvirt domain gets all four functions by hand, uses them, ends, and they come home."""

import nested

TOPOLOGY = 'card'
SECONDS = 240

FUNCTIONS = [f'0000:01:00.{number}' for number in range(4)]
IDS = ['1234:1111', '8086:2668', '1b36:000d', '1b36:0002']


def drivers(lab):
    rows = {row['address']: row['driver'] for row in lab.shows('list')['functions']}
    return [rows[function] for function in FUNCTIONS]


def timed(lab, what, script, seconds=60):
    done = lab.run(script, seconds)
    lab.that(f'{what} succeeds', done.status == 0, done)
    lab.tell(f'{what}: {done.seconds:.1f} s')


def run(lab):
    home = drivers(lab)
    nested.prepare(lab, FUNCTIONS)
    timed(lab, 'binding to vfio-pci', nested.LEND.format(functions=' '.join(FUNCTIONS)))
    lab.equal('list sees all four lent', drivers(lab), ['vfio-pci'] * 4)

    timed(lab, 'starting the domain', f'virsh start {nested.NAME}', 120)
    lab.must(f"until grep -q 'end of list' {nested.SERIAL}; do sleep 0.2; done")
    said = lab.get(nested.SERIAL).decode()
    lab.keep('serial', said)
    for number in IDS:
        lab.that(f'the machine sees {number}', f' {number} ' in said, said)
    lab.that('the sound card reaches its memory', 'dma works' in said, said)
    lab.that('list answers while the card is away', drivers(lab) == ['vfio-pci'] * 4)
    lab.that('so does show', '0000:01:00.0' in lab.says('show 01:00'))

    timed(lab, 'shutting the domain down', f'virsh shutdown {nested.NAME} && '
          f'until virsh domstate {nested.NAME} | grep -q "shut off"; do sleep 0.2; done')
    timed(lab, 'binding to the host drivers', nested.RETURN.format(functions=' '.join(FUNCTIONS)))
    lab.equal('every function has its driver again', drivers(lab), home)

    calls = lab.get('/run/hook/calls').decode()
    lab.keep('hook-calls', calls)
    lab.equal('libvirt called the hook as it documents', [line.split()[1:] for line in calls.splitlines()],
              [[nested.NAME, operation, 'begin', '-'] for operation in ('prepare', 'start', 'started')]
              + [[nested.NAME, operation, 'end', '-'] for operation in ('stopped', 'release')])
    for operation in ('prepare-begin', 'release-end'):
        xml = lab.get(f'/run/hook/{operation}.xml').decode()
        lab.keep(f'{operation}.xml', xml)
        lab.equal(f'with the XML of four host devices at {operation}', xml.count('<hostdev '), 4)
