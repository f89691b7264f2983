# SPDX-License-Identifier: MIT
"""The model of the protocol: the quick scenarios hold, and a model that is broken is found to be.

`make mutants` breaks it in every way; here one mutant for each property shows that the property can fail.
"""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import checker  # noqa: E402
from mutants import MUTANTS, macros_of  # noqa: E402
from scenarios import QUICK  # noqa: E402

SECONDS = 200

# property -> a mutant that breaks it
BREAKS = {
    "asid_is_shared": "H36",
    "another_space_is_seen": "H34.order",
    "borrow_ends_early": "H03",
    "claim_is_not_public": "H50",
    "count_wraps": "H01",
    "dead_space_is_used": "H06",
    "deadlock": "H07",
    "freed_table_is_walkable": "H02",
    "late_write_to_reused_frame": "H19.write",
    "loaded_root_is_free": "H01.root",
    "stale_code_is_used": "H49",
    "stale_entry_is_used": "H14",
    "bits_are_forgotten": "I44",
    "frame_of_another_is_written": "I64",
    "killed_lives_on": "I45",
    "limit_is_forgotten": "I46",
    "nobody_runs_it": "I06",
    "waits_for_the_dead": "I11",
    "freed_is_used": "I142",
    "urgent_waits": "I149",
    "wrong_is_found": "I148",
}


@pytest.mark.parametrize("name", QUICK)
def test_holds(name):
    assert checker.check(f"test {name}", QUICK[name], [], SECONDS).outcome == checker.HOLDS


@pytest.mark.parametrize("broken", BREAKS)
def test_can_fail(broken):
    name = BREAKS[broken]
    result = checker.check(f"test {name}", MUTANTS[name].scenario, macros_of(name), SECONDS)
    assert result.property == broken
