# SPDX-License-Identifier: MIT
"""The programs that check the system from inside a process."""
import os

import pytest

CHECKS = {
    "usertest": " checks, 0 failed\n",
    "fpu": "fpu: 200 rounds: ok\n",
    "threads 8 500": ": ok\n",
    "pager usertest": ": ok\n",
}


@pytest.mark.parametrize("smp", [1, 2, 4, 8])
@pytest.mark.parametrize("line", CHECKS)
def test_program(boot, smp, line):
    machine = boot(smp=smp)
    assert machine.run(f"run {line}").endswith(CHECKS[line])
    assert '"identities":"ok"' in machine.run("sw -j")
    machine.power_off()


@pytest.fixture
def one_processor():
    """Of the host, for all harts."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    yield
    os.sched_setaffinity(0, all_of_them)


@pytest.mark.parametrize("smp", [2, 4])
def test_nobody_starves(one_processor, boot, smp):
    """Only one hart runs at a time, until the host stops it. One that takes a space's lock again and again is stopped
    while it holds it, since there it waits for the others; who waits for the lock gets it nevertheless."""
    machine = boot(smp=smp)
    assert machine.run("run usertest ranges").endswith(" checks, 0 failed\n")
    machine.power_off()


# Fewer rounds on more harts: they share two cores, and whoever waits for another hart waits for a core.
STRESS = {1: 500, 2: 200, 4: 100, 8: 50}


def stress_once(machine, smp):
    said = machine.run(f"run stress {STRESS[smp]} {smp}", seconds=300)
    assert said.endswith(f"stress: seed {smp}: {4 * STRESS[smp]} operations: ok\n")


def stress(machine, smp):
    machine.check_nothing_is_lost(lambda: stress_once(machine, smp))
    sw = machine.json("sw -j")
    assert sw["identities"] == "ok"
    return sw["total"]


@pytest.mark.parametrize("smp", STRESS)
@pytest.mark.parametrize("policy", ["flush", "lazy"])
def test_stress(boot, smp, policy):
    machine = boot(smp=smp, append=f"policy={policy}")
    assert stress(machine, smp)["asid_allocs"] == 0
    machine.power_off()


def fewest_asid_bits(smp):
    """For 0, the kernel's, two for each hart, and one to give out (arch/riscv/asid.c)."""
    return max(4, (2 + 2 * smp).bit_length())


@pytest.mark.parametrize("smp", STRESS)
def test_stress_with_few_asids(boot, smp):
    bits = fewest_asid_bits(smp)
    machine = boot(smp=smp, append=f"policy=lazy,asid,global asidbits={bits}")
    assert f"ASIDs of {bits} bits, policy lazy,asid,global\n" in machine.banner
    machine.run(f"run spawnstorm {3 << bits} 4")
    total = stress(machine, smp)
    assert total["asid_rollovers"] >= 3
    assert 0 < total["fences_rollover"] <= total["asid_rollovers"] * smp
    machine.power_off()
