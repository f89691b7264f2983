# SPDX-License-Identifier: MIT
"""What a switch costs, in satp writes and fences: counted by the kernel, and by what the CPU executed.

Both must say the same, to the unit: for each measured window, found by its markers, and for the whole
run from where the kernel begins to count.
"""
import json

import pytest
from witness import EXACT, Counts, arguments

POLICIES = ["flush", "lazy", "asid", "lazy,asid,borrow=count", "lazy,asid,global"]
POLICIES += ["lazy,asid,global,kpti", "global,kpti"]
ITERS = {"spawn": 100}  # and 1000 of the others: three decimals are exact either way

# name -> satp writes lazily, satp writes eagerly, switches, system calls; each per iteration
PRICES = {
    "null": (0, 0, 0, 1),
    "kthread_same": (0, 2, 2, 1),
    "kthread_other": (2, 4, 4, 2),
    "yield_threads": (0, 0, 1, 1),
    "yield_procs": (1, 1, 1, 1),
}
NAMES = list(PRICES) + ["spawn", "map"]


def run_benches(start, policy, out):
    """Nothing is typed: with time standing still while all sleep, QEMU does not look for input."""
    lines = [f"bench {name} -j -n {ITERS.get(name, 1000)}" for name in NAMES]
    run = "; ".join(lines + ["sw -j", "poweroff"])
    machine = start(append=f'policy={policy} run="{run}"', more=EXACT + arguments(out))
    said = machine.rest()
    assert machine.qemu.exitstatus == 0, said
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module", params=POLICIES)
def measured(request, start_for_module, tmp_path_factory):
    """Policy; each benchmark's result; the counters at the end; what the witness counted."""
    out = tmp_path_factory.mktemp("witness") / "counts.json"
    *results, sw = run_benches(start_for_module, request.param, out)
    return request.param, dict(zip(NAMES, results, strict=True)), sw, Counts(out)


def border(policy):
    """Under kpti the two readings of the counters do not stand at the marks: the way out of the first
    call and the way into the second are counted with the loop."""
    return 2 if "kpti" in policy else 0


def test_prices(measured):
    policy, results, _, _ = measured
    for name, (lazily, eagerly, switches, calls) in PRICES.items():
        satp = lazily if "lazy" in policy else eagerly
        satp = round(satp + (2 * calls + border(policy) / 1000 if "kpti" in policy else 0), 3)
        fences = 0 if "asid" in policy else satp
        result = results[name]
        assert (result["type"], result["name"], result["policy"]) == ("bench", name, policy)
        assert result["iters"] == 1000
        got = result["satp_writes"], result["fences"], result["switches"]
        assert got == (satp, fences, switches), name


def test_windows_agree_with_the_witness(measured):
    policy, results, _, witness = measured
    satp = border(policy)
    fences = 0 if "asid" in policy else satp
    for name, result in results.items():
        window = witness.windows[result["marker"]]
        assert (window["count"], window["unmatched"]) == (1, 0), name
        by_kernel = [round(result[key] * result["iters"], 6) for key in ("satp_writes", "fences")]
        by_witness = [window["satp"]["kernel"] + satp, window["sfence"]["kernel"] + fences]
        assert by_kernel == by_witness, name
        assert window["satp"]["user"] + window["sfence"]["user"] == 0, name


# Before counting starts: boot_main() loads the kernel's own map, and each hart's width of ASIDs is
# probed, which takes two writes. What boot.S writes runs at physical addresses and is not the kernel's.
def uncounted_satp(smp):
    return 1 + 2 * smp


WORK = ["run pingpong 50", "run spawnstorm 50 8", "run threads", "run memhog touch", "run hello"]
WORK += ["policy asid", "run sleeper 5 1", "policy lazy", "run pingpong 20", "policy flush"]


def uncounted(boot, smp, policy, out, commands):
    """Satp writes and fences that the CPU executed in the kernel, less those the kernel counted; and
    which functions wrote satp."""
    machine = boot(smp=smp, append=f"policy={policy}", more=arguments(out))
    for line in commands:
        machine.run(line)
    total = machine.json("sw -j")["total"]
    machine.power_off()
    witness = Counts(out)
    satp, fences = witness.kernel()
    return (satp - total["satp_writes"], fences - total["fences"]), witness.satp_functions()


@pytest.mark.parametrize("policy", ["flush", "lazy,asid,global", "lazy,asid,global,kpti"])
@pytest.mark.parametrize("smp", [1, 4])
def test_nothing_escapes_the_counters(boot, smp, policy, tmp_path):
    """The boot is the same in both runs, so what differs would be an uncounted write or fence."""
    idle, _ = uncounted(boot, smp, policy, tmp_path / "idle.json", [])
    busy, functions = uncounted(boot, smp, policy, tmp_path / "busy.json", WORK)
    assert idle == busy
    assert idle[0] == uncounted_satp(smp)
    # satp_load() is inline: these are where it stands
    trampoline = {"kpti_entry", "kpti_exit"} if "kpti" in policy else set()
    boot_only = {"boot_main", "satp_probe_asid_bits"}
    assert set(functions) - {"mm_load"} == {"load_with_debts"} | boot_only | trampoline
    assert functions["boot_main"] == 1
    assert functions["satp_probe_asid_bits"] == 2 * smp
