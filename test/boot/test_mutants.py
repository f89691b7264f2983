# SPDX-License-Identifier: MIT
"""The tables of mutants (tools/mutants), which takes hours: what each of them would change stands there, once. Code that
has moved leaves mutants behind that show nothing any more."""
import sys

from machine import ROOT

sys.path.insert(0, str(ROOT / "test/mutants"))

import table  # noqa: E402


def test_each_can_be_made():
    mutants = list(table.read_all())
    assert len(mutants) > 200
    assert not [f"{m['hazard']} {m['what']}" for m in mutants if (ROOT / m["file"]).read_text().count(m["old"]) != 1]
