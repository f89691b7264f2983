# SPDX-License-Identifier: MIT
"""init and ramfs; how much of everything there may be; servers that are killed while clients work."""
import itertools
import os
import re

import disk
import pytest
from archives import BINARIES, archive

KILLS = int(os.environ.get("KILLS") or 20)  # of each server, in four rounds or more; make killtest: a thousand
SECONDS = 60 + KILLS
HARTS = pytest.mark.parametrize("smp", [1, 2, 4])
TRUSTED = "trust=servertest,killtest,fleeting"  # they start and end servers
COUNTED = ["-icount", "shift=0,sleep=off"]  # rdtime counts instructions


def checked(machine, line, seconds=SECONDS):
    """Runs a program whose last line ends in ok; all that it said."""
    said = machine.run(f"run {line}", seconds).replace("\0", "")
    assert said.endswith(": ok\n"), said
    return said


@HARTS
def test_requests(boot, smp):
    machine = boot(smp=smp, append=TRUSTED)

    def work():
        for part in ("init", "names", "tree", "data", "pipes", "greedy"):
            checked(machine, f"servertest {part}")

    machine.check_nothing_is_lost(work)
    machine.power_off()


@pytest.mark.parametrize("trust", ["", "trust=killtest", "trust=servertes,servertest2,xservertest"])
def test_who_is_not_trusted_ends_no_server(boot, trust):
    machine = boot(append=trust)
    checked(machine, "servertest stranger")
    assert "uart: has the console" in machine.run("run uart start")  # the user's way to it
    assert "uart: ends" in machine.run("run uart stop")
    machine.power_off()


def test_servers_are_started_by_init_alone(boot):
    machine = boot()
    assert "init: there is one already\n" in machine.run("run init")
    for server in ("init", "ramfs"):
        assert f"{server}: exit status 1\n" in machine.run(f"run {server}")
    machine.power_off()


def ticks(said, what):
    """{how many: ticks}"""
    return {int(n): int(t) for n, t in re.findall(rf"many: {what}: (\d+): (\d+) ticks", said)}


@pytest.mark.parametrize("what, most", [("processes", 1000), ("handles", 10000)])
def test_messages_cost_the_same_with_many(start, what, most):
    machine = start(append=f'run="run many {what}; poweroff"', more=COUNTED)
    said = machine.rest()
    assert ": ok\n" in said, said
    costs = ticks(said, "ipc between .*, so many .*")
    assert max(costs) == most
    assert 0 < max(costs.values()) <= 1.1 * min(costs.values()), costs
    if what == "processes":
        spawns = ticks(said, "spawn, so many there")
        assert 0 < max(spawns.values()) <= 1.1 * min(spawns.values()), spawns


@pytest.mark.parametrize("smp", [1, 2])
def test_as_many_as_there_may_be(boot, smp):
    machine = boot(smp=smp)

    def work():
        for what in ("processes", "threads", "handles"):
            checked(machine, f"many {what}")

    machine.check_nothing_is_lost(work)
    machine.power_off()


@HARTS
@pytest.mark.parametrize("server", ["ramfs", "blk", "rng", "uart"])
def test_killed_while_clients_work(boot, tmp_path, smp, server):
    """Nothing hangs, no answer is wrong, and in the end so many kills more leave nothing."""
    image = tmp_path / "disk"
    image.write_bytes(bytes(1 << 20))
    machine = boot(smp=smp, append=TRUSTED, more=disk.arguments(image) + ["-device", "virtio-rng-device"])
    seeds = itertools.count(1)
    machine.check_nothing_is_lost(lambda: checked(machine, f"killtest {server} {KILLS // 4} {next(seeds)}"))
    machine.power_off()


@HARTS
def test_without_memory(boot, smp):
    """Not a page is left: servers say so, and live. ramfs keeps the tables that it once had, so it is killed."""
    machine = boot(smp=smp, append=TRUSTED, memory="64M")

    def fill_and_empty():
        checked(machine, "servertest full")
        checked(machine, "killtest ramfs 1 1")

    machine.check_nothing_is_lost(fill_and_empty)
    assert "out of memory" not in machine.said
    machine.power_off()


@pytest.mark.parametrize("part", ["crowd", "brim", "brood", "busy", "refused", "strewn"])
def test_tables_that_clients_would_fill(start, part):
    """By time that is counted: all give up at the same moment, or too few of them would be there at once."""
    machine = start(append=f'run="run servertest {part}; run servertest init; poweroff"', more=COUNTED)
    said = machine.rest()
    assert f"servertest: {part}: ok\n" in said and "servertest: init: ok\n" in said, said


def pages_of_ramfs(machine):
    return int(re.search(r" ramfs +(?:\S+ +){4}(\d+) ", machine.run("mm"))[1])


def test_what_files_took_goes_back(boot):
    """Not only to other files, and little by little. What stays is the heap's tables."""
    machine = boot(append=TRUSTED, memory="64M")
    checked(machine, "servertest names")
    before, looks = pages_of_ramfs(machine), 0
    checked(machine, "servertest brim")
    while pages_of_ramfs(machine) > before + 500:
        looks += 1
        assert looks < 100
        machine.run("run idle 100")
    machine.power_off()


def test_shares_are_of_all_that_a_program_has_started(start):
    """Six thousand processes that take what one may have of init and ramfs leave something to who is none of them."""
    machine = start(append='run="run servertest swarm; run servertest newcomer; poweroff"', more=COUNTED)
    said = machine.rest()
    assert "servertest: swarm: ok\n" in said and "servertest: newcomer: ok\n" in said, said


def test_server_that_ends_as_soon_as_it_serves(boot, tmp_path):
    """It is started again and again, and keeps nobody from anything: ten times a second, by init's clock."""
    fleeting = (BINARIES / "fleeting").read_bytes()
    path = tmp_path / "ramdisk.cpio"
    path.write_bytes(archive({"rng": fleeting, "fleeting": fleeting}))
    machine = boot(smp=2, append=TRUSTED, initrd=path)
    said = machine.run("run fleeting")
    starts, ms = map(int, re.search(r"fleeting: (\d+) starts in (\d+) ms\n", said).groups())
    assert 0 < starts <= ms // 100 + 1, said
    assert said.endswith("fleeting: stopped: 0\nfleeting: then 0 starts\n")
    machine.power_off()


def test_what_is_no_program(boot):
    machine = boot()
    assert machine.run("run motd") == "motd: not a program: not an ELF file\n"
    assert machine.run("run servertest init") == "servertest: init: ok\n"  # a program learns it, and nobody else
    assert "no such program" in machine.run("run nothing.of.that.name")
    machine.power_off()


def test_machine_without_devices_boots_silently(boot):
    machine = boot(append=TRUSTED)
    checked(machine, "servertest names")
    assert "blk:" not in machine.said and "rng:" not in machine.said
    machine.power_off()
