# SPDX-License-Identifier: MIT
"""The shell's commands: what they answer, and the one line for what they do not understand."""
import random
import re
import string

import pytest
from counters import NAMES, SERVERS, policies, switches

USAGE = {
    "help": "[COMMAND]",
    "run": "PROGRAM [ARGUMENT...] [&]",
    "kill": "PID",
    "ls": "",
    "ps": "",
    "mm": "",
    "sw": "[-j] [-d COMMAND...]",
    "policy": "[lazy,asid,... | flush]",
    "hart": "[off N | on N]",
    "mem": "[-j]",
    "log": "",
    "poweroff": "[STATUS]",
    "reboot": "",
}
MISUSED = {
    "help": ["help help help"],
    "run": ["run", "run &"],
    "kill": ["kill", "kill x", "kill 1 2"],
    "ls": ["ls -l"],
    "ps": ["ps aux"],
    "mm": ["mm 1"],
    "sw": ["sw -x", "sw -d", "sw -j -d", "sw -j -j", "sw -d sw -d ls", "sw 1"],
    "policy": ["policy lazy asid"],
    "hart": ["hart off", "hart on 1 1", "hart of 1", "hart off x", "hart on -1", "hart 1"],
    "mem": ["mem -x", "mem -j -j"],
    "log": ["log 10"],
    "poweroff": ["poweroff 256", "poweroff -1", "poweroff now", "poweroff 1 2"],
    "reboot": ["reboot now"],
}


@pytest.fixture(scope="module")
def machine(start_for_module):
    """One for all: no test here leaves anything behind."""
    machine = start_for_module(smp=2)
    machine.expect_prompt()
    machine.run("run hello")
    yield machine
    assert machine.json("mem -j")["processes"] == SERVERS
    machine.power_off()


def wait_for_programs(machine):
    """Until none is left."""
    for _ in range(400):
        if machine.json("mem -j")["processes"] == SERVERS:
            return
        machine.run("run idle 20")
    raise AssertionError(machine.run("ps"))


@pytest.mark.parametrize("command", MISUSED)
def test_bad_arguments(machine, command):
    for line in MISUSED[command]:
        said = machine.run(line).splitlines()
        assert said[0] == f"usage: {command} {USAGE[command]}".rstrip(), line
        assert len(said) == 1 or line.startswith("sw -d sw"), said


@pytest.mark.parametrize("line", ["bench nothing", "bench -n", "bench null -n 0", "bench null -n x"])
def test_bad_benchmarks(machine, line):
    names, usage, end = machine.run(line).splitlines()
    assert names.startswith("benchmarks: null kthread_same kthread_other yield_alone ")
    assert usage == "usage: bench [NAME | all] [-n N] [-j]"
    assert end == "bench: exit status 2"


def test_unknown(machine):
    assert machine.run("nonsense") == "nonsense: no such command; try 'help'\n"
    assert machine.run("help nonsense") == "nonsense: no such command; try 'help'\n"
    assert machine.run("hello") == "hello: no such command; try 'run hello'\n"
    assert machine.run("run nonsense") == "nonsense: no such program; try 'ls'\n"
    assert machine.run("policy nonsense") == (
        "policy: 'nonsense': wants a list of lazy, asid, global, kpti, or flush; then borrow=count, defer=off\n"
    )
    assert machine.run("   ") == machine.run("") == ""


def test_help_knows_every_command(machine):
    said = machine.run("help")
    assert {line.split()[0] for line in said.splitlines()} == set(USAGE) | {"bench"}
    for command, usage in USAGE.items():
        assert machine.run(f"help {command}").startswith(f"usage: {command} {usage}".rstrip() + "\n")


def test_lists(machine):
    names = [line.split()[1] for line in machine.run("ls").splitlines()]
    assert names == sorted(names) and {"hello", "motd", "stress"} <= set(names)
    processes = machine.run("ps")
    assert re.search(r"kthread shell +running", processes)
    assert len(re.findall(r"kthread idle ", processes)) == 2
    assert machine.run("mm").splitlines()[1:] == [] or "kernel" in machine.run("mm")
    assert "loris: 2 harts" in machine.run("log")


def test_policies_at_run_time(machine):
    for policy in policies() + ["lazy,asid,global"]:
        assert machine.run(f"policy {policy}") == f"policy: {policy} (16 ASID bits)\n"
        assert machine.run("policy") == f"policy: {policy} (16 ASID bits)\n"
        assert "100 turns: ok" in machine.run("run pingpong 100")
        sw = machine.json("sw -j")
        assert sw["identities"] == "ok"
        assert sw["policy"] == switches(policy)


def test_counters_over_a_command(machine):
    machine.run("mem")
    table = machine.run("sw -d run hello")
    assert "0 arguments: hello\n" in table and table.endswith("identities: ok\n")
    rows = dict(re.findall(r"^  (\w+) +(\d+)", table, re.MULTILINE))
    assert list(rows) == NAMES and rows["mms_created"] == "1"
    sw = machine.json("sw -j -d run spawnstorm 7")
    assert sw["total"]["mms_created"] == 8
    assert sum(hart["mms_created"] for hart in sw["harts"]) == 8
    machine.run("sw -d nonsense")
    assert machine.json("sw -j -d ls")["total"]["user_to_kernel"] == 0


def test_the_table_says_the_same_as_json(machine):
    machine.run("run threads")
    machine.run("mem")
    table = dict(re.findall(r"^  (\w+) +(\d+)", machine.run("sw"), re.MULTILINE))
    total = machine.json("sw -j")["total"]
    # switches to and from the shell's own kthread go on
    steady = [name for name in NAMES if "user" in name or name.startswith(("mms", "asid", "grabs"))]
    assert {name: int(table[name]) for name in steady} == {name: total[name] for name in steady}


def test_control_c_ends_a_program(machine):
    before = machine.json("mem -j")
    for line in ("run spin 0", "sw -d run spin 0", "bench null -n 1000000000", "run idle 1000000"):
        machine.send(line + "\r")
        machine.expect(line + "\r")
        machine.send("\x03")
        said = machine.expect_prompt()
        assert "^C\n" in said and ": killed\n" in said, said
    assert machine.json("mem -j") == before


def test_in_the_background(machine):
    # One that prints nothing: its words could come between the letters that are typed meanwhile.
    started = machine.run("run idle 4000 &")
    number = re.search(r"^\[(\d+)\]\n", started, re.MULTILINE)[1]
    assert re.search(rf"^ *{number}/1 +idle ", machine.run("ps"), re.MULTILINE)
    wait_for_programs(machine)
    machine.run("run idle 0 3&")
    machine.run("run idle 20")
    machine.run("")
    assert f"\n[{number}] idle: done\r" in machine.said
    assert "] idle: exit status 3\r" in machine.said


@pytest.mark.parametrize("name", ["yield_procs", "kthread_other", "ntfn_procs"])
def test_partner_of_a_killed_benchmark_ends(machine, name):
    """Whatever it is doing: it yields, is owed an answer by a kthread, waits for bits. With -j it says nothing before its
    end, which would come among what is typed."""
    first = re.search(r"^\[(\d+)\]\n", machine.run(f"run bench {name} -j -n 1000000000 &"), re.MULTILINE)[1]
    for _ in range(200):
        if len(re.findall(r"^ *\d+/1 +bench ", machine.run("ps"), re.MULTILINE)) == 2:
            break
    else:
        raise AssertionError(machine.said)
    for _ in range(20):  # both are at work
        machine.run("run idle 5")
    machine.run(f"kill {first}")
    wait_for_programs(machine)


def nonsense(rng):
    """A line of it: words that mean something, some that do not, and keys. None of it powers off."""
    words = [w for w in USAGE if w not in ("poweroff", "reboot")]
    words += ["bench", "-j", "-d", "-n", "hello", "idle", "1", "&", "all", "motd", "../x", "lazy,,"]
    keys = "".join(map(chr, set(range(1, 32)) - {10, 13}))
    kind = rng.randrange(4)
    if kind == 0:
        return " ".join(rng.choices(words, k=rng.randrange(1, 8)))
    if kind == 1:
        return "".join(rng.choices(string.printable[:95], k=rng.randrange(1, 90)))
    if kind == 2:
        return "".join(rng.choices(keys + "\x1b[ABCD~13 \t\t", k=rng.randrange(1, 40)))
    return "x" * rng.randrange(400, 700)


def test_300_lines_of_nonsense(machine):
    rng = random.Random(300)
    for number in range(300):
        machine.send(nonsense(rng) + "\r")
        # the first may be taken for the rest of an escape sequence; a program that runs is ended
        machine.send(f"\x03\x03run hello nonsense {number}\r")
        machine.expect(f"2 arguments: hello nonsense {number}\r")
        machine.expect_prompt()
    machine.run("policy lazy,asid,global")
    wait_for_programs(machine)
    assert '"identities":"ok"' in machine.run("sw -j")
