# SPDX-License-Identifier: MIT
"""The TLB model against small guests that do one thing wrong on purpose, and against the same done right."""
import re

import pytest
from cases import CASES
from qemu import boot_guest, macro, reason_to_skip

pytestmark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip() or "")


def lines_of(text, right):
    drop, keep = ("-", "+") if right else ("+", "-")
    lines = [line.strip() for line in text.splitlines()]
    return [line.removeprefix(keep) for line in lines if line and not line.startswith(drop)]


def check(case, right, where):
    """The errors, and the summary."""
    first, second = lines_of(case.first, right), lines_of(case.second, right)
    options = "mode=check" + ("," + case.options if case.options else "")
    source = macro("first", first) + macro("second", second)
    *errors, summary = boot_guest(where, source, options, case.harts)
    return errors, summary


@pytest.mark.parametrize("name", CASES)
def test_wrong_is_reported(name, tmp_path):
    case = CASES[name]
    errors, summary = check(case, False, tmp_path)
    assert summary["errors"] == case.wrong, errors
    assert summary["reports"] == len(errors) == sum(case.wrong.values())
    for counter, least in case.counted.items():
        assert summary[counter] >= least


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.wrong])
def test_right_is_not(name, tmp_path):
    errors, summary = check(CASES[name], True, tmp_path)
    assert summary["reports"] == 0, errors
    assert summary["checks"] > 0


def test_a_report_says_who_where_and_what(tmp_path):
    (error,), _ = check(CASES["other_hart_was_not_asked"], False, tmp_path)
    assert error["hart"] == 1 and error["asid"] == 1 and error["access"] == "load"
    assert error["va"] == "0x0" and re.fullmatch("0xffffffc00000[0-9a-f]{4}", error["pc"])
    assert error["kept"]["kind"] == "leaf" and error["kept"]["flush"] == 1
    assert int(error["kept"]["pte"], 16) >> 10 == 0x80019 and int(error["memory"], 16) >> 10 == 0x8001A
