# SPDX-License-Identifier: MIT
"""How a machine ends: with a status, by starting again, or in a panic that says all it knows."""
import re
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from machine import KERNEL, QEMU, ROOT, command
from symbols import address_of


@pytest.mark.parametrize("status", [0, 1, 7, 255])
def test_status(boot, status):
    machine = boot(smp=2)
    machine.send(f"poweroff {status}\r")
    assert f"loris: status {status}\n" in machine.rest()
    assert machine.qemu.exitstatus == status


@pytest.mark.parametrize("qemu", [QEMU, f"{ROOT}/build/qemu-new/qemu-system-riscv64"], ids=["this", "new"])
def test_status_of_many_at_a_time(qemu):
    """QEMU 10 ends when its main loop comes to it; whoever asks the firmware meanwhile ends with 0."""

    def status_of(_):
        line = [qemu] + command(append='run="poweroff 7"')[1:]
        return subprocess.run(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=120).returncode

    try:
        subprocess.run([qemu, "--version"], stdout=subprocess.DEVNULL, check=True)
    except FileNotFoundError:
        pytest.skip("there is no newer QEMU (make newqemu)")
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(status_of, range(32))) == [7] * 32


@pytest.mark.parametrize("smp", [1, 4])
def test_poweroff_while_programs_run(boot, smp):
    machine = boot(smp=smp)
    for line in ("run spin 0 &", "run spin 0 &", "run sleeper 100000 1 &"):
        machine.run(line)
    machine.power_off()


RUN = {
    "run hello; poweroff": 0,
    "nonsense; poweroff": 1,
    "run crash null; run hello; poweroff": 1,
    "run idle 0 3; poweroff": 1,
    "run idle 0 3; poweroff 0": 0,
    "poweroff 9": 9,
    "sw -d nonsense; poweroff": 1,
    "policy nonsense; poweroff": 1,
    ";; ;run hello;;poweroff;": 0,
}


@pytest.mark.parametrize("run", RUN)
def test_commands_at_boot(start, run):
    machine = start(append=f'run="{run}"')
    said = machine.rest()
    assert machine.qemu.exitstatus == RUN[run]
    failures = said.count("\nrun: failed: ")
    assert failures == sum(word in run for word in ("nonsense", "crash", "idle"))


def test_the_prompt_after_commands_at_boot(boot):
    machine = boot(append='run="run hello"')
    machine.expect("0 arguments: hello\r")
    machine.expect_prompt()
    machine.power_off()


@pytest.mark.parametrize("smp", [1, 4])
def test_reboot(boot, smp):
    machine = boot(smp=smp)
    machine.run("run spin 0 &")
    machine.run("run spawnstorm 10")
    machine.send("reboot\r")
    machine.expect(f"\nloris: {smp} hart")
    machine.expect_prompt()
    assert machine.json("sw -j")["total"]["mms_created"] < 10  # the servers, and what they start
    assert "0 arguments: hello\n" in machine.run("run hello")
    machine.power_off()


# ---- a panic: through QEMU's debugger port, since nothing from outside can cause one ----------------------

PC = 32  # gdb's number of it


class Debugger:
    """As much of gdb's remote protocol as it takes to go on elsewhere where the kernel passes by."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        self.socket.connect(str(path))
        self.answers = self.socket.makefile("rb")
        # only after this does QEMU take single registers
        self.ask("qXfer:features:read:target.xml:0,ffb")

    def packet(self):
        """The next one; acknowledgements that come before it are dropped."""
        text = b""
        while not text.endswith(b"#"):
            text += self.answers.read(1)
        self.answers.read(2)  # its sum
        self.socket.sendall(b"+")
        return text.lstrip(b"+")

    def tell(self, text):
        self.socket.sendall(f"${text}#{sum(text.encode()) & 0xFF:02x}".encode())

    def ask(self, text):
        self.tell(text)
        answer = self.packet()
        # that the machine has stopped is told when it happens, asked for or not
        return answer if not answer.startswith(b"$T") else self.packet()

    def jump_from(self, function, to, machine, line):
        """The command makes the kernel enter the function; there pc changes, and everything goes on."""
        assert self.ask(f"Z0,{address_of(KERNEL, function):x},2") == b"$OK#"
        self.tell("c")
        machine.send(line + "\r")
        assert self.packet().startswith(b"$T05")
        assert self.ask(f"P{PC:x}={to.to_bytes(8, 'little').hex()}") == b"$OK#"
        self.tell("D")


def panic_at(boot, smp, path, address):
    """What the kernel says when its shell jumps there."""
    machine = boot(smp=smp, more=["-gdb", f"unix:{path},server=on,wait=off"])
    machine.run("run hello")
    Debugger(path).jump_from("cmd_ls", address, machine, "ls")
    machine.expect("\n")
    said = machine.rest()
    assert machine.qemu.exitstatus == 101
    return said


def check_panic(said, address):
    assert said.startswith(f"panic: instruction page fault in the kernel, address 0x{address:x}\n")
    assert re.search(r"^hart \d \(id \d\), running shell, satp of space \d+", said, re.MULTILINE)
    assert re.search(r"^calls:\n(  [0-9a-f]{16} \w+\+0x[0-9a-f]+\n)+counters", said, re.MULTILINE)
    assert re.search(r"^  [0-9a-f]{16} shell_main\+", said, re.MULTILINE)
    assert re.search(r"^counters of this hart:\n(  \w+ \d+\n)+", said, re.MULTILINE)
    assert said.endswith("\nloris: status 101\n")
    assert said.count("panic:") == 1


@pytest.mark.parametrize("smp", [1, 4])
def test_panic(boot, smp, tmp_path):
    check_panic(panic_at(boot, smp, tmp_path / "gdb", 0xDEADBEE0), 0xDEADBEE0)


@pytest.mark.parametrize("name", ["symbol_count", "policy_wanted", "files"])
def test_kernel_data_does_not_execute(boot, tmp_path, name):
    data = address_of(KERNEL, name, kinds="rRdDbB")
    check_panic(panic_at(boot, 1, tmp_path / "gdb", data), data)
