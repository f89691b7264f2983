# SPDX-License-Identifier: MIT
"""Everything that was taken is given back, to the page."""
import pytest


def checked(machine, line, answer):
    """Runs a program twice; after the second time memory is exactly as after the first."""
    assert answer in machine.run(line)
    before = machine.json("mem -j")
    assert answer in machine.run(line)
    assert machine.json("mem -j") == before
    assert before["spaces"] == before["processes"] == 0


@pytest.mark.parametrize("policy", ["flush", "lazy,asid,global"])
@pytest.mark.parametrize("smp", [1, 4])
def test_a_thousand_processes(boot, smp, policy):
    machine = boot(smp=smp, append=f"policy={policy}")
    checked(machine, "run spawnstorm 1000 1", "1000 of 1000 processes, 1 at a time: ok\n")
    checked(machine, "run spawnstorm 1000 100", "1000 of 1000 processes, 100 at a time: ok\n")
    machine.power_off()


@pytest.mark.parametrize("smp", [1, 2, 4, 8])
def test_all_memory(boot, smp):
    machine = boot(smp=smp)
    checked(machine, "run memhog", "refused: ERR_NO_MEMORY\n")
    checked(machine, "run memhog touch", "got 0 KiB, refused: ERR_NO_MEMORY\n")
    checked(machine, "run memhog free", "refused: ERR_NO_MEMORY\n")
    machine.power_off()


def test_programs_that_hold_memory_do_not_starve_the_shell(boot):
    """While one sits on everything, others are refused in one line; then all is back."""
    machine = boot(smp=2, memory="64M")
    machine.run("run memhog")
    before = machine.json("mem -j")
    machine.run("run memhog free &")
    for _ in range(3):
        machine.run("run hello")
    machine.run("run memhog")
    while machine.json("mem -j")["processes"]:
        machine.run("run sleeper 1 20")
    assert machine.json("mem -j") == before
    machine.power_off()
