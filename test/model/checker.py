# SPDX-License-Identifier: MIT
"""Builds the verifier that SPIN makes of the model, runs it, and says what it found."""
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from scenarios import DONATE_MACROS, GRACE_MACROS, IPC_MACROS, LOOKUP_MACROS, MACROS

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("B") or HERE.parents[1] / "build").resolve() / "model"
MEMORY_MIB = 4000
DEPTH = 2_000_000

# Of most quick scenarios the compiler takes more time than the search; of the largest one both ways take the same.
QUICK_TO_BUILD, QUICK_TO_SEARCH = "-O0", "-O2"

HOLDS = "holds"
DEADLOCK = "deadlock"


@dataclass
class Result:
    outcome: str
    property: str  # which is broken; empty: none
    states: int
    seconds: float


def command(*words, cwd):
    done = subprocess.run(words, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # spin complains and goes on
    if done.returncode or "Error" in done.stdout:
        raise SystemExit(f"model: {' '.join(words)}\n{done.stdout}")


def folder(name):
    return BUILD / re.sub(r"[^\w.=]+", "-", name)


def definitions(scenario, macros):
    names = MACROS | IPC_MACROS | GRACE_MACROS | LOOKUP_MACROS | DONATE_MACROS
    return [f"-D{names[name]}={value}" for name, value in scenario.items()] + [f"-D{m}" for m in macros]


def source_of(scenario):
    if "lookups" in scenario:
        return "grace.pml"
    if "guesses" in scenario:
        return "lookup.pml"
    if "senders" in scenario:
        return "donate.pml"
    return "ipc.pml" if "server_hart" in scenario else "protocol.pml"


def build(where, source, defined, search, optimize=QUICK_TO_BUILD):
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    for file in HERE.glob("*.pml"):
        shutil.copy(file, where)
    command("spin", *defined, "-a", source, cwd=where)
    command("gcc", optimize, "-w", "-DSAFETY", f"-DMEMLIM={MEMORY_MIB}", search, "-o", "pan", "pan.c", cwd=where)


def judge(output):
    """What the verifier's report says; anything but a complete search without errors is no proof."""
    broken = re.search(r"assertion violated +!\((\w+)\)", output)
    if broken:
        return "counterexample: " + broken[1], broken[1]
    if "invalid end state" in re.sub(r"(?m)^\tinvalid end states.*$", "", output):
        return "counterexample: " + DEADLOCK, DEADLOCK
    if "Search not completed" in output or "max search depth" in output or "errors: 0" not in output:
        return "not finished", ""
    return HOLDS, ""


def check(name, scenario, macros, seconds, optimize=QUICK_TO_BUILD):
    where = folder(name)
    build(where, source_of(scenario), definitions(scenario, macros), "-DCOLLAPSE", optimize)
    begin = time.monotonic()
    try:
        output = subprocess.run(["./pan", "-n", f"-m{DEPTH}"], cwd=where, timeout=seconds,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    except subprocess.TimeoutExpired:
        return Result(f"not finished in {seconds} s", "", 0, seconds)
    outcome, broken = judge(output)
    states = re.search(r"([\d.e+]+) states, stored", output)
    return Result(outcome, broken, int(float(states[1])) if states else 0, time.monotonic() - begin)


def trace(name, scenario, macros):
    """Prints the shortest counterexample there is, replayed step by step."""
    where = folder(name + " trace")
    defined = definitions(scenario, macros)
    build(where, source_of(scenario), defined, "-DBFS")
    subprocess.run(["./pan", "-n"], cwd=where, stdout=subprocess.DEVNULL)
    return subprocess.run(["spin", *defined, "-t", "-p", "-g", source_of(scenario)], cwd=where).returncode == 0
