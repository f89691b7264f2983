# SPDX-License-Identifier: MIT
"""`kill` ends every process, whatever its threads wait for and whoever has a handle on it; what a process made
ends with it (user/programs/waiter.c)."""
import re

import pytest
from machine import DEBUG, KERNEL

STATES = {  # of the first thread, as ps has it; whom it waits for
    "recv": ("recv", ""),
    "send": ("send", ""),
    "call": ("call", ""),
    "reply": ("reply", "2"),
    "kept": ("reply", ""),
    "bits": ("bits", ""),
    "sleep": ("sleeps", ""),
    "join": ("join", ""),
    "fault": ("fault", ""),
}
MACHINES = pytest.mark.parametrize("smp, kernel", [(1, KERNEL), (2, KERNEL), (4, DEBUG)], ids=["1", "2", "4-debug"])


def row(machine, thread):
    """Its line of ps: state, and whom it waits for."""
    for line in machine.run("ps").splitlines():
        words = line.split()
        if words[0] == thread:
            return words[2], words[8] if len(words) > 8 else ""
    return None


def start(machine, how):
    return re.search(r"^\[(\d+)\]$", machine.run(f"run waiter {how} &"), re.MULTILINE).group(1)


def await_row(machine, thread, expected):
    """Rows are looked at until it is so; each look gives others their turn."""
    for _ in range(100):
        if row(machine, thread) == expected:
            return
        machine.run("run idle 5")
    raise AssertionError(f"{thread}: {row(machine, thread)} instead of {expected}\n{machine.said}")


def killed(machine, pid, name):
    since = len(machine.said)
    assert "no process" not in machine.run(f"kill {pid}")
    assert row(machine, f"{pid}/1") is None
    for _ in range(100):
        if f"[{pid}] {name}: killed" in machine.said[since:]:
            return
        machine.run("run idle 5")
    raise AssertionError(machine.said)


def settled(machine, processes):
    for _ in range(100):
        mem = machine.json("mem -j")
        if mem["processes"] == processes:
            return mem
        machine.run("run idle 5")
    raise AssertionError(f"{mem}\n{machine.run('ps')}")


@MACHINES
def test_whatever_it_waits_for(boot, smp, kernel):
    machine = boot(smp=smp, kernel=kernel)

    def work():
        for how, (state, other) in STATES.items():
            pid = start(machine, how)
            await_row(machine, f"{pid}/1", (state, f"{pid}/{other}" if other else ""))
            killed(machine, pid, "waiter")
        settled(machine, 2)

    machine.check_nothing_is_lost(work)
    machine.power_off()


def lost(machine, how):
    """A waiter, and the process without a handle that it made."""
    since = len(machine.said)
    pid = start(machine, how)
    said = machine.said[since:]  # it says so before the prompt or behind it
    if "lost: " not in said:
        said = "lost: " + machine.expect("lost: ") + machine.expect("\r")
    return pid, re.search(r"lost: .*?(\d+)", said, re.DOTALL).group(1)


@MACHINES
@pytest.mark.parametrize("how, thread, state", [("lost", "1", "sleeps"), ("empty", "0", "empty")])
def test_nobody_has_a_handle_on_it(boot, smp, kernel, how, thread, state):
    """One is killed by its number, another ends with who made it."""
    machine = boot(smp=smp, kernel=kernel)

    def work():
        pid, child = lost(machine, how)
        await_row(machine, f"{child}/{thread}", (state, ""))
        assert machine.run(f"kill {child}") == ""
        settled(machine, 3)
        killed(machine, pid, "waiter")
        pid, child = lost(machine, how)
        await_row(machine, f"{child}/{thread}", (state, ""))
        killed(machine, pid, "waiter")
        settled(machine, 2)
        assert row(machine, f"{child}/{thread}") is None

    machine.check_nothing_is_lost(work)
    machine.power_off()


@MACHINES
def test_ends_with_its_maker(boot, smp, kernel):
    machine = boot(smp=smp, kernel=kernel)
    for _ in range(3):
        machine.run("run waiter leaves")
        settled(machine, 2)
    machine.power_off()


def test_init_ends_and_all_that_it_made(boot):
    """What is left is nothing; the next run begins anew."""
    machine = boot(smp=2)
    start(machine, "recv")
    assert machine.run("kill 1") == ""
    settled(machine, 0)
    assert "0 arguments: hello\n" in machine.run("run hello")
    assert settled(machine, 2)["spaces"] == 2
    machine.power_off()


def test_nobody_of_that_number(boot):
    machine = boot()
    for pid in ("0", "99", "2147483648", "18446744073709551615"):
        assert machine.run(f"kill {pid}") == f"kill: no process {pid}\n"
    machine.power_off()
