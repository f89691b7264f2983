# SPDX-License-Identifier: MIT
"""What a switch costs, in satp writes and fences: counted by the kernel, and by what the CPU executed.

Both must say the same, to the unit: for each measured window, found by its markers, and for the whole
run from where the kernel begins to count.
"""
import json

import pytest
from counters import SERVERS, at_rest
from witness import EXACT, Counts, arguments

POLICIES = ["flush", "lazy", "asid", "lazy,asid,borrow=count", "lazy,asid,global"]
POLICIES += ["lazy,asid,global,kpti", "global,kpti"]
ITERS = {"spawn": 100}  # and 1000 of the others: three decimals are exact either way

# name -> satp writes lazily, satp writes eagerly, switches, ways into the kernel; each per iteration
PRICES = {
    "null": (0, 0, 0, 1),
    "kthread_same": (0, 2, 2, 1),
    "kthread_other": (2, 4, 4, 2),
    "yield_alone": (0, 0, 0, 1),
    "yield_threads": (0, 0, 1, 1),
    "yield_procs": (1, 1, 1, 1),
    "ipc_threads": (0, 0, 2, 2),
    "ipc_procs": (2, 2, 2, 2),
    "ipc_procs4": (2, 2, 2, 2),
    "ipc_procs8": (2, 2, 2, 2),
    "ipc_handle": (2, 2, 2, 2),
    "ntfn_procs": (2, 2, 2, 4),
    "ipc_kthread": (0, 2, 2, 1),
    "ipc_fault": (2, 2, 2, 4),
}
NAMES = list(PRICES) + ["spawn", "map"]


def objects(said):
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def run_benches(start, policy, out):
    """Nothing is typed: with time standing still while all sleep, QEMU does not look for input."""
    lines = [f"bench {name} -j -n {ITERS.get(name, 1000)}" for name in NAMES]
    run = "; ".join(lines + ["sw -j", "poweroff"])
    machine = start(append=f'policy={policy} run="{run}"', more=EXACT + arguments(out))
    said = machine.rest()
    assert machine.qemu.exitstatus == 0, said
    return objects(said)


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


def expected(policy, name):
    """Satp writes, fences, switches of an iteration."""
    lazily, eagerly, switches, traps = PRICES[name]
    satp = (lazily if "lazy" in policy else eagerly) + (2 * traps if "kpti" in policy else 0)
    return satp, 0 if "asid" in policy else satp, switches


INTERRUPTS = 4  # that may fall into a window: under kpti each is a way in and a way out


def test_prices(measured):
    policy, results, _, _ = measured
    for name in PRICES:
        result, (satp, fences, switches) = results[name], expected(policy, name)
        assert (result["type"], result["name"], result["policy"]) == ("bench", name, policy)
        assert (result["iters"], result["switches"]) == (1000, switches), name
        extra = round(result["satp_writes"] * 1000) - 1000 * satp
        extra_fences = round(result["fences"] * 1000) - 1000 * fences
        assert extra_fences == (0 if "asid" in policy else extra), name
        most = border(policy) * (1 + INTERRUPTS)
        assert border(policy) <= extra <= most and extra % 2 == 0, (name, extra)


def test_time_is_instructions(measured):
    """The clock, which the program reads, is a witness of what the plugin counts: an instruction takes a
    nanosecond on this machine, and a tick of the clock is 100 of them."""
    _, results, _, witness = measured
    for name, result in results.items():
        executed = sum(witness.windows[result["marker"]]["instructions"].values())
        assert result["instructions"] == result["ns"], name
        assert abs(result["ns"] * result["iters"] - executed) <= 200, name


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


@pytest.mark.parametrize("smp", [1, 2, 3, 4])
def test_any_number_of_harts(boot, smp):
    """Other harts must not matter: partners stay on the same one. A timer may."""
    machine = boot(smp=smp)
    results = {row["name"]: row for row in objects(machine.run("bench -j"))}
    assert set(results) == set(NAMES)
    for name in PRICES:
        got = [results[name][key] for key in ("satp_writes", "fences", "switches")]
        for value, want in zip(got, expected("lazy,asid,global", name)):
            assert want <= value <= want + 0.1, name
        assert results[name]["instructions"] is None
    machine.power_off()


def test_table(boot):
    machine = boot(smp=2, append="policy=lazy")
    said = machine.run("bench ipc_procs").splitlines()
    assert said[0].startswith("policy lazy; ")
    name, instructions, ns, limit, satp, fences, sel4, *its = said[2].split()
    assert (name, instructions, limit, sel4, its) == ("ipc_procs", "-", "300", "554", ["2", "2"])
    assert float(ns) > 100 and 2 <= float(satp) < 2.1 and 2 <= float(fences) < 2.1
    said = machine.run("bench all -n 20").splitlines()
    heads = [line.split(";")[0] for line in said if line.startswith("policy ")]
    assert heads == [f"policy {policy}" for policy in COMPARED]
    rows = [line.split()[0] for line in said if not line.startswith(("policy ", " "))]
    assert sorted(rows) == sorted(NAMES * len(COMPARED))
    assert machine.run("policy") == "policy: lazy (16 ASID bits)\n"
    machine.power_off()


COMPARED = ["flush", "lazy", "asid", "lazy,asid", "lazy,asid,global", "lazy,asid,global,kpti"]
COMPARED += ["lazy,asid,global,borrow=count"]


def test_expectations(boot):
    """What the kernel's own tests rely on (-e): the program says nothing, but ends otherwise."""
    machine = boot()
    assert machine.run("bench yield_procs -e 1 0 1") == ""
    for wrong in ("0 0 1", "2 0 1", "1 1 1", "1 0 0", "1 0 2"):
        assert machine.run(f"bench yield_procs -e {wrong}") == "bench: exit status 1\n", wrong
    machine.power_off()


FLAT = ["null", "yield_procs", "ipc_procs", "ipc_handle", "ntfn_procs", "ipc_kthread", "ipc_fault"]
CROWD = "-c 996 10000"  # with init, ramfs, bench and its partner: 1000 processes


def test_cost_is_flat(start):
    """A thousand processes and ten thousand handles do not make a message dearer. In instructions."""
    lines = [f"bench {name} -j {crowd}" for name in FLAT for crowd in ("", CROWD)]
    machine = start(append=f'run="{"; ".join(lines + ["mem -j", "poweroff"])}"', more=EXACT)
    *results, mem = objects(machine.rest())
    assert mem["spaces"] == SERVERS
    for name, alone, crowded in zip(FLAT, results[::2], results[1::2], strict=True):
        assert alone["name"] == crowded["name"] == name
        assert crowded["instructions"] <= 1.1 * alone["instructions"], name


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
    total = at_rest(machine)
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
    # satp_load() is inline: these are where it stands; the message path may have left all to the others
    trampoline = {"kpti_entry", "kpti_exit"} if "kpti" in policy else set()
    boot_only = {"boot_main", "satp_probe_asid_bits"}
    usual = {"mm_load", "ipc_fast_call", "ipc_fast_reply_recv", "ipc_fast_kernel"}
    assert set(functions) - usual == {"load_with_debts"} | boot_only | trampoline
    assert functions["boot_main"] == 1
    assert functions["satp_probe_asid_bits"] == 2 * smp
