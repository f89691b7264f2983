# SPDX-License-Identifier: MIT
"""Programs that no kernel may run: each refused with one line that says why, at no cost."""
import struct

import pytest
from archives import HELLO, archive

HALF = 0xFFFFFFC000000000
PAGE = 4096
LOAD = 1
READ_WRITE = 6
EVERYTHING = 7

# offset and format of what is changed, in the header and in a program header
HEADER = {
    "class": (4, "B"), "data": (5, "B"), "type": (16, "H"), "machine": (18, "H"), "entry": (24, "Q"),
    "phoff": (32, "Q"), "phentsize": (54, "H"), "phnum": (56, "H"),
}
SEGMENT = {
    "type": (0, "I"), "flags": (4, "I"), "offset": (8, "Q"), "vaddr": (16, "Q"), "filesz": (32, "Q"),
    "memsz": (40, "Q"),
}


class Elf:
    """A good program, to be spoilt."""

    def __init__(self):
        self.bytes = bytearray(HELLO.read_bytes())

    def get(self, field, base=0, fields=HEADER):
        at, kind = fields[field]
        return struct.unpack_from("<" + kind, self.bytes, base + at)[0]

    def put(self, field, value, base=0, fields=HEADER):
        at, kind = fields[field]
        struct.pack_into("<" + kind, self.bytes, base + at, value)
        return self

    def segments(self):
        """Where the program headers of what is loaded are."""
        start, count = self.get("phoff"), self.get("phnum")
        headers = [start + 56 * i for i in range(count)]
        return [at for at in headers if self.get("type", at, SEGMENT) == LOAD]

    def load(self, number, **changes):
        """Changes fields of a segment; a function gets the old value."""
        at = self.segments()[number]
        for field, value in changes.items():
            new = value(self.get(field, at, SEGMENT)) if callable(value) else value
            self.put(field, new % 2**64, at, SEGMENT)
        return self

    def many_segments(self, count):
        """A new table at the end: the program's own segments, then empty pages, each by itself."""
        old = self.segments()
        table = b"".join(bytes(self.bytes[at : at + 56]) for at in old)
        for i in range(count - len(old)):
            table += struct.pack("<IIQQQQQQ", LOAD, READ_WRITE, 0, 0x1000000 + PAGE * 2 * i, 0, 0, 8, 1)
        self.bytes += bytes(-len(self.bytes) % 8)
        self.put("phoff", len(self.bytes)).put("phnum", count)
        self.bytes += table
        return self

    def cut(self, size):
        del self.bytes[size:]
        return self


def at(address):
    """The same place in its page, in another page: not misaligned."""
    return lambda vaddr: address + vaddr % PAGE


OUTSIDE = "segment outside of user memory"
BEYOND = "segment beyond the end of the file"
TABLE = "bad program header table"
CLASS = "not 64-bit little-endian"

SPOILT = {
    "x86": (lambda e: e.put("machine", 62), "for another machine than RISC-V"),
    "rv32": (lambda e: e.put("class", 1), CLASS),
    "bigendian": (lambda e: e.put("data", 2), CLASS),
    "pie": (lambda e: e.put("type", 3), "not an executable linked to fixed addresses"),
    "cut40": (lambda e: e.cut(40), "truncated"),
    "cut64": (lambda e: e.cut(64), TABLE),
    "cuthalf": (lambda e: e.cut(len(e.bytes) // 2), BEYOND),
    "tablefar": (lambda e: e.put("phoff", 2**64 - 56), TABLE),
    "tablelong": (lambda e: e.put("phnum", 0xFFFF), TABLE),
    "tablewide": (lambda e: e.put("phentsize", 64), TABLE),
    "tablenone": (lambda e: e.put("phnum", 0), "no segment to load"),
    "entrydata": (lambda e: e.put("entry", 0x300000), "entry outside of executable memory"),
    "entryodd": (lambda e: e.put("entry", e.get("entry") + 1), "entry outside of executable memory"),
    "entryhalf": (lambda e: e.put("entry", HALF), "entry outside of executable memory"),
    "overlap": (lambda e: e.load(1, vaddr=at(0x900000)), "segments overlap or share a page"),
    "kernelhalf": (lambda e: e.load(1, vaddr=at(HALF)), OUTSIDE),
    "above": (lambda e: e.load(1, vaddr=at(0x4000000000)), OUTSIDE),
    "pagezero": (lambda e: e.load(1, vaddr=at(0)), OUTSIDE),
    "intohalf": (lambda e: e.load(1, vaddr=at(0x3FFFFFF000), memsz=2 * PAGE), OUTSIDE),
    "huge": (lambda e: e.load(-1, memsz=2**62), OUTSIDE),
    "wraps": (lambda e: e.load(-1, memsz=2**64 - 1), OUTSIDE),
    "misaligned": (lambda e: e.load(1, vaddr=lambda v: v + 16), "segment misaligned"),
    "beyond": (lambda e: e.load(1, offset=lambda o: o + 0x100000), BEYOND),
    "offsetwraps": (lambda e: e.load(1, offset=lambda o: o - (1 << 20)), BEYOND),
    "filelarger": (lambda e: e.load(1, memsz=0), "segment larger in the file than in memory"),
    "wx": (lambda e: e.load(0, flags=EVERYTHING), "segment both writable and executable"),
    "onstack": (lambda e: e.load(1, vaddr=at(0x100000)), "it lies where the stack is"),
    "segments": (lambda e: e.many_segments(40), "too many segments"),
}


@pytest.fixture(scope="module")
def ramdisk(tmp_path_factory):
    files = {name: bytes(spoil(Elf()).bytes) for name, (spoil, _) in SPOILT.items()}
    files["wantsmuch"] = bytes(Elf().load(-1, memsz=2 << 30).bytes)
    files["fine"] = bytes(Elf().many_segments(6).bytes)
    files["hello"] = HELLO.read_bytes()
    path = tmp_path_factory.mktemp("programs") / "ramdisk.cpio"
    path.write_bytes(archive(files))
    return path


@pytest.fixture
def machine(boot, ramdisk):
    machine = boot(smp=2, initrd=ramdisk)
    machine.run("run hello")
    return machine


def check_refused(machine, line, answer):
    before = machine.json("mem -j")
    assert machine.run(line) == answer
    assert machine.json("mem -j") == before
    assert "0 arguments: hello\n" in machine.run("run hello")
    machine.power_off()


@pytest.mark.parametrize("name", SPOILT)
def test_refused(machine, name):
    check_refused(machine, f"run {name}", f"{name}: not a program: {SPOILT[name][1]}\n")


def test_more_memory_than_there_is(machine):
    check_refused(machine, "run wantsmuch", "wantsmuch: not enough memory\n")


def test_the_spoiling_itself(machine):
    """Moved tables and more segments are nothing wrong: what was refused was refused for its reason."""
    assert "0 arguments: fine\n" in machine.run("run fine")
    machine.power_off()
