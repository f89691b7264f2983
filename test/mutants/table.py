# SPDX-License-Identifier: MIT
"""Reads tables of mutants, NAME.txt. Each mutant takes one invariant away: in a private copy of the tree a text
that stands in a file exactly once becomes another, and then the check, run there, must fail.

  == CHECK: FILE                who has to notice (checks.py), and in which file, for all that follow
  I02 what is broken            H: a hazard of docs/hazards.md; I: of messages, likewise there
  -	whole lines that go
  +	whole lines that come
  <part of a line, or of several
  >what stands there instead
  ! why nothing can see it: it must survive
  # a comment
"""
import re
from pathlib import Path

import checks

HEADER = re.compile(r"== (.+): (\S+)$")
MUTANT = re.compile(r"([HI]\d+) (.+)$")


def text_of(lines, whole, part):
    """What the lines that begin so say."""
    text = "".join(line[1:] + "\n" for line in lines if line[0] in whole + part)
    return text[:-1] if any(line[0] == part for line in lines) else text


def mutant(table, header, title, lines):
    by, check = checks.find(header[1])
    return {
        "table": table, "file": header[2], "hazard": title[1], "what": title[2], "by": by, "check": check,
        "old": text_of(lines, "-", "<"), "new": text_of(lines, "+", ">"),
        "reason": " ".join(line[2:] for line in lines if line[0] == "!"),
    }


def read(path):
    """The mutants of one table, in order."""
    header, title, lines = None, None, []
    for line in filter(None, path.read_text().split("\n") + ["# end"]):
        if line[0] in "-+<>!":
            lines.append(line)
            continue
        if lines:
            yield mutant(path.stem, header, title, lines)
            lines = []
        header, title = HEADER.match(line) or header, MUTANT.match(line) or title


def read_all():
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        yield from read(path)
