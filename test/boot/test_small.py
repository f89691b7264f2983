# SPDX-License-Identifier: MIT
"""The kernel without a shell, counters and other policies (make SHELL_CMDS=0): all that programs ask for works."""
import re
import subprocess

import pytest
from machine import BUILD, CROSS, KERNEL, SECONDS

SMALL = BUILD / "loris-noshell.elf"
PROGRAMS = {
    "usertest": " checks, 0 failed\n",
    "fpu": "fpu: 200 rounds: ok\n",
    "threads 4 200": ": ok\n",
    "spawnstorm 20 4": "spawnstorm: 20 of 20 processes, 4 at a time: ok\n",
    "stress 20 1": ": ok\n",
    "pager usertest": ": ok\n",
}
KIB = 1024


def run(start, commands, smp=2, **settings):
    """Boots with these; what was said, and the status."""
    machine = start(kernel=SMALL, smp=smp, append=f'run="{commands}; poweroff"', **settings)
    return machine.rest(SECONDS * commands.count("run ")), machine.qemu.exitstatus


@pytest.mark.parametrize("smp", [1, 2, 4])
def test_programs(start, smp):
    said, status = run(start, "; ".join(f"run {line}" for line in PROGRAMS), smp)
    assert status == 0 and said.endswith("loris: status 0\n"), said
    for line, end in PROGRAMS.items():
        assert end in said, line


def test_what_fails_is_the_status(start):
    said, status = run(start, "run nobody; sw; run hello")
    assert "run: failed: nobody (error " in said
    assert "sw: not in this kernel, which knows run and poweroff\n" in said
    assert "hello from Loris" in said
    assert status == 1


def test_no_ramdisk(start):
    said, status = run(start, "run hello", initrd=None)
    assert "loris: no program named init in the ramdisk\n" in said
    assert status == 1


def test_lines(start):
    """Input is echoed, the last character can be taken back, Ctrl-D ends it; what is typed ahead waits."""
    machine = start(kernel=SMALL, smp=1, append='run="run sort; poweroff"')
    machine.expect("policy")
    machine.send("pear\rfix\x7fg\rapple\r\x04")
    said = machine.rest()
    assert "fix\b \bg" in said
    assert said.endswith("apple\nfig\npear\nloris: status 0\n"), said


def text_of(kernel):
    """Bytes of text: what stays, and what is given back when the machine is up."""
    sizes = subprocess.run([CROSS + "size", "-A", kernel], capture_output=True, text=True, check=True).stdout
    return [int(re.search(rf"^{name}\s+(\d+)", sizes, re.M)[1]) for name in (r"\.text", r"\.boot\.text")]


def test_sizes():
    stays, boot = text_of(SMALL)
    assert stays <= 40 * KIB and boot <= 11.25 * KIB
    stays, boot = text_of(KERNEL)
    assert stays <= 64 * KIB and boot <= 9.5 * KIB
