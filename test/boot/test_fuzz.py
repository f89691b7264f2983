# SPDX-License-Identifier: MIT
"""Wild system calls, and messages by the thousand, for a few seconds; `make wild` (wild.py) does it for
minutes, on more machines, and counts the pages that are left."""
import pytest
from machine import DEBUG, KERNEL


@pytest.mark.parametrize("program", ["fuzz 2 {}", "ipcstress 2 {}"])
@pytest.mark.parametrize("smp,kernel", [(1, KERNEL), (2, KERNEL), (4, DEBUG)])
def test_the_kernel_stands(boot, program, smp, kernel):
    machine = boot(smp=smp, kernel=kernel)
    said = machine.run("run " + program.format(smp), 120)
    assert ": ok\n" in said and "WRONG" not in said and "STUCK" not in said, said
    assert machine.json("sw -j")["identities"] == "ok"
    machine.power_off()
