# SPDX-License-Identifier: MIT
"""The mutants of the model of the protocol (test/model), in the form of the others: no file is changed,
the model is built with one thing broken. What memory order alone can break, no x86 host could show."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "model"))

from mutants import MUTANTS as MODEL  # noqa: E402


def mutant(name, broken):
    run = f"test/model/run --mutant {name}"
    # it succeeds when all is as it should be: caught, unless the mutant must survive
    check = run if broken.survives else f"! {run}"
    return {"table": "model", "hazard": name.split(".")[0], "what": f"in the model: {broken.broken}", "file": "",
            "by": "the model of the protocol", "check": check, "reason": broken.survives}


MUTANTS = [mutant(name, broken) for name, broken in MODEL.items()]
