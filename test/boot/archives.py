# SPDX-License-Identifier: MIT
"""Ramdisks made by hand, so that they can be wrong. Data is aligned to 4 only, as cpio(1) does it, and
not to pages as tools/ramdisk does it."""
from machine import BUILD

FILE, DIRECTORY, LINK = 0o100755, 0o040755, 0o120777
BINARIES = BUILD / "user/bin"
HELLO = BINARIES / "hello"
SYSTEM = ["init", "ramfs"]  # without which nothing runs


def header(fields):
    return b"070701" + b"".join(b"%08X" % field for field in fields)


def aligned(data):
    return data + bytes(-len(data) % 4)


def entry(name, data=b"", mode=FILE, **wrong):
    """wrong: namesize=..., filesize=... instead of what they are."""
    text = name.encode() + b"\0"
    sizes = {"filesize": len(data), "namesize": len(text)} | wrong
    fields = [1, mode, 0, 0, 1, 0, sizes["filesize"], 0, 0, 0, 0, sizes["namesize"], 0]
    return aligned(header(fields) + text) + aligned(data)


def end():
    return entry("TRAILER!!!", mode=0)


def system():
    return b"".join(entry(name, (BINARIES / name).read_bytes()) for name in SYSTEM)


def archive(files):
    """With what every system needs."""
    return system() + b"".join(entry(name, data) for name, data in files.items()) + end()
