# SPDX-License-Identifier: MIT
"""A program that does what it must not is ended with one line, everything of it is given back, and the
system goes on."""
import re

import pytest
from machine import BUILD
from symbols import address_of

CRASH = BUILD / "user/crash.elf"
STACK_LOW = 0xC0000  # kernel/exec.c: below it nothing is mapped
REPORT = r"crash\[\d+\]: (.*) at pc 0x([0-9a-f]+), address 0x([0-9a-f]+)\n"

# kind -> what the report says; whether pc and address are right
KINDS = {
    "null": ("store page fault", lambda pc, address: address == 0),
    "kernel": ("load page fault", lambda pc, address: address == 0xFFFFFFC080200000),
    "text": ("store page fault", lambda pc, address: address == address_of(CRASH, "main")),
    "jump": ("instruction page fault", lambda pc, address: address == pc),
    "stack": ("store page fault", lambda pc, address: STACK_LOW - 4096 <= address < STACK_LOW),
    # the address is the instruction, or 0 where the processor does not say
    "illegal": ("illegal instruction", lambda pc, address: address in (0, 0xC0001073)),
    "cache": ("illegal instruction", lambda pc, address: address & 0xFFF07FFF in (0, 0x0000200F)),
    "fpu": ("illegal instruction", lambda pc, address: address in (0, 0xC0001073)),
    # QEMU takes an AMO apart into a load and a store where no other hart can see it
    "misaligned": ("(store|load) address misaligned", lambda pc, address: address % 4 != 0),
}


@pytest.fixture(params=[1, 4])
def machine(request, boot):
    """Has run everything once, so that memory is as it will be."""
    machine = boot(smp=request.param)
    machine.run("run crash null")
    machine.run("run hello")
    machine.free = machine.json("mem -j")
    return machine


def check_all_is_back(machine):
    assert machine.json("mem -j") == machine.free
    assert "0 arguments: hello" in machine.run("run hello")
    machine.power_off()


@pytest.mark.parametrize("kind", KINDS)
def test_crash(machine, kind):
    cause, is_right = KINDS[kind]
    said = machine.run(f"run crash {kind}")
    report = re.fullmatch(REPORT, said)
    assert report, said
    assert re.fullmatch(cause, report[1])
    assert is_right(int(report[2], 16), int(report[3], 16)), said
    check_all_is_back(machine)


def test_hostile_calls(machine):
    assert machine.run("run crash badcall") == "crash: badcall: ok, all refused\n"
    check_all_is_back(machine)


def test_in_the_background(machine):
    said = machine.run("run crash null &")
    number = re.search(r"^\[(\d+)\]\n", said, re.MULTILINE)[1]
    machine.run("run sleeper 3 10")
    machine.run("")
    assert f"[{number}] crash: ended by a fault\r" in machine.said
    check_all_is_back(machine)


def test_a_crash_fails_its_command(start):
    machine = start(append='run="run crash null; run hello; poweroff"')
    said = machine.rest()
    assert "run: failed: run crash null\n" in said
    assert "run: failed: run hello" not in said
    assert machine.qemu.exitstatus == 1
