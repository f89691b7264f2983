# SPDX-License-Identifier: MIT
"""Device trees that lack something, have too much, or are none at all."""
import re
import subprocess

import pytest
from machine import DEBUG, KERNEL, QEMU
from trees import Tree, build_firmware


@pytest.fixture
def tree(tmp_path):
    return lambda **settings: Tree(tmp_path, **settings)


def check_hello(machine):
    assert "0 arguments: hello\n" in machine.run("run hello")
    machine.power_off()


# ---- through OpenSBI, which reads the tree too ---------------------------------------------------------


def test_no_memory(start, tree):
    machine = start(more=["-dtb", tree().without("memory@80000000").file()])
    said = machine.rest().split("\nloris\n")[1]
    assert said == "device tree: it names no memory\nloris: status 1\n"


def test_more_harts_than_there_are(boot, tree):
    """Described and not there: given up after two seconds, by one line."""
    machine = boot(smp=2, more=["-dtb", tree(smp=2).with_harts(2, 64).file()])
    assert "\nhart 2: started, but did not come\n" in machine.banner
    assert machine.banner.count("did not come") == 1
    assert "loris: 2 harts, 256 MiB" in machine.banner
    check_hello(machine)


def test_harts_without_mmu_and_too_many(boot, tree):
    changed = tree(smp=2).with_harts(2, 70).replace('("riscv,sv39"|"riscv,sv39")', '"riscv,none"')
    machine = boot(smp=2, more=["-dtb", changed.file()])
    lines = [f"hart {n}: skipped, it has no MMU\n" for n in range(2, 70)]
    assert "".join(lines) in machine.banner
    assert "loris: 2 harts, 256 MiB" in machine.banner
    check_hello(machine)


def test_more_harts_than_the_kernel_is_built_for(boot, tree):
    machine = boot(smp=1, more=["-dtb", tree().with_harts(1, 70).file()])
    for n in range(64, 70):
        assert f"\nhart {n}: left alone, this kernel is built for 64\n" in machine.banner
    assert "\nhart 1: started, but did not come\n" in machine.banner
    check_hello(machine)


def test_no_fpu(boot, tree):
    """The first extension of several letters may follow those of one without a `_`, as the binding has it."""
    changed = tree().replace(r'riscv,isa = "[^"]*"', 'riscv,isa = "rv64imacsvade_zicsr"')
    changed.text = changed.text.replace("riscv,isa-extensions", "no-extensions")
    machine = boot(more=["-dtb", changed.file()])
    assert ": illegal instruction at " in machine.run("run hello")
    machine.power_off()


def test_an_fpu_that_is_not_there(boot, tree, tmp_path):
    """Newer QEMUs want to be told of what builds on it. (Not dumped to /dev/null: QEMU would put a file in its place.)"""
    cpu = "rv64,f=false,d=false"
    plain = [QEMU, "-machine", f"virt,dumpdtb={tmp_path}/dumped", "-display", "none", "-cpu", cpu]
    newer = subprocess.run(plain, capture_output=True, timeout=60).returncode
    machine = boot(more=["-dtb", tree().file(), "-cpu", cpu + newer * ",zfa=false"])
    assert ": illegal instruction at " in machine.run("run hello")
    machine.power_off()


def test_no_sv39(start):
    said = start(more=["-cpu", "rv64,mmu=false"]).rest()
    assert said.endswith("\nloris\nthis hart has no Sv39\nloris: status 1\n")


# what is taken away, or renamed; by what
LESS = {
    "console": ("stdout-path", "stdin-path"),
    "interrupt controller": ("riscv,plic0", "nobody,plic0"),
    "Sstc": ("_sstc", ""),
}


@pytest.mark.parametrize("smp", [1, 4])
@pytest.mark.parametrize("what", LESS)
def test_another_way_is_found(boot, tree, what, smp):
    changed = tree(smp=smp)
    for text in [LESS[what]] + [("sifive,plic-1.0.0", "nobody,plic1")] * (what[0] == "i"):
        changed.replace(*text)
    machine = boot(smp=smp, more=["-dtb", changed.file()])
    assert "5 x 5 ms: ok" in machine.run("run sleeper 5 5")
    check_hello(machine)


def test_an_interrupt_controller_of_64_mib(boot, tree):
    """As in SiFive's and StarFive's trees, more than there is room for; what is used of it is at the beginning."""
    changed = tree().replace(r"(reg = <0x00 0xc000000 0x00 )0x600000>", r"\g<1>0x4000000>")
    machine = boot(more=["-dtb", changed.file(), "-device", "virtio-rng-device"])
    assert machine.run("run rngtest 16").endswith("rngtest: ok\n")
    check_hello(machine)


@pytest.mark.parametrize("kernel", [KERNEL, DEBUG])
def test_memory_in_pieces_and_reserved(boot, tree, kernel):
    """Two regions, side by side, and 16 MiB that belong to somebody else, which the kernel does not even map."""
    changed = tree().replace(
        "reg = <0x00 0x80000000 0x00 0x10000000>",
        "reg = <0x00 0x80000000 0x00 0x04000000 0x00 0x84000000 0x00 0x0c000000>",
    )
    reserved = "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; "
    reserved += "other@85000000 { reg = <0x00 0x85000000 0x00 0x01000000>; no-map; }; };"
    changed.replace(r"^\tcpus \{", reserved + "\tcpus {")
    machine = boot(kernel=kernel, more=["-dtb", changed.file()])
    assert kernel == KERNEL or "1 passed" in machine.run("test hidden_memory")
    free = machine.json("mem -j")["free"]
    assert "refused: ERR_QUOTA" in machine.run("run memhog")
    assert free * 4096 < 240 << 20
    check_hello(machine)


def test_memory_at_the_last_addresses(boot, tree):
    """What is memory there is none that can be reached, and rounded up it would begin at 0, with all devices in it."""
    first = "reg = <0xffffffff 0xfffff800 0x00 0x100 0x00 0x80000000 0x00 0x10000000>"
    changed = tree().replace("reg = <0x00 0x80000000 0x00 0x10000000>", first)
    machine = boot(more=["-dtb", changed.file()])
    assert "\nmemory: 0xfffffffffffff800-0x2000000000 left alone\n" in machine.banner
    assert "loris: 1 hart, 256 MiB" in machine.banner
    check_hello(machine)


@pytest.mark.parametrize("end", [(0xFFFFFFFF, 0x76000000), (0xFFFFFFFF, 0x75FFF800)])
def test_what_is_reserved_up_to_the_last_address(boot, tree, end):
    """The last 96 MiB of the memory, and all that follows: the end is 2^64, or wraps around when it is rounded up."""
    reserved = "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; "
    reserved += "other@8a000000 { reg = <0x00 0x8a000000 %#x %#x>; no-map; }; };" % end
    machine = boot(more=["-dtb", tree().replace(r"^\tcpus \{", reserved + "\tcpus {").file()])
    assert machine.json("mem -j")["free"] * 4096 < 160 << 20
    check_hello(machine)


@pytest.mark.parametrize("memory", ["0x81000000 0x00 0x0f000000", "0x80240000 0x00 0x0fdc0000"])
@pytest.mark.parametrize("kernel", [KERNEL, DEBUG])
def test_the_kernel_is_not_in_memory(boot, tree, kernel, memory):
    """Not all of it: what only booting needed is given back as far as there is anybody to take it."""
    changed = tree().replace("reg = <0x00 0x80000000 0x00 0x10000000>", f"reg = <0x00 {memory}>")
    machine = boot(kernel=kernel, more=["-dtb", changed.file()])
    assert "refused: ERR_QUOTA" in machine.run("run memhog")
    check_hello(machine)


@pytest.mark.parametrize("device, size", [("0x10000000", "0x100"), ("0xc000000", "0x600000")])
def test_a_device_up_to_the_last_address(boot, tree, device, size):
    """No room for all of its registers, of which the sum wraps around: it is left alone."""
    upper = f"reg = <0x00 {device} 0xffffffff {(1 << 32) - int(device, 16):#x}>"
    machine = boot(more=["-dtb", tree().replace(f"reg = <0x00 {device} 0x00 {size}>", upper).file()])
    assert "5 x 5 ms: ok" in machine.run("run sleeper 5 5")
    check_hello(machine)


def test_the_second_interrupt_controller_is_ours(boot, tree):
    """As where there is one for each group of harts; the first does not know the one that boots."""
    other = "plic@8f000000 { compatible = \"sifive,plic-1.0.0\"; reg = <0 0x8f000000 0 0x600000>; interrupt-controller; "
    other += "#interrupt-cells = <1>; riscv,ndev = <10>; phandle = <0x77>; interrupts-extended = <0x78 9>; };"
    machine = boot(more=["-dtb", tree().replace(r"^\t\tplic@", other + "\t\tplic@").file(), "-device", "virtio-rng-device"])
    assert machine.run("run rngtest 16").endswith("rngtest: ok\n")
    check_hello(machine)


def test_harts_behind_their_interrupt_controller(boot, tree):
    """The order of nodes says nothing."""
    changed = tree().replace(r"^(\tcpus \{\n.*?^\t\};\n)(.*)^\};\n", r"\2\1};\n")
    assert changed.text.index("plic@") < changed.text.index("\tcpus {")
    machine = boot(more=["-dtb", changed.file(), "-device", "virtio-rng-device"])
    assert machine.run("run rngtest 16").endswith("rngtest: ok\n")
    check_hello(machine)


def test_devices_of_another_interrupt_controller(boot, tree):
    """They have no interrupt that we would ever hear of: the console is looked at, and a driver is told."""
    changed = tree().replace(r"(virtio_mmio@10008000 \{.*?interrupt-parent = )<\w+>", r"\1<0x77>")
    changed.replace(r"(serial@10000000 \{.*?interrupt-parent = )<\w+>", r"\1<0x77>")
    machine = boot(more=["-dtb", changed.file(), "-device", "virtio-rng-device"])
    assert "rngtest: no server" in machine.run_among("run rngtest 16")
    machine.power_off()


# ---- handed over unseen ----------------------------------------------------------------------------------

# That of the firmware and the kernel, the tree itself, the ramdisk; and room is for 32.
RESERVED = 3


@pytest.fixture
def unseen(start, tree, tmp_path):
    """A machine whose kernel gets these bytes as its tree, from a firmware that can do next to nothing."""

    def make(data):
        (tmp_path / "tree.dtb").write_bytes(data)
        return start(more=build_firmware(tmp_path))

    return make


def test_the_least_firmware(unseen, tree):
    """A good tree arrives; there is one hart, since nothing can start the other."""
    machine = unseen(tree(smp=2, append="policy=lazy").bytes())
    said = machine.expect_prompt()
    assert "hart 1: the firmware cannot start or interrupt harts\n" in said
    assert "\nfences: bare, since SiFive's CIP-1200 is likely\n" in said
    assert "loris: 1 hart, 256 MiB, ASIDs of 16 bits, policy lazy\n" in said
    assert "5 x 5 ms: ok" in machine.run("run sleeper 5 5")
    assert ": illegal instruction at " in machine.run("run crash cache")
    check_hello(machine)


def reserve(tree, count):
    pages = "".join(f"page@{n:x} {{ reg = <0 {n:#x} 0 0x1000>; }}; " for n in range(0x85000000, 0x85000000 + count * 0x2000, 0x2000))
    reserved = "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; " + pages + "};"
    return tree.replace(r"^\tcpus \{", reserved + "\tcpus {").bytes()


def test_more_reservations_than_there_is_room_for(unseen, tree):
    """Not one of them may be forgotten, so that there is nothing to begin with."""
    said = unseen(reserve(tree(), 32 - RESERVED + 1)).rest()
    assert said.count("\nmemory: more than 32 reserved ranges\n") == 1
    assert said.endswith("\nloris: status 1\n") and "panic" not in said


def test_as_many_reservations_as_there_is_room_for(unseen, tree):
    """What the kernel itself takes of the memory is not one of them."""
    machine = unseen(reserve(tree(), 32 - RESERVED))
    assert "reserved ranges" not in machine.expect_prompt()
    assert "refused: ERR_QUOTA" in machine.run("run memhog")
    check_hello(machine)


UART, PLIC = "0x00 0x10000000 0x00 0x100", "0x00 0xc000000 0x00 0x600000"

# a device's registers, where they cannot be, or as nobody can reach them
NOWHERE = {
    "a test device misaligned": ("0x00 0x100000 0x00 0x1000", "0x00 0x100002 0x00 0x1000"),
    "a UART misaligned": (UART + ">", "0x00 0x10000001 0x00 0x100>; reg-io-width = <4>; reg-shift = <2>"),
    "a UART's registers misaligned": (UART + ">", UART + ">; reg-io-width = <4>"),
    "a UART beyond all addresses": (UART, "0xff000000 0x10000000 0x00 0x100"),
    "a PLIC misaligned": (PLIC, "0x00 0xc000002 0x00 0x600000"),
    "a PLIC beyond all addresses": (PLIC, "0xff000000 0xc000000 0x00 0x600000"),
    "a UART where nothing is": (UART, "0x1000 0x00 0x00 0x100"),
    "a UART that is a clock": (UART, "0x00 0x101000 0x00 0x100"),
    "a PLIC where nothing is": (PLIC, "0x1000 0x00 0x00 0x600000"),
    "a PLIC that cannot be written": (PLIC, "0x00 0x1000 0x00 0x600000"),
    "a test device where nothing is": ("0x00 0x100000 0x00 0x1000", "0x1000 0x00 0x00 0x1000"),
}


@pytest.mark.parametrize("what", NOWHERE)
def test_a_device_nowhere(unseen, tree, what):
    """It is left alone: a tree that is wrong in this has all else."""
    machine = unseen(tree(append='run="run hello; poweroff"').replace(*NOWHERE[what]).bytes())
    said = machine.rest()
    assert "0 arguments: hello\n" in said and "panic" not in said and said.endswith("\nloris: status 0\n")


def test_a_device_nowhere_but_in_memory(unseen, tree):
    """The bits that enable interrupts, which are cleared at first, where the ramdisk begins."""
    changed = tree(append='run="run hello; poweroff"')
    ramdisk = int(re.search("initrd-start = <(?:0x00 )?(0x[0-9a-f]+)>", changed.text)[1], 16)
    changed.replace(PLIC, f"0x00 {ramdisk - 0x2080:#x} 0x00 0x600000")
    assert "0 arguments: hello\n" in unseen(changed.bytes()).rest()


def test_a_uart_that_takes_nothing(unseen, tree):
    """In the flash, where all is 0: what is printed is lost, and nothing waits for it for ever."""
    changed = tree(append='run="run hello; poweroff"').replace(UART, "0x00 0x20000000 0x00 0x100")
    assert unseen(changed.bytes()).rest() == "loris\n"


def test_the_boot_hart_is_unknown(unseen, tree):
    """Nothing is known about it, so nothing is relied on: no FPU, and the firmware's timer, which is
    not there either."""
    changed = tree().replace(r"^\t\tcpu@0 \{\n(.*?)okay", r"\t\tcpu@0 {\n\1disabled")
    said = unseen(changed.bytes()).rest()
    assert "\nhart 0: boots, but the device tree does not know it\n" in said
    assert "\nloris: status " in said


def put(data, at, value):
    return data[:at] + value.to_bytes(4, "big") + data[at + 4 :]


def get(data, at):
    return int.from_bytes(data[at : at + 4], "big")


BAD = "device tree at 88000000: "

# the header: magic, total size, offsets of structure, strings and reservations, version, compatible, ...
SPOILT = {
    "zeros": lambda d: bytes(len(d)),
    "ones": lambda d: b"\xff" * len(d),
    "text": lambda d: b"device tree? " * 300,
    "another magic": lambda d: put(d, 0, 0xD00DFEEE),
    "no size": lambda d: put(d, 4, 0),
    "a small size": lambda d: put(d, 4, 60),
    "a huge size": lambda d: put(d, 4, 0xFFFFFFF0),
    "structure far away": lambda d: put(d, 8, 0xFFFFFFF0),
    "structure misaligned": lambda d: put(d, 8, get(d, 8) + 2),
    "strings far away": lambda d: put(d, 12, len(d)),
    "reservations far away": lambda d: put(d, 16, 0xFFFFFFF8),
    "a version of the future": lambda d: put(put(d, 20, 99), 24, 99),
    "a long structure": lambda d: put(d, 36, 0xFFFFFFF0),
    "a short structure": lambda d: put(d, 36, 100),
    "structure of ones": lambda d: d[: get(d, 8)] + b"\xff" * get(d, 36) + d[get(d, 8) + get(d, 36) :],
    "structure of zeros": lambda d: d[: get(d, 8)] + bytes(get(d, 36)) + d[get(d, 8) + get(d, 36) :],
}


@pytest.mark.parametrize("what", SPOILT)
def test_no_tree_at_all(unseen, tree, what):
    said = unseen(SPOILT[what](tree().bytes())).rest()
    head, line, status = said.splitlines()
    assert head == "loris" and status == "loris: status 1"
    assert line.startswith(BAD) or line == "device tree: no usable timebase-frequency"


def test_no_timebase(unseen, tree):
    said = unseen(tree().replace("timebase-frequency", "timebase").bytes()).rest()
    assert said.endswith("loris\ndevice tree: no usable timebase-frequency\nloris: status 1\n")


def test_a_ramdisk_that_is_not_in_memory(unseen, tree):
    changed = tree().replace(r"(initrd-start = <(?:0x00 )?0x)8", r"\g<1>1")
    machine = unseen(changed.bytes())
    said = machine.expect_prompt()
    assert "is not in memory\n" in said and "\nramdisk: none\n" in said
    machine.power_off()


def test_a_tree_cut_short(unseen, tree):
    """Nothing behind the cut, wherever it is: a line or a prompt, never a panic, never silence."""
    data = tree(append='run="poweroff"').bytes()
    start, size = get(data, 8), get(data, 36)
    for part in range(1, 16):
        at = (start + size * part // 16) & ~3
        machine = unseen(data[:at] + bytes(start + size - at) + data[start + size :])
        said = machine.rest()
        assert "panic" not in said and "loris: status " in said, said
