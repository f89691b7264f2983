# SPDX-License-Identifier: MIT
"""For `make wild`, which takes minutes. Wild system calls, and messages by the thousand, from many threads and processes on all harts: the kernel
stands, its identities hold, and everything comes back (user/programs/fuzz, user/programs/ipcstress)."""
import pytest
from counters import SERVERS
from machine import DEBUG, KERNEL

POLICIES = ["", "policy=flush", "policy=kpti,lazy,asid,global", "policy=lazy,asid,global,borrow=count,defer=off"]


def settle(machine):
    """Until whoever was about to end has ended."""
    for _ in range(100):
        if machine.json("mem -j")["processes"] == SERVERS:
            return
        machine.run("run sleeper 1 50")
    raise AssertionError(machine.run("ps"))


def wild(machine, *lines):
    """Nothing is wrong, and nothing is lost."""

    def work():
        for line in lines:
            said = machine.run(line, 300)
            assert ": ok\n" in said and "WRONG" not in said and "STUCK" not in said, said
        settle(machine)

    machine.check_nothing_is_lost(work)
    assert machine.json("sw -j")["identities"] == "ok"
    machine.power_off()


@pytest.mark.parametrize("kernel", [KERNEL, DEBUG], ids=["release", "debug"])
@pytest.mark.parametrize("smp", [1, 2, 4])
def test_wild_calls(boot, smp, kernel):
    wild(boot(smp=smp, kernel=kernel), "run fuzz 2 1", f"run fuzz 4 {smp}", f"run fuzz 3 {smp + 100} 4 6")


@pytest.mark.parametrize("kernel", [KERNEL, DEBUG], ids=["release", "debug"])
@pytest.mark.parametrize("smp", [1, 4])
def test_wild_calls_with_the_machine(boot, smp, kernel):
    """The system handle: interrupts taken, the console's too, device registers mapped, kthreads called."""
    machine = boot(smp=smp, kernel=kernel, append="trust=fuzz")
    wild(machine, f"run fuzz 3 {smp + 20}", f"run fuzz 3 {smp + 200} 4 6")


@pytest.mark.parametrize("policy", POLICIES[1:])
@pytest.mark.parametrize("kernel", [KERNEL, DEBUG], ids=["release", "debug"])
def test_wild_calls_under_other_policies(boot, policy, kernel):
    wild(boot(smp=4, kernel=kernel, append=policy), "run fuzz 2 7", "run fuzz 4 8")


@pytest.mark.parametrize("kernel", [KERNEL, DEBUG], ids=["release", "debug"])
@pytest.mark.parametrize("smp", [1, 2, 4])
def test_no_message_is_lost(boot, smp, kernel):
    wild(boot(smp=smp, kernel=kernel), "run ipcstress 1 1", f"run ipcstress 3 {smp}")


@pytest.mark.parametrize("policy", POLICIES[1:])
def test_no_message_is_lost_under_other_policies(boot, policy):
    wild(boot(smp=4, append=policy), "run ipcstress 1 1", "run ipcstress 3 2")


def test_with_stretched_races(boot):
    machine = boot(smp=4, kernel=DEBUG)
    machine.run("stretch on")
    wild(machine, "run fuzz 2 1", "run fuzz 5 11", "run ipcstress 3 3")
