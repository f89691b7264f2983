# SPDX-License-Identifier: MIT
"""Ramdisks that are not as they should be: a clear line for each, and the shell comes up with what was
there before the damage."""
import re
import subprocess

import pytest
from archives import BINARIES, DIRECTORY, HELLO, LINK, archive, end, entry, system


def hello():
    """And what is needed to run it."""
    return system() + entry("hello", HELLO.read_bytes())


def cut(data, left):
    return data[:left]


def replaced(data, at, by):
    return data[:at] + by + data[at + len(by) :]


NO_INIT = "loris: no program named init in the ramdisk\n"
LEFT_OUT = "what follows is left out\n"
TRUNCATED = f"archive is truncated at byte {{}}, {LEFT_OUT}"
NO_ARCHIVE = f"not a newc cpio archive, or damaged at byte {{}}, {LEFT_OUT}"

# what stands behind a good hello; what is said about it
BEHIND = {
    "nothing at all": (b"", TRUNCATED),
    "a cut header": (cut(entry("idle"), 50), TRUNCATED),
    "a cut name": (cut(entry("a" * 40), 130), TRUNCATED),
    "cut data": (cut(entry("idle", bytes(5000)), 3000), TRUNCATED),
    "no trailer": (entry("idle", bytes(100)), "archive is truncated at byte "),
    "a wrong magic": (replaced(entry("idle"), 5, b"2") + end(), NO_ARCHIVE),
    "zeros": (bytes(4096), NO_ARCHIVE),
    "text": (b"This is not an archive at all.\n" * 20, NO_ARCHIVE),
    "a field of no number": (replaced(entry("idle"), 60, b"G") + end(), "not hexadecimal at byte {}"),
    "a name without an end": (entry("idle", namesize=4) + end(), "empty or unterminated name at"),
    "a name of no size": (entry("idle", namesize=0) + end(), "empty or unterminated name at"),
    "an empty name": (entry("") + end(), "empty or unterminated name at"),
    "a name of 4 GiB": (entry("idle", namesize=0xFFFFFFFF) + end(), TRUNCATED),
    "a file of 4 GiB": (entry("idle", filesize=0xFFFFFFFF) + end(), TRUNCATED),
    "a name of 4096": (entry("n" * 4096) + end(), f"ramdisk: {'n' * 40}...: the name is too long,"),
    "a name of 64": (entry("n" * 64) + end(), f"ramdisk: {'n' * 40}...: the name is too long,"),
    "a link": (entry("idle", b"hello", LINK) + end(), "ramdisk: idle: not a regular file, left out"),
    "hello again": (entry("./hello", b"x") + end(), "hello: is there twice, the first one counts"),
    "300 files": (b"".join(entry(f"f{i}") for i in range(300)) + end(), "more than 256 files"),
}


def check_hello(machine):
    assert "0 arguments: hello\n" in machine.run("run hello")
    machine.power_off()


@pytest.fixture
def with_ramdisk(boot, tmp_path):
    def make(data):
        path = tmp_path / "ramdisk.cpio"
        path.write_bytes(data)
        return boot(initrd=path)

    return make


@pytest.mark.parametrize("what", BEHIND)
def test_damage_behind_a_program(with_ramdisk, what):
    data, line = BEHIND[what]
    machine = with_ramdisk(hello() + data)
    said = [row for row in machine.banner.split("\nloris\n")[1].splitlines() if "ramdisk: " in row]
    assert line.format(len(hello())) in said[0] + "\n"
    assert len(said) == 2 and re.fullmatch(r"ramdisk: \d+ files?", said[1]), said
    check_hello(machine)


@pytest.mark.parametrize("what", ["a wrong magic", "a cut header", "text", "zeros"])
def test_damage_from_the_start(with_ramdisk, what):
    data, line = BEHIND[what]
    machine = with_ramdisk(data)
    assert line.format(0) in machine.banner and "\nramdisk: 0 files\n" in machine.banner
    assert machine.run("run hello") == NO_INIT
    machine.power_off()


@pytest.mark.parametrize("size", [None, 0])
def test_no_ramdisk(boot, tmp_path, size):
    (tmp_path / "empty").write_bytes(b"")
    machine = boot(initrd=None if size is None else tmp_path / "empty")
    assert "\nramdisk: none\n" in machine.banner
    assert machine.run("ls") == ""
    assert machine.run("run hello") == NO_INIT
    machine.power_off()


def test_the_longest_name_and_odd_entries(with_ramdisk):
    name = "n" * 63
    data = entry(".", mode=DIRECTORY) + entry("./" + name, HELLO.read_bytes()) + hello() + end()
    machine = with_ramdisk(data)
    assert "\nramdisk: 4 files\n" in machine.banner
    assert name in machine.run("ls")
    assert f"0 arguments: {name}\n" in machine.run(f"run {name}")
    check_hello(machine)


def test_an_archive_of_cpio(with_ramdisk):
    """Not aligned to pages, with links counted and directories, as people make them."""
    packed = subprocess.run(
        ["cpio", "-o", "-H", "newc", "--quiet"],
        cwd=BINARIES,
        input=b".\n./hello\n./idle\n./init\n./ramfs\n",
        capture_output=True,
        check=True,
    )
    machine = with_ramdisk(packed.stdout)
    assert "\nramdisk: 4 files\n" in machine.banner
    assert machine.run("run idle 0 7") == "idle: exit status 7\n"
    check_hello(machine)


def test_unreadable_files_are_no_programs(with_ramdisk):
    machine = with_ramdisk(archive({"text": b"#!/bin/sh\n", "nothing": b"", "hello": HELLO.read_bytes()}))
    assert machine.run("run text") == "text: not a program: not an ELF file\n"
    assert machine.run("run nothing") == "nothing: not a program: truncated\n"
    check_hello(machine)
