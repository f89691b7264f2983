# SPDX-License-Identifier: MIT
"""The counting plugin against a program whose instructions were counted by hand (witness.S)."""
import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD = ROOT / os.environ.get("B", "build")
CROSS = os.environ.get("CROSS", "riscv64-unknown-elf-")
HERE = Path(__file__).parent

NEW_QEMU = BUILD / "qemu-new" / "qemu-system-riscv64"
QEMUS = [os.environ.get("QEMU", "qemu-system-riscv64")] + [str(q) for q in [NEW_QEMU] if q.exists()]

# begin marker -> (rounds, where, instructions), all by hand from witness.S
EXACT = {
    1: (1, "bare", 0),
    3: (2, "bare", 2 * 2001),
    5: (1, "bare", 19),
    7: (1, "bare", 6),
    9: (1, "bare", 2),
    13: (1, "bare", 2),
    15: (1, "bare", 7),
    21: (1, "kernel", 3),
}
EVENTS = ("satp", "sfence", "sinval", "fence_i")


def plugin(qemu):
    env = os.environ | {"QEMU": qemu}
    api = subprocess.check_output([ROOT / "tools/plugin/api"], env=env, text=True).strip()
    subprocess.run(["make", "-s", "-C", ROOT, "plugin", f"QEMU={qemu}", f"B={BUILD}"], check=True)
    return BUILD / f"count-v{api}.so"


def assemble(path, harts):
    subprocess.run(
        [CROSS + "gcc", "-nostdlib", "-march=rv64imac_zicsr_zifencei", "-mabi=lp64"]
        + [f"-DHARTS={harts}", "-Wl,-Ttext=0x80000000,--build-id=none,-n"]
        + ["-o", path, HERE / "witness.S"],
        check=True,
    )


def run(qemu, tmp_path, harts, *options):
    out = tmp_path / "counts.json"
    assemble(tmp_path / "witness.elf", harts)
    subprocess.run(
        [qemu, "-machine", "virt", "-cpu", "rv64,svinval=true", "-bios", "none", "-nographic"]
        + ["-smp", str(harts), "-kernel", tmp_path / "witness.elf"]
        + ["-plugin", f"{plugin(qemu)},out={out}", *options],
        check=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    counts = json.loads(out.read_text())
    return counts, {window["marker"]: window for window in counts["windows"]}


def events(counts, area):
    return tuple(counts[kind][area] for kind in EVENTS)


@pytest.fixture(scope="module", params=QEMUS, ids=lambda path: Path(path).parent.name or "system")
def qemu(request):
    return request.param


@pytest.fixture(scope="module", params=[(), ("-icount", "shift=0")], ids=["free", "icount"])
def one_hart(request, qemu, tmp_path_factory):
    return run(qemu, tmp_path_factory.mktemp("one"), 1, *request.param)


def instructions_of_areas(window):
    return [window["instructions"][area] for area in ("kernel", "user", "bare")]


def test_windows_are_exact(one_hart):
    _, windows = one_hart
    for marker, (rounds, area, instructions) in EXACT.items():
        assert windows[marker]["count"] == rounds, marker
        assert windows[marker]["instructions"][area] == instructions, marker
        assert sum(instructions_of_areas(windows[marker])) == instructions, marker


def test_events_are_told_apart(one_hart):
    counts, windows = one_hart
    assert events(windows[5], "bare") == (7, 4, 1, 2)
    assert events(windows[21], "kernel") == (2, 1, 0, 0)
    assert events(windows[23], "user") == (0, 1, 0, 0)
    assert events(windows[3], "bare") == (0, 0, 0, 0)
    assert [events(counts, area) for area in ("kernel", "user", "bare")] == [
        (2, 1, 0, 0),
        (0, 1, 0, 0),
        (8, 5, 1, 2),
    ]


def test_areas_are_told_apart(one_hart):
    _, windows = one_hart
    assert instructions_of_areas(windows[23]) == [0, 203, 12]


def test_unmatched_markers_are_reported(one_hart):
    _, windows = one_hart
    unmatched = {marker: window["unmatched"] for marker, window in windows.items()}
    assert {marker: n for marker, n in unmatched.items() if n} == {11: 1, 13: 1}
    assert windows[11]["count"] == 0


def test_interrupts_do_not_blur_the_count(one_hart):
    _, windows = one_hart
    interrupts = windows[17]["count"]
    rounds = windows[27]["count"]
    assert interrupts >= 10
    assert windows[17]["instructions"]["bare"] == 9 * interrupts
    assert windows[19]["instructions"]["bare"] == 2 + 2004 * rounds + 17 * interrupts


def test_satp_writes_by_place(one_hart):
    counts, _ = one_hart
    sites = counts["satp_sites"]
    assert [site["count"] for site in sites] == [1] * 10
    assert sum(site["area"] == "kernel" for site in sites) == 2
    assert all(int(site["pc"], 16) >> 38 == 0x3FFFFFF for site in sites if site["area"] == "kernel")


def test_windows_belong_to_their_hart(qemu, tmp_path):
    counts, windows = run(qemu, tmp_path, 2)
    assert counts["harts"] == 2
    assert (windows[25]["count"], windows[25]["unmatched"]) == (5, 0)
    assert events(windows[25], "bare") == (5, 0, 0, 0)
    assert events(windows[5], "bare") == (7, 4, 1, 2)
    if counts["api"] == 1:
        assert counts["instructions"] is None and windows[25]["instructions"] is None
    else:
        assert windows[25]["instructions"]["bare"] == 5 * 2002
        assert windows[3]["instructions"]["bare"] == 2 * 2001


def test_bad_arguments_are_refused(qemu):
    for argument in ("", ",out=/nowhere/at/all", ",into=x"):
        result = subprocess.run(
            [qemu, "-machine", "none", "-display", "none", "-plugin", f"{plugin(qemu)}{argument}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert result.returncode != 0 and result.stderr
