# SPDX-License-Identifier: MIT
"""Typing: each test types keys that must amount to a command whose answer shows it."""
import pytest

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END, DELETE = "\x1b[H", "\x1b[F", "\x1b[3~"


def ctrl(letter):
    return chr(ord(letter) & 0x1F)


@pytest.fixture
def machine(boot):
    machine = boot()
    yield machine
    machine.power_off()


def typed(machine, keys):
    """The words that hello got, when these keys were pressed and then Enter."""
    machine.send(keys + "\r")
    machine.expect("arguments: hello")
    words = machine.expect("\r").strip()
    machine.expect_prompt()
    return words


EDITED = {
    "backspace": "run hellp\x7fo a",
    "another backspace": "run hellp" + ctrl("H") + "o a",
    "in the middle": "rn hello a" + LEFT * 9 + "u",
    "there and back": "run hello " + LEFT * 3 + RIGHT * 3 + "a",
    "emacs": "un hello" + ctrl("A") + "r" + ctrl("E") + " a",
    "home and end": "un hello" + HOME + "r" + END + " a",
    "other home and end": "un hello\x1bOHr\x1bOF a",
    "delete": "run hexllo a" + LEFT * 6 + DELETE,
    "step by step": "run hexllo a" + ctrl("B") * 5 + ctrl("F") + LEFT + "\x7f",
    "word": "run hello b" + ctrl("W") + "a",
    "whole line": "nonsense" + ctrl("U") + "run hello a",
    "the rest": "run hello a b c" + LEFT * 4 + ctrl("K"),
    "past the edges": LEFT * 5 + "\x7f" + DELETE + "run hello a" + RIGHT * 5 + DELETE,
    "screen": "run hel" + ctrl("L") + "lo a",
    "interrupted": "nonsense" + ctrl("C") + "run hello a",
    "unknown sequences": "run \x1b[5~hello\x1b[200~ \x1bOPa",
    "tab": "ru\thel\ta",
    "tab in the middle": "run hel a" + LEFT * 2 + "\t" + DELETE,
    "tab without a match": "run hello a\t",
}


@pytest.mark.parametrize("how", EDITED)
def test_editing(machine, how):
    assert typed(machine, EDITED[how]) == "a"


def test_history(machine):
    for word in ("one", "two", "two", "three"):
        assert typed(machine, f"run hello {word}") == word
    assert typed(machine, UP * 2) == "two"
    assert typed(machine, UP * 4) == "one"
    assert typed(machine, "run hello unf" + UP * 2 + DOWN * 2 + "inished") == "unfinished"
    assert typed(machine, UP * 100 + DOWN * 200 + "run hello last") == "last"
    assert typed(machine, ctrl("P") * 2 + ctrl("N") + "ing") == "lasting"


def test_history_is_long_enough(machine):
    for number in range(40):
        typed(machine, f"run hello {number}")
    assert typed(machine, UP * 32) == "8"
    assert typed(machine, UP * 100) == "9"  # 40 lines and that one; the last 32 of them


def test_tab_lists_what_is_possible(machine):
    machine.send("p\t\t")
    assert machine.expect_prompt().split() == ["p", "ps", "policy", "poweroff"]
    machine.expect("p")
    machine.send(ctrl("U") + "run s\t\t")
    said = machine.expect_prompt().split()
    assert said[-5:] == ["sleeper", "sort", "spawnstorm", "spin", "stress"]
    machine.expect("run s")
    machine.send("l\t 1 1\r")
    machine.expect("1 x 1 ms: ok")
    machine.expect_prompt()


def test_a_full_line_rings(machine):
    machine.send("x" * 520)
    machine.expect("x" * 511 + "\a")
    machine.send("\r")
    assert "x: no such command; try 'help'" in machine.expect_prompt()


def test_typing_ahead(machine):
    """What a program does not read is for the shell afterwards."""
    machine.send("run sleeper 3 30\rrun hello ahead\r")
    machine.expect("3 x 30 ms: ok")
    machine.expect("arguments: hello ahead")
    machine.expect_prompt()
