# SPDX-License-Identifier: MIT
"""Loris itself under the TLB model: two runs of what `make tlbcheck` does for every policy."""
import os
import subprocess

import pytest
from qemu import B, NEW_QEMU, ROOT, reason_to_skip

SYSTEM_QEMU = os.environ.get("QEMU") or "qemu-system-riscv64"


def tool(name, *arguments, **env):
    return subprocess.run(
        [ROOT / "tools/tlb" / name, *arguments],
        cwd=ROOT,
        env=os.environ | {"B": B, "QEMU": NEW_QEMU} | env,
        capture_output=True,
        text=True,
        timeout=600,
    )


needs_new_qemu = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip() or "")


@pytest.fixture(scope="module")
def built():
    subprocess.run(["make", "-s", "-C", ROOT, f"B={B}", "all", "debug"], check=True)


@needs_new_qemu
def test_no_stale_entry_is_used(built):
    done = tool("check", "--quick")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("tlbcheck: 2 runs, 0 failed\n")


@needs_new_qemu
def test_a_run_that_tells_nothing_fails(built, tmp_path):
    """A release build executes no hints: then nothing is known of what the kernel owed."""
    (tmp_path / "qemu-new").symlink_to(ROOT / B / "qemu-new")
    (tmp_path / "loris-debug.elf").symlink_to(ROOT / B / "loris.elf")
    (tmp_path / "ramdisk.cpio").symlink_to(ROOT / B / "ramdisk.cpio")
    done = tool("check", B=str(tmp_path), SMP="1", POLICY="flush", ROUNDS="4")
    assert done.returncode == 1
    assert "the model saw no hints: nothing was checked" in done.stdout


@needs_new_qemu
def test_misses_are_counted_alike_each_time(built):
    settings = {"POLICY": "flush lazy,asid,global", "BENCH": "kthread_same", "GEOMETRY": "l1=64", "N": "100"}
    done, again = (tool("stat", **settings) for _ in range(2))
    assert done.returncode == 0, done.stdout + done.stderr
    assert again.stdout == done.stdout
    _, flush, lazy = [line.split() for line in done.stdout.splitlines()]
    assert flush[:4] == ["kthread_same", "flush", "2.00", "2.00"] and float(flush[4]) > 10
    assert lazy[:4] == ["kthread_same", "lazy,asid,global", "0.00", "0.00"] and float(lazy[4]) < 1


def test_an_old_qemu_is_skipped(tmp_path):
    version = subprocess.check_output([SYSTEM_QEMU, "--version"], text=True).split()[3]
    if int(version.split(".")[0]) >= 10:
        pytest.skip("there is no old QEMU")
    for name in ("check", "stat"):
        done = tool(name, B=str(tmp_path), QEMU=SYSTEM_QEMU)
        assert done.returncode == 0 and "skipped" in done.stdout
