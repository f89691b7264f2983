# SPDX-License-Identifier: MIT
"""Everything that was taken is given back, to the page."""
import re
import pytest
from counters import SERVERS


def checked(machine, line, answer):
    def work():
        assert answer in machine.run(line)

    machine.check_nothing_is_lost(work)
    mem = machine.json("mem -j")
    assert mem["spaces"] == mem["processes"] == SERVERS


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
    checked(machine, "run memhog", "refused: ERR_QUOTA\n")
    checked(machine, "run memhog touch", "got 0 KiB, refused: ERR_NO_MEMORY\n")
    checked(machine, "run memhog free", "refused: ERR_QUOTA\n")
    machine.power_off()


def test_programs_leave_servers_something(boot):
    """However many take all that they can get: together they have seven eighths."""
    machine = boot(memory="64M")
    free = machine.json("mem -j")["free"]
    machine.send("run memhog hold &\r")
    machine.expect("memhog: ")
    said = machine.expect(", refused: ERR_QUOTA\r")
    said += machine.run("run memhog")  # when it has the last page, its own end may need one more
    got = sum(map(int, re.findall("got ([0-9]+) KiB", said))) // 4
    assert free * 2 // 3 < got < free * 7 // 8, f"{got} of {free} pages: {said}"
    machine.power_off()


def test_programs_leave_one_another_something(boot):
    """Who comes next gets three quarters of what the others have left, in whatever order they began."""
    machine = boot(memory="64M")
    free = machine.json("mem -j")["free"]
    servers = free // 10  # an eighth of what there was when init began, less what it has taken since
    for _ in range(3):
        machine.send("run memhog hold &\r")
        machine.expect(", refused: ERR_QUOTA\r")
        left = machine.json("mem -j")["free"]
        assert 0.6 < (free - left) / (free - servers) < 0.8, f"took {free - left} of {free} pages"
        free = left
    assert "hello from Loris" in machine.run_among("run hello")
    machine.power_off()


def test_files_are_memory_of_programs_too(boot):
    """Who fills the file system, and then its own space, leaves something to whoever comes next."""
    machine = boot(memory="64M")
    free = machine.json("mem -j")["free"]
    machine.send("run memhog files &\r")
    wrote = int(re.search(r"wrote (\d+) KiB", machine.expect(", refused: ERR_QUOTA\r"))[1]) // 4
    assert free // 3 < wrote < free // 2
    assert machine.json("mem -j")["free"] > free // 6  # a quarter of their seven eighths is left, but for what is on its way
    assert "hello from Loris" in machine.run_among("run hello")
    machine.power_off()


def test_a_small_machine_starts_programs_while_there_is_memory(boot):
    """A stack is more than what is free, and will not all be touched."""
    machine = boot(memory="24M")
    machine.send("run memhog hold &\r")
    machine.expect(", refused: ERR_QUOTA\r")
    assert machine.json("mem -j")["free"] < 2048  # pages: 8 MiB
    assert "hello from Loris" in machine.run_among("run hello")
    machine.power_off()


def test_who_holds_all_memory_does_not_starve_the_shell(boot):
    """Programs are refused meanwhile, or not; afterwards all is back. What the one in the background
    says may come in the middle of an echo, so only whole lines of output are waited for."""
    machine = boot(smp=2, memory="64M")
    machine.run("run memhog")
    before = machine.json("mem -j")
    machine.send("run memhog free &\r")
    machine.expect("taking all there is\r")
    for number in range(20):
        machine.send(f"run hello {number}\r")
        machine.send(f"help nonsense{number}\r")
        machine.expect(f"nonsense{number}: no such command; try 'help'\r")
    machine.send("mem -j\r")
    while f'"processes":{SERVERS}' not in machine.expect("}\r"):
        machine.send("mem -j\r")
    machine.run("")
    assert machine.json("mem -j") == before
    machine.power_off()
