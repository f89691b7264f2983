# SPDX-License-Identifier: MIT
"""The programs that check the system from inside a process."""
import pytest

CHECKS = {
    "usertest": " checks, 0 failed\n",
    "fpu": "fpu: 200 rounds: ok\n",
    "threads 8 500": ": ok\n",
}


@pytest.mark.parametrize("smp", [1, 2, 4, 8])
@pytest.mark.parametrize("line", CHECKS)
def test_program(boot, smp, line):
    machine = boot(smp=smp)
    assert machine.run(f"run {line}").endswith(CHECKS[line])
    assert '"identities":"ok"' in machine.run("sw -j")
    machine.power_off()


# Few rounds on many harts: they share two cores, and each lock waits for a hart that waits for a core.
STRESS = {1: 300, 2: 60, 4: 25, 8: 15}
POLICIES = ["flush", "lazy", "lazy,asid,global asidbits=4"]


def asid_bits_needed(smp):
    """Two for each hart, the kernel's and 0 (arch/riscv/asid.c)."""
    return (2 + 2 * smp).bit_length()


@pytest.mark.parametrize("smp", STRESS)
@pytest.mark.parametrize("policy", POLICIES)
def test_stress(boot, smp, policy):
    bits = max(4, asid_bits_needed(smp))
    machine = boot(smp=smp, append="policy=" + policy.replace("asidbits=4", f"asidbits={bits}"))
    machine.run("run hello")
    before = machine.json("mem -j")
    said = machine.run(f"run stress {STRESS[smp]} {smp}", seconds=300)
    assert said.endswith(f"stress: seed {smp}: {4 * STRESS[smp]} operations: ok\n")
    assert machine.json("mem -j") == before
    sw = machine.json("sw -j")
    assert sw["identities"] == "ok"
    if "asidbits" in policy:
        assert sw["total"]["asid_rollovers"] > 0
    machine.power_off()
