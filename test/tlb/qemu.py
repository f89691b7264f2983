# SPDX-License-Identifier: MIT
"""The QEMU that can load the TLB model, and the model built for it."""
import json
import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
B = os.environ.get("B") or "build"
BUILD = ROOT / B
CROSS = os.environ.get("CROSS") or "riscv64-unknown-elf-"

_fetched = BUILD / "qemu-new" / "qemu-system-riscv64"
NEW_QEMU = str(_fetched) if _fetched.exists() else os.environ.get("QEMU") or "qemu-system-riscv64"


def _interface():
    env = os.environ | {"QEMU": NEW_QEMU}
    return int(subprocess.check_output([ROOT / "tools/plugin/api"], env=env, text=True))


def reason_to_skip():
    """None when there is a QEMU whose plugin interface reads registers."""
    if not shutil.which(NEW_QEMU):
        return f"there is no {NEW_QEMU}"
    try:
        api = _interface()
    except (OSError, subprocess.CalledProcessError, ValueError):
        return f"{NEW_QEMU} does not run"
    return None if api >= 4 else "the TLB model needs QEMU 10 or newer: make newqemu"


def plugin():
    path = f"{B}/tlb-v{_interface()}.so"
    subprocess.run(["make", "-s", "-C", ROOT, "-f", "tools/tlb/tlb.mk", f"B={B}", path], check=True)
    return ROOT / path


def boot_guest(where, source, options, harts=1):
    """Assembles guest.S with `source` as its case.inc and runs it; the lines of the plugin's file."""
    (where / "case.inc").write_text(source)
    ram, out, guest = where / "ram", where / "out", where / "guest.elf"
    subprocess.run(
        [CROSS + "gcc", "-nostdlib", "-march=rv64imac_zicsr_zifencei", "-mabi=lp64", f"-I{where}"]
        + ["-Wl,-Ttext=0x80000000,--build-id=none,-n", "-o", guest, HERE / "guest.S"],
        check=True,
    )
    with open(ram, "wb") as file:
        file.truncate(16 << 20)
    memory = f"memory-backend-file,id=ram,size=16M,mem-path={ram},share=on"
    done = subprocess.run(
        [NEW_QEMU, "-machine", "virt,memory-backend=ram", "-m", "16M", "-object", memory]
        + ["-cpu", "rv64,svinval=true", "-bios", "none", "-nographic", "-smp", str(harts)]
        + ["-kernel", guest, "-plugin", f"{plugin()},ram={ram},out={out},{options}"],
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, "the guest trapped"
    return [json.loads(line) for line in out.read_text().splitlines()]


def macro(name, lines):
    return "\n".join(["\t.macro " + name, *lines, "\t.endm\n"])
