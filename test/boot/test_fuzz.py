# SPDX-License-Identifier: MIT
"""Wild system calls, and messages by the thousand, for a few seconds; `make wild` (wild.py) does it for
minutes, on more machines, and counts the pages that are left."""
import pytest
from machine import DEBUG, KERNEL


@pytest.mark.parametrize("program, append", [("fuzz 2 {}", ""), ("fuzz 2 {}", "trust=fuzz"), ("ipcstress 2 {}", "")])
@pytest.mark.parametrize("smp,kernel", [(1, KERNEL), (2, KERNEL), (4, DEBUG)])
def test_the_kernel_stands(boot, program, append, smp, kernel):
    machine = boot(smp=smp, kernel=kernel, append=append)
    said = machine.run("run " + program.format(smp), 120)
    assert ("with the machine" in said) == bool(append)
    assert ": ok\n" in said and "WRONG" not in said and "STUCK" not in said, said
    assert machine.json("sw -j")["identities"] == "ok"
    machine.power_off()
