# SPDX-License-Identifier: MIT
"""Nobody keeps the kernel from taking interrupts for long: however many threads, handles, pages there are.

Each scene of the program `latency` does once what takes long if it is done at a stretch, and the plugin of
tools/irqs says how many instructions the longest one had with interrupts off. One hart, one nanosecond an
instruction, waiting takes no time: the same numbers every time. They are not what a scene may cost, but
what anybody's interrupt waits for at most.
"""
import json
import os
import subprocess

import pytest
from machine import B, BUILD, KERNEL, QEMU, ROOT
from symbols import function_at
from witness import EXACT

# marker -> scene, and so many instructions at most. Where nothing is said it is in parts of some thousands.
PARTS = 16000
SCENES = {
    901: ("line", 2000),  # as many steps as there are urgencies
    903: ("refused", PARTS),
    905: ("closed", PARTS),
    907: ("letters", PARTS),
    909: ("bits", PARTS),
    911: ("timers", PARTS),
    913: ("joins", PARTS),
    915: ("find", 32000),  # a walk over LORIS_THREADS_MAX threads: seven instructions each
    917: ("exit", PARTS),
    919: ("dead", PARTS),
    921: ("handles", PARTS),
    923: ("holds", PARTS),
    925: ("lends", 4000),
    927: ("table", 90000),  # 4,096 entries are copied, once in a process's life
    929: ("revoke", 1000),
    931: ("unmap", 26000),  # 64 pages
    933: ("memory", PARTS),  # 16 pages are zeroed
    935: ("contiguous", 20000),  # 16 pages, of a block that is found first
    937: ("regions", PARTS),
}


def plugin():
    env = os.environ | {"QEMU": QEMU}
    api = subprocess.check_output([ROOT / "tools/plugin/api"], env=env, text=True).strip()
    path = f"{B}/irqs-v{api}.so"
    subprocess.run(["make", "-s", "-C", ROOT, path, f"QEMU={QEMU}", f"B={B}"], check=True)
    return BUILD / f"irqs-v{api}.so"


@pytest.fixture(scope="module")
def longest(start_for_module, tmp_path_factory):
    """marker -> (instructions, the functions where it was after 1024, 2048, ... of them)"""
    out = tmp_path_factory.mktemp("irqs") / "irqs.json"
    # As a boot argument: QEMU may overlook what is typed while it idles, when it counts time by instructions.
    commands = [f"run latency {scene}" for scene, _ in SCENES.values()] + ["sw", "poweroff"]
    machine = start_for_module(append=f'run="{"; ".join(commands)}"',
                               more=EXACT + ["-plugin", f"{plugin()},out={out}"])
    said = machine.rest(seconds=500)
    for scene, _ in SCENES.values():
        assert f"latency: {scene}: ok\n" in said
    assert "identities: ok\n" in said
    windows = json.loads(out.read_text())["windows"]
    return {w["marker"]: (w["longest"], [int(pc, 16) for pc in w["pcs"]]) for w in windows}


@pytest.mark.parametrize("marker", SCENES, ids=[scene for scene, _ in SCENES.values()])
def test_interrupts_do_not_wait_long(longest, marker):
    instructions, pcs = longest[marker]
    where = [function_at(KERNEL, pc) for pc in pcs if pc >> 38]
    assert 0 < instructions <= SCENES[marker][1], f"{instructions} instructions; on the way: {where}"


@pytest.mark.parametrize("smp", [2, 4])
def test_crowds_on_several_harts(boot, smp):
    """The same crowds where harts meet in them; nothing is left of them."""
    machine = boot(smp=smp, kernel=BUILD / "loris-debug.elf")

    def work():
        for scene in ("exit", "closed", "bits"):
            assert f"latency: {scene}: ok\n" in machine.run(f"run latency {scene}", seconds=300)

    machine.check_nothing_is_lost(work)
    assert '"identities":"ok"' in machine.run("sw -j")
    machine.power_off()
