# SPDX-License-Identifier: MIT
"""Every number of harts under every policy: programs run, the counters add up, the end is clean."""
import copy

import pytest
from counters import NAMES, SERVERS, at_rest, broken, policies, switches
from machine import DEBUG

PROGRAMS = {
    "run hello one two -f motd": "2 arguments: hello one two",
    "run sleeper 5 2": "5 x 2 ms: ok",
    "run pingpong 100": "100 turns: ok",
    "run threads 4 300": "4 x 300: atomic 1200, locked 1200: ok",
    "run siblings 20": "not there: ok",
    "run siblings 20 busy": "not there: ok",
    "run spawnstorm 20 5": "20 of 20 processes, 5 at a time: ok",
}


# Two of the sixteen policies in three; which, differs from one number of harts to the next.
MACHINES = [
    (smp, policy)
    for turn, smp in enumerate([1, 2, 4, 8])
    for i, policy in enumerate(policies())
    if (i + turn) % 3
]


def run_programs(machine):
    for line, answer in PROGRAMS.items():
        assert answer in machine.run(line)


@pytest.mark.parametrize("smp,policy", MACHINES)
def test_programs_and_counters(boot, smp, policy):
    machine = boot(smp=smp, append=f"policy={policy}")
    assert f"loris: {smp} hart{'s' * (smp > 1)}, 256 MiB, " in machine.banner
    assert f", policy {policy}\n" in machine.banner
    before = at_rest(machine)["mms_created"]
    run_programs(machine)
    assert machine.json("mem -j")["spaces"] == SERVERS
    sw = machine.json("sw -j")
    assert sw["policy"] == switches(policy)
    assert len(sw["harts"]) == smp
    assert broken(sw) == []
    # the programs above, and the partners that some of them start: one, one on each other hart, and 20
    assert sw["total"]["mms_created"] - before == len(PROGRAMS) + 1 + (smp - 1) + 20
    assert sw["total"]["asid_rollovers"] == 0
    machine.power_off()


@pytest.mark.parametrize("smp", [1, 2, 4])
def test_from_inside(boot, smp):
    """The kernel's own tests change the policy; the one from before must be back afterwards."""
    machine = boot(smp=smp, append="policy=lazy,global", kernel=DEBUG)
    said = machine.run("test")
    assert "tests: 522 passed, 0 failed\n" in said
    assert machine.run("policy") == "policy: lazy,global (16 ASID bits)\n"
    assert '"identities":"ok"' in machine.run("sw -j")
    machine.power_off()


# Counted for themselves: no other counter says how many there must be. (The hart may hold init's space on
# loan, or not: the kernel's own identity `borrows` knows which.)
ALONE = {"mms_created", "asid_rollovers", "icache_fences", "shootdowns", "shootdown_skips", "ipis_sent"}
ALONE |= {"shootdown_deferred", "asid_kept", "asid_allocs", "page_faults", "timer_ticks", "steals", "fpu_saves", "fpu_loads"}
ALONE |= {"drops"}


def test_the_check_sees_one_count_too_many(boot):
    """On one hart, so that a counter and its sum can be wrong together."""
    machine = boot(smp=1, append="policy=lazy,asid,borrow=count")
    run_programs(machine)
    machine.run("mem")
    sw = machine.json("sw -j")
    assert broken(sw) == []
    unseen = set()
    for name in NAMES:
        wrong = copy.deepcopy(sw)
        wrong["total"][name] += 1
        assert broken(wrong), name
        wrong["harts"][0][name] += 1
        unseen |= {name} if not broken(wrong) else set()
    assert unseen <= ALONE, unseen
    machine.power_off()
