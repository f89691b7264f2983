# SPDX-License-Identifier: MIT
"""A machine under test: QEMU with Loris in it, driven through its serial port.

Nothing here sleeps: every step waits for text on the console, with a limit that is only there so that a
kernel which hangs fails its test. What fails shows the whole console.

Environment: QEMU, and B (the build directory), as in the Makefile.
"""
import ctypes
import json
import os
import signal
from pathlib import Path

import pexpect

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
B = os.environ.get("B") or "build"  # as make must be given it: another spelling builds all anew
BUILD = ROOT / B
QEMU = os.environ.get("QEMU") or "qemu-system-riscv64"
CROSS = os.environ.get("CROSS") or "riscv64-unknown-elf-"

KERNEL = BUILD / "loris.elf"
DEBUG = BUILD / "loris-debug.elf"
RAMDISK = BUILD / "ramdisk.cpio"
PROMPT = "loris> "
STEADY = 3  # rounds that leave everything as it was
CROWD = "run spawnstorm 60 30"
LOOKS = 20  # while there is something else than before
SECONDS = 120  # eight harts share two cores, maybe with other tests

# As -nographic, but without a monitor behind Ctrl-A, and with Ctrl-C for the guest.
CONSOLE = ["-display", "none", "-monitor", "none"]
CONSOLE += ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]


PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_us():
    """A QEMU whose test is killed heeds neither SIGTERM nor its terminal's end while it counts instructions."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def command(smp=1, memory="256M", initrd=RAMDISK, append="", kernel=KERNEL, more=()):
    line = [QEMU, "-machine", "virt", "-smp", str(smp), "-m", memory, "-kernel", str(kernel)]
    if initrd:
        line += ["-initrd", str(initrd)]
    if append:
        line += ["-append", append]
    return line + CONSOLE + [str(word) for word in more]


class Machine:
    """Owns its QEMU from construction to end(); use boot() of conftest.py, which sees to that."""

    def __init__(self, **settings):
        self.command = command(**settings)
        self.said = ""  # on the console, up to where we have read
        self.qemu = pexpect.spawn(
            self.command[0], self.command[1:], cwd=ROOT, encoding="utf-8", codec_errors="replace",
            preexec_fn=end_with_us,
        )
        self.qemu.delaybeforesend, self.qemu.ptyproc.delayafterclose = None, 0

    def end(self):
        self.qemu.close(force=True)

    def _fail(self, what):
        raise AssertionError(
            f"{what}\n--- {' '.join(self.command)}\n--- console:\n{self.said}\n---"
        ) from None

    def _wait_for(self, text, seconds):
        """Reads on until text, or pexpect.EOF, has come; or fails."""
        try:
            self.qemu.expect_exact(text, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF) as error:
            self.said += self.qemu.before
            ended = isinstance(error, pexpect.EOF)
            self._fail(f"waiting for {text!r}: {'the machine ended' if ended else f'{seconds} s'}")
        self.said += self.qemu.before

    def expect(self, text, seconds=SECONDS):
        """Reads on until text is there; returns what came before it, with plain line ends."""
        self._wait_for(text, seconds)
        self.said += text
        return self.qemu.before.replace("\r", "")

    def expect_prompt(self, seconds=SECONDS):
        return self.expect(PROMPT, seconds)

    def send(self, keys):
        self.qemu.send(keys)

    def run(self, line, seconds=SECONDS):
        """Types a command at the prompt; returns what it printed."""
        self.send(line + "\r")
        self.expect(line + "\r", seconds)  # how many \r come before the \n depends on the terminal
        return self.expect_prompt(seconds).removeprefix("\n")

    def run_among(self, line, seconds=SECONDS):
        """As run(), while programs in the background may print at any time, even into the echo of what is typed;
        that comes too."""
        self.send(line + "\r")
        return self.expect_prompt(seconds)

    def json(self, line, seconds=SECONDS):
        """The one object of a command with -j."""
        said = self.run(line, seconds)
        try:
            (text,) = [row for row in said.splitlines() if row.startswith("{")]
            return json.loads(text)
        except ValueError as error:
            self._fail(f"{line}: {error}")

    def in_use(self):
        """All that can be lost: pages, but for those that small objects share, as it happens; objects of each size,
        spaces, processes, threads, handles."""
        mem = self.json("mem -j")
        mem["pages"] = mem.pop("total") - mem.pop("free") - mem.pop("slab_pages")
        return mem

    def in_use_again(self, before):
        """As before, if it comes to that: of a process's end its parent hears later than the shell, and others then have
        something of it. That goes by and by; what leaks stays."""
        for _ in range(LOOKS):
            used = self.in_use()
            if used == before:
                break
            self.run("run idle 5")
        return used

    def check_nothing_is_lost(self, work, rounds=40):
        """Tables and heaps of servers grow to what was ever needed at once, which on several harts is a little more
        now and then, and nothing gives those back: that comes to an end. What leaks does not, also if it comes only now
        and then. So after the last round of work() that changed anything there are as many as until then, STEADY at
        least, that leave everything as it was, to the page and to the object. (soak's load is such that it is exact.)
        First comes a crowd, larger than work() ever needs: what it needs once in fifty rounds is there already."""
        self.run(CROWD)
        used, changed = [], 0
        for number in range(rounds):
            work()
            used.append(self.in_use_again(used[-1]) if used else self.in_use())
            if used[number] != used[max(number - 1, 0)]:
                changed = number
            if number - changed >= max(STEADY, changed):
                return
        self._fail("each round leaves something:\n" + "\n".join(map(str, used)))

    def status(self, seconds=SECONDS):
        """Waits until the machine has ended by itself; QEMU's exit status."""
        self._wait_for(pexpect.EOF, seconds)
        self.qemu.wait()
        if self.qemu.exitstatus is None:
            self._fail(f"QEMU was ended by signal {self.qemu.signalstatus}")
        return self.qemu.exitstatus

    def rest(self, seconds=SECONDS):
        """Waits for the end; what was said since the last expect()."""
        before = len(self.said)
        self.status(seconds)
        return self.said[before:].replace("\r", "")

    def power_off(self):
        """Types the command, after which the machine must end by itself, cleanly."""
        self.send("poweroff\r")
        status = self.status()
        if status != 0 or "\nloris: status 0\r" not in self.said:
            self._fail(f"poweroff ended with status {status}")
