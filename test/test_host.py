# SPDX-License-Identifier: MIT
"""The host tests: each cmocka program in build/host, each of its cases as one test here.

cmocka cannot list its cases, so their names are read in the source. Each program runs once, when the first of
them is wanted. One test more per program looks at its exit status: it fails when the program crashed or a
sanitizer ended it, which leaves cases without a result, and when cases ran that nobody has found in the source.
"""
import functools
import os
import re
import subprocess
import xml.etree.ElementTree as xml
from pathlib import Path

ROOT = Path(__file__).parents[1]
BINARIES = ROOT / os.environ.get("B", "build") / "host"
SECONDS = 600
END = "exit status"


def cases_of(source):
    tables = re.findall(r"struct CMUnitTest \w+\[\] = \{(.*?)\};", source.read_text(), re.DOTALL)
    return [case for table in tables for case in re.findall(r"\w+\(\s*(\w+)", table)]


def cases_in(output):
    """One document per group, in the middle of whatever else the program says."""
    for document in re.findall(r"<testsuites>.*?</testsuites>", output, re.DOTALL):
        yield from xml.fromstring(document).iter("testcase")


@functools.cache
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
        return {END: str(error)}
    results = {END: f"{done.returncode}\n{done.stdout}" if done.returncode else None}
    for case in cases_in(done.stdout):
        wrong = [child.text or child.tag for child in case if child.tag in ("failure", "error")]
        results[case.get("name")] = wrong[0] if wrong else None
    return results


CASES = {source.stem: [END, *cases_of(source)] for source in sorted((ROOT / "test/host").glob("test_*.c"))}


def pytest_generate_tests(metafunc):
    all_cases = [(program, case) for program, cases in CASES.items() for case in cases]
    metafunc.parametrize("program, case", all_cases, ids=[f"{program}: {case}" for program, case in all_cases])


def test_case(program, case):
    message = run(program).get(case, "it did not run")
    assert message is None, message
    if case == END:
        assert sorted(run(program)) == sorted(CASES[program])
