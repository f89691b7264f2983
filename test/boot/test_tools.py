# SPDX-License-Identifier: MIT
"""make qemu and tools/run: what they hand to QEMU, and what their exit status tells."""
import os
import subprocess

import pytest
from machine import B, BUILD, QEMU, ROOT

SETTINGS = ("SMP", "MEM", "APPEND", "RUN", "INITRD", "MACHINE", "CPU", "QEMU_ARGS", "KERNEL")


def call(line, **settings):
    env = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    env |= {"QEMU": QEMU, "B": B} | settings
    return subprocess.run(
        line, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
    )


def run(**settings):
    return call(["tools/run"], **settings)


@pytest.mark.parametrize(
    "commands, status",
    [("run hello; poweroff", 0), ("run nothing; poweroff", 1), ("poweroff 42", 42)],
)
def test_run(commands, status):
    done = run(RUN=commands)
    assert done.returncode == status, done.stdout + done.stderr
    assert "loris: 2 harts, 256 MiB" in done.stdout


@pytest.mark.parametrize("status", [0, 5])
def test_a_machine_without_a_test_device(status):
    done = run(MACHINE="spike", SMP="1", RUN=f"run hello; poweroff {status}")
    assert done.returncode == status, done.stdout + done.stderr


def test_settings_arrive():
    done = run(
        SMP="3", MEM="64M", APPEND="policy=lazy", RUN="run hello; poweroff", CPU="rv64",
        KERNEL=str(BUILD / "loris.img"), QEMU_ARGS="-name 'two words'",
    )
    assert done.returncode == 0
    assert "loris: 3 harts, 64 MiB, ASIDs of 16 bits, policy lazy\n" in done.stdout
    done = run(INITRD="none", RUN="poweroff")
    assert done.returncode == 0 and "ramdisk: none\n" in done.stdout


def test_bad_settings():
    assert "there is no /nowhere" in run(INITRD="/nowhere").stderr
    assert "there is no /nowhere" in run(KERNEL="/nowhere").stderr
    assert "may not contain a double quote" in run(RUN='run "hello"').stderr
    assert run(QEMU_ARGS="'").returncode == 1
    assert run(QEMU_ARGS="-nonsense").returncode == 1
    done = run(QEMU="/nowhere/qemu")
    assert (done.returncode, done.stderr) == (1, "run: /nowhere/qemu: No such file or directory\n")


@pytest.fixture
def fake_qemu(tmp_path):
    """Says what it is told as its version and on the console, and ends well."""

    def make(version="7.2.0", console=""):
        script = tmp_path / "qemu"
        script.write_text(
            f"""#!/bin/sh
[ "$1" = --version ] && echo "QEMU emulator version {version}" && exit
for word; do case $word in *logfile=*) log=${{word##*logfile=}} ;; esac; done
printf '{console}' | tee "${{log:-/dev/null}}"
"""
        )
        script.chmod(0o755)
        return str(script)

    return make


@pytest.mark.parametrize(
    "console, status",
    [
        (r"loris: status 0\r\n", 0),
        (r"loris: status 3\r\n", 3),
        (r"loris> hello\r\nloris: status 3000\r\n", 255),
        (r"panic: no memory\r\nloris: status 0\r\n", 1),
        (r"\r\npanic: at the end", 1),
        (r"nothing to say\r\n", 0),
    ],
)
def test_the_console_decides(fake_qemu, console, status):
    assert run(QEMU=fake_qemu(console=console)).returncode == status


@pytest.mark.parametrize("version", ["6.0.0", "7.1.99", "5.2.0 (Debian 1:5.2+dfsg-11)"])
def test_an_old_qemu_is_refused(fake_qemu, version):
    done = call(["make", "-s", "qemu", f"QEMU={fake_qemu(version)}", f"B={B}"])
    short = ".".join(version.split(".")[:2])
    assert done.returncode != 0
    assert f"is version {short}; Loris needs 7.2 or newer" in done.stderr


def test_make_qemu():
    done = call(["make", "-s", "qemu", "SMP=1", "RUN=run hello; poweroff", f"B={B}"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 arguments: hello\n" in done.stdout
    done = call(["make", "-s", "qemu", "SMP=1", "RUN=run crash null; poweroff", f"B={B}"])
    assert done.returncode != 0 and "run: failed: run crash null\n" in done.stdout
