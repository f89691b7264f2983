# SPDX-License-Identifier: MIT
"""Races on purpose: a debug kernel makes harts wait for each other in the windows where they can meet in
the wrong way (kernel/debug/stretch.c), while programs map, unmap, fault, fork off others and die."""
import re

import pytest
from counters import SERVERS
from machine import DEBUG

POLICIES = ["lazy,asid,global", "lazy,asid,global,borrow=count,defer=off", "asid,kpti"]
WORK = ["run stress", "run threads 4 300", "run spawnstorm 40 8", "run pingpong 50"]
# which of them this work passes under every policy; the others need laziness, ASIDs, or a kthread
ALWAYS = {"load_claimed", "load_read", "load_written", "changed", "flush_bumped", "flush_scanned"}
ALWAYS |= {"flush_remote", "code_bumped", "reap_detached", "reap_left", "walked", "dead", "lazy"}


def points(said):
    """name -> (passed, met, missed)"""
    rows = re.findall(r"^(\w+) +(\d+) +(\d+) +(\d+)  [HI]", said, re.MULTILINE)
    return {name: tuple(map(int, numbers)) for name, *numbers in rows}


@pytest.mark.parametrize("policy", POLICIES)
def test_programs_survive_the_windows(boot, policy):
    machine = boot(smp=4, append=f"policy={policy} asidbits=5", kernel=DEBUG)
    machine.run("stretch on")
    for line in WORK:
        said = machine.run(line)
        assert "ok\n" in said, said
    machine.run("stretch off")
    found = points(machine.run("stretch"))
    assert all(found[name][0] for name in ALWAYS)
    assert sum(found[name][1] for name in ALWAYS) > 0
    assert machine.json("mem -j")["spaces"] == SERVERS
    assert machine.json("sw -j")["identities"] == "ok"
    machine.power_off()


def test_what_is_looked_at_may_change(boot):
    """A thread that has gone on to wait elsewhere, or has ended; a timer that was set anew; a limit that runs out late."""
    machine = boot(smp=4, kernel=DEBUG)
    for where, section in (("", "crossings"), (" told", "told"), (" limit_ends", "expiry"),
                           (" ran_out", "anew"), (" refused", "rude")):
        assert machine.run(f"stretch on{where}") == ""
        said = machine.run(f"run usertest {section}")
        assert ", 0 failed\n" in said, said
    found = points(machine.run("stretch"))
    assert found["limit_ends"][1] and found["ran_out"][1] and found["refused"][2]  # or there was nothing to see
    assert machine.run("stretch on nowhere").startswith("usage: ")
    machine.run("stretch off")
    machine.power_off()
