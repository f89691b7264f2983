# SPDX-License-Identifier: MIT
"""Harts that are stopped and started again while programs run: nothing is lost, nothing hangs."""
import functools
import operator
import re

import pytest
from counters import SERVERS
from machine import DEBUG

THREADS_PINNED = "threads are pinned to it\n"
LIVED_ON = "kernel threads live there\n"
TURNS = 6


def harts(machine):
    """What `hart` says: index -> what it runs, None if it is off."""
    rows = re.findall(r"^hart (\d+): id \d+, (?:on, runs (\S+)|off)$", machine.run("hart"), re.M)
    return {int(index): runs or None for index, runs in rows}


def stop(machine, index):
    """Tried again while a thread of a program happens to be pinned there, as stress does for a moment."""
    for _ in range(200):
        said = machine.run_among(f"hart off {index}")
        if THREADS_PINNED not in said:
            return
    raise AssertionError(f"hart {index} is never free of pinned threads")


def identities(machine):
    assert "\nidentities: ok\n" in machine.run_among("sw")


def in_background(machine, line):
    machine.run_among(f"run {line} &")


def wait_for(machine, *texts):
    """Until each has been said by a program, in whatever order."""
    for text in texts:
        if text not in machine.said:
            machine.expect(text)
    machine.run_among("")


def settled(machine):
    """All programs are done, and all that they had is back."""
    for _ in range(2000):
        said = machine.run_among("mem -j")
        if f'"spaces":{SERVERS},"processes":{SERVERS},' in said:
            return int(re.search(r'"free":(\d+)', said)[1])
    raise AssertionError(f"never settled: {said}")


@pytest.mark.parametrize("smp", [2, 4])
def test_each_hart_off_and_on(boot, smp):
    machine = boot(smp=smp)
    for index in range(1, smp):
        stop(machine, index)
        assert harts(machine)[index] is None
        identities(machine)
        assert "4 x 300: atomic 1200, locked 1200: ok" in machine.run("run threads 4 300")
        assert machine.run(f"hart on {index}") == ""
        assert None not in harts(machine).values()
        identities(machine)
    machine.power_off()


def test_all_but_one_are_off(boot):
    """Programs run, the policy changes, and the machine ends."""
    machine = boot(smp=4)
    for index in (3, 1, 2):
        stop(machine, index)
    assert list(harts(machine).values()) == ["shell", None, None, None]
    before = machine.json("sw -j")["harts"][1:]
    for policy in ("flush", "lazy", "lazy,asid,global"):
        machine.run(f"policy {policy}")
        identities(machine)
        assert "20 of 20 processes, 5 at a time: ok" in machine.run("run spawnstorm 20 5")
        identities(machine)
    said = machine.run("run usertest")  # asks for the counters of all harts, and pins itself to each
    assert said.count("usertest: threads.c") == 9 and " checks, 9 failed\n" in said
    assert machine.json("sw -j")["harts"][1:] == before  # who is off counts nothing
    machine.power_off()


@pytest.mark.parametrize("policies", [("flush", "lazy,asid,global"), ("lazy,asid", "lazy")])
def test_the_policy_of_now(boot, policies):
    """It was off when the policy changed: it comes back under the one of now."""
    machine = boot(smp=2, append=f"policy={policies[0]}")
    for policy in policies[::-1] * 3:
        stop(machine, 1)
        machine.run(f"policy {policy}")
        assert machine.run("hart on 1") == ""
        in_background(machine, "spin 300")
        in_background(machine, "spin 300")
        assert "20 of 20 processes, 5 at a time: ok" in machine.run_among("run spawnstorm 20 5")
        identities(machine)
        settled(machine)
    machine.power_off()


def test_what_cannot_be(boot):
    machine = boot(smp=2)
    assert machine.run("hart off 0") == f"hart 0: {LIVED_ON}"
    assert machine.run("hart on 0") == "hart 0: is on already\n"
    assert machine.run("hart on 1") == "hart 1: is on already\n"
    assert machine.run("hart off 2") == "hart 2: there are only 2\n"
    assert machine.run("hart off 18446744073709551615") == "hart 18446744073709551615: there are only 2\n"
    assert machine.run("hart off 1") == ""
    assert machine.run("hart off 1") == "hart 1: is off already\n"
    assert harts(machine) == {0: "shell", 1: None}
    machine.power_off()


def cycle(machine, smp):
    """Programs of all kinds run while harts come and go; each must find that it was right."""
    in_background(machine, "stress 300 7")
    in_background(machine, "threads 4 10000")
    for turn in range(24):
        index = 1 + turn % (smp - 1)
        stop(machine, index)
        if turn % 3 == 0:
            assert "10 of 10 processes, 5 at a time: ok" in machine.run_among("run spawnstorm 10 5")
        identities(machine)
        machine.run_among(f"hart on {index}")
    assert "off\n" not in machine.run_among("hart")
    wait_for(machine, "stress: seed 7: 1200 operations: ok", "locked 40000: ok")
    settled(machine)
    identities(machine)
    machine.power_off()


LOADED = [(2, "lazy,asid,global"), (2, "flush"), (2, "lazy,borrow=count,defer=off")]
LOADED += [(4, "lazy,asid,global"), (4, "lazy,asid,global,kpti,borrow=count")]


@pytest.mark.parametrize("smp, policy", LOADED)
def test_cycles_under_load(boot, smp, policy):
    cycle(boot(smp=smp, append=f"policy={policy}"), smp)


def test_cycles_of_a_kernel_that_checks_itself(boot):
    """A freed root is kept back until no satp names it, and satp is compared at each trap."""
    cycle(boot(smp=4, kernel=DEBUG), 4)


def test_sleepers_wake_elsewhere(boot):
    """Several processes sleep, some of them on the hart that is stopped under them."""
    machine = boot(smp=2)
    for ms in range(1000, 1500, 100):
        in_background(machine, f"idle {ms} 7")
    stop(machine, 1)
    settled(machine)
    machine.power_off()


def holders(machine):
    """The harts that have some process's space loaded, a bit each."""
    rows = re.findall(r"^ +\d+ idle .* 0x([0-9a-f]+) ", machine.run_among("mm"), re.M)
    assert rows
    return functools.reduce(operator.or_, (int(mask, 16) for mask in rows))


def test_a_lazily_held_space_dies(boot):
    """Hart 1 idles on the space of a program that sleeps, and stops. The program then ends."""
    machine = boot(smp=2)
    held = 0
    for _ in range(10):
        in_background(machine, "idle 300")
        in_background(machine, "idle 300")
        held |= holders(machine)
        stop(machine, 1)
        assert not holders(machine) & 2
        settled(machine)
        identities(machine)
        assert machine.run("hart on 1") == ""
    assert held & 2  # or there was nothing to see
    total = machine.json("sw -j")["total"]
    assert total["mms_freed"] == total["mms_created"] - SERVERS >= 20
    machine.power_off()


def test_its_memory_goes_back(boot):
    """What the allocators had kept for the hart: as much is free without it as with it."""
    machine = boot(smp=2)
    assert "100 of 100 processes, 20 at a time: ok" in machine.run("run spawnstorm 100 20")
    stop(machine, 1)
    free = settled(machine)
    assert machine.run("hart on 1") == ""
    assert settled(machine) == free
    machine.power_off()


def called(machine):
    """How often one was, which had been taken out and had not stopped yet."""
    return int(re.search(r"^taken_out +\d+ +(\d+) ", machine.run("stretch"), re.M)[1])


def test_who_is_called_there_waits(boot):
    """No meeting waits for a hart that was taken out, so that it must not run its kthread any more, which is called."""
    machine = boot(smp=4, kernel=DEBUG)
    machine.run("stretch on taken_out")
    callers = [re.search(r"^\[(\d+)\]$", machine.run(f"run usertest -calls {index} &"), re.M)[1] for index in (1, 3)]
    for _ in range(TURNS):
        for how in ("off", "on"):
            for index in (1, 3):
                assert machine.run(f"hart {how} {index}") == ""
    assert called(machine)  # or there was nothing to see
    for pid in callers:
        machine.run_among(f"kill {pid}")
    settled(machine)
    assert all(f"[{pid}] usertest: killed" in machine.said for pid in callers)
    identities(machine)
    machine.power_off()


def test_pinned_threads_keep_it_on(boot):
    """pingpong pins its two processes to the hart where it began: where others leave it room, hart 1 in the end."""
    machine = boot(smp=2)
    for tries in range(30):
        for _ in range(tries % 3):
            in_background(machine, "spin 100")
        in_background(machine, "pingpong 3000")
        said = machine.run_among("hart off 1")
        settled(machine)
        if f"hart 1: {THREADS_PINNED}" in said:
            assert harts(machine)[1]
            break
        machine.run("hart on 1")
    else:
        raise AssertionError("pingpong never ran on hart 1")
    stop(machine, 1)
    machine.power_off()
