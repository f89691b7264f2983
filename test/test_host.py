# SPDX-License-Identifier: MIT
"""The host tests: each cmocka program in build/host, each of its cases as one test here.

cmocka cannot list its cases, so each program runs once, while pytest collects, and the tests report
what it found. One test more per program looks at its exit status: it fails when the program crashed or
a sanitizer ended it, which leaves cases without a result.
"""
import os
import re
import subprocess
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).parents[1]
BINARIES = ROOT / os.environ.get("B", "build") / "host"
SECONDS = 120


def cases_in(output):
    """One document per group, in the middle of whatever else the program says."""
    for document in re.findall(r"<testsuites>.*?</testsuites>", output, re.DOTALL):
        yield from xml.fromstring(document).iter("testcase")


def run(program):
    """Each case's failure message, None when it passed; and the program's own end like a case."""
    env = os.environ | {"CMOCKA_MESSAGE_OUTPUT": "XML"}
    try:
        done = subprocess.run(
            [BINARIES / program],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return {"exit status": str(error)}
    results = {"exit status": f"{done.returncode}\n{done.stdout}" if done.returncode else None}
    for case in cases_in(done.stdout):
        wrong = [child.text or child.tag for child in case if child.tag in ("failure", "error")]
        results[case.get("name")] = wrong[0] if wrong else None
    return results


def pytest_generate_tests(metafunc):
    results = [
        (f"{source.stem}: {case}", message)
        for source in sorted((ROOT / "test/host").glob("test_*.c"))
        for case, message in run(source.stem).items()
    ]
    metafunc.parametrize("message", [m for _, m in results], ids=[i for i, _ in results])


def test_case(message):
    assert message is None, message
