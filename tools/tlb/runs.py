# SPDX-License-Identifier: MIT
"""Loris under QEMU with the TLB model beside it: one run, and who can run it.

Environment, as in the Makefile: B (the build directory), QEMU (used when it is new enough, and when
`make newqemu` fetched none).
"""
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

BUILD = os.environ.get("B") or "build"
NEW_QEMU = f"{BUILD}/qemu-new/qemu-system-riscv64"
INTERFACE_NEEDED = 4  # of QEMU 10: the first that reads registers
MEMORY = "256M"
SHARED_MEMORY = "/dev/shm"
GRACE_SECONDS = 10
COUNTED_CLOCK = "-icount shift=0,sleep=off"


def interface(qemu):
    """QEMU's plugin interface; 0 when it does not run."""
    if not shutil.which(qemu):
        return 0
    try:
        env = os.environ | {"QEMU": qemu}
        return int(subprocess.check_output(["tools/plugin/api"], env=env, text=True))
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


def find_qemu():
    """One that can load the model, or None."""
    for qemu in [os.environ.get("QEMU"), NEW_QEMU, "qemu-system-riscv64"]:
        if qemu and interface(qemu) >= INTERFACE_NEEDED:
            return qemu
    return None


def plugin_for(qemu):
    path = f"{BUILD}/tlb-v{interface(qemu)}.so"
    subprocess.run(["make", "-s", "-f", "tools/tlb/tlb.mk", f"B={BUILD}", path], check=True)
    return path


@dataclass
class Run:
    """What is booted: append and commands are the kernel's, options the plugin's."""

    qemu: str
    plugin: str
    kernel: str
    smp: int
    append: str
    commands: str
    options: str
    exact: bool = False  # its clock counts its own instructions: the same every time, one hart at a time
    seconds: int = 600  # or it hangs; a loaded machine takes its time


@dataclass
class Result:
    status: int
    console: str
    lines: list  # of the plugin's file, parsed


def settings(run, ram, out):
    memory = f"-object memory-backend-file,id=ram,size={MEMORY},mem-path={ram},share=on"
    plugin = f"-plugin {run.plugin},ram={ram},out={out},{run.options}"
    return os.environ | {
        "QEMU": run.qemu,
        "MACHINE": "virt,memory-backend=ram",
        "MEM": MEMORY,
        "SMP": str(run.smp),
        "KERNEL": run.kernel,
        "INITRD": f"{BUILD}/ramdisk.cpio",
        "APPEND": run.append,
        "RUN": run.commands,
        "QEMU_ARGS": f"{memory} {plugin}" + (f" {COUNTED_CLOCK}" if run.exact else ""),
    }


def end(process):
    """Asks tools/run, and asks again: then it does not leave that to QEMU any more."""
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


def launch(command, env, seconds):
    """The exit status, or None: it did not end in time, and has been ended."""
    with tempfile.TemporaryFile() as console:
        process = subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
        )
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = end(process)
        console.seek(0)
        return status, console.read().decode(errors="replace").replace("\r", "")


def boot(run):
    """Runs it to its end; the guest's memory is a file only as long."""
    where = SHARED_MEMORY if os.path.isdir(SHARED_MEMORY) else None
    with tempfile.TemporaryDirectory(prefix="loris-tlb-", dir=where) as directory:
        ram, out = Path(directory) / "ram", Path(directory) / "out"
        with open(ram, "wb") as file:
            file.truncate(int(MEMORY.removesuffix("M")) << 20)
        status, console = launch(["tools/run"], settings(run, ram, out), run.seconds)
        text = out.read_text() if out.exists() else ""
    return Result(status, console, [json.loads(line) for line in text.splitlines()])
