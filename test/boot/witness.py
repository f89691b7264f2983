# SPDX-License-Identifier: MIT
"""The independent witness: what the CPU executed, counted by the plugin (tools/plugin)."""
import json
import os
import subprocess

from machine import B, BUILD, KERNEL, QEMU, ROOT
from symbols import function_at


def plugin():
    env = os.environ | {"QEMU": QEMU}
    api = subprocess.check_output([ROOT / "tools/plugin/api"], env=env, text=True).strip()
    subprocess.run(["make", "-s", "-C", ROOT, "plugin", f"QEMU={QEMU}", f"B={B}"], check=True)
    return BUILD / f"count-v{api}.so"


def arguments(out):
    """For QEMU: the counts go to the file out when the machine has ended."""
    return ["-plugin", f"{plugin()},out={out}"]


# One instruction is one nanosecond, and waiting takes no time: the same run every time.
EXACT = ["-icount", "shift=0,sleep=off"]


class Counts:
    def __init__(self, out):
        self.counts = json.loads(out.read_text())
        self.windows = {window["marker"]: window for window in self.counts["windows"]}

    def kernel(self):
        """Of the whole run: satp writes, fences; what the firmware does is counted apart."""
        return self.counts["satp"]["kernel"], self.counts["sfence"]["kernel"]

    def satp_functions(self):
        """The kernel functions that wrote satp, and how often each did."""
        written = {}
        for site in self.counts["satp_sites"]:
            if site["area"] == "kernel":
                name = function_at(KERNEL, int(site["pc"], 16))
                written[name] = written.get(name, 0) + site["count"]
        return written

