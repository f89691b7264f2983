# SPDX-License-Identifier: MIT
"""The drivers in user space: disk, randomness, UART. What they do is looked at from outside as well."""
import os
import re

import disk
import pytest

RNG = ["-device", "virtio-rng-device"]
LEGACY = pytest.mark.parametrize("legacy", [True, False], ids=["legacy", "modern"])
ERR_NOT_FOUND, ERR_PERM, ERR_IO = -5, -8, -16


@pytest.fixture
def image(tmp_path):
    """image(sectors) -> the path of a disk that holds something everywhere."""

    def make(sectors):
        path = tmp_path / "disk"
        path.write_bytes(bytes(range(1, 129)) * (4 * sectors))
        return path

    return make


def pid_of(machine, name):
    """The process of that name, from ps; None: there is none."""
    found = re.search(rf"^\s*(\d+)/\d+\s+{name}\s", machine.run_among("ps"), re.MULTILINE)
    return found and found[1]


LOOKS = 100  # at ps; each takes milliseconds


def kill(machine, name):
    """It may be on its way back from the kill before; returns when it is gone."""
    pid = next(filter(None, (pid_of(machine, name) for _ in range(LOOKS))), None)
    assert pid, f"{name} does not run"
    machine.run_among(f"kill {pid}")
    assert any(pid_of(machine, name) != pid for _ in range(LOOKS)), f"{name} does not end"


def blktest(machine, words, seconds=120):
    return machine.run(f"run blktest {words}", seconds)


def said_ok(said):
    return said.endswith("blktest: ok\n")


# --- disk ---------------------------------------------------------------------------------------------


@LEGACY
@pytest.mark.parametrize(
    "sectors, first, count, threads",
    [(1, 0, 1, 1), (129, 1, 127, 1), (16384, 0, 16384, 8), (20001, 4096, 15905, 3)],
)
def test_image_holds_what_was_written(boot, image, legacy, sectors, first, count, threads):
    path = image(sectors)
    before = path.read_bytes()
    machine = boot(smp=2, more=disk.arguments(path, legacy=legacy))
    assert blktest(machine, "info").startswith(f"blktest: {sectors} sectors, by 1,")
    assert said_ok(blktest(machine, f"fill {sectors} {first} {count} {threads}"))
    machine.power_off()
    after = path.read_bytes()
    begin, end = first * disk.SECTOR, (first + count) * disk.SECTOR
    assert after[begin:end] == disk.pattern(sectors, first, count)
    assert after[:begin] == before[:begin] and after[end:] == before[end:]


@LEGACY
def test_image_is_read(boot, image, legacy):
    path = image(1000)
    path.write_bytes(disk.pattern(5, 0, 1000))
    machine = boot(more=disk.arguments(path, legacy=legacy))
    assert said_ok(blktest(machine, "check 5 0 1000 2"))
    path.write_bytes(disk.pattern(5, 0, 500) + disk.pattern(6, 500, 1) + disk.pattern(5, 501, 499))
    assert "are wrong\n" in blktest(machine, "check 5 0 1000")
    machine.power_off()


def test_flush_reaches_the_disk(boot, image, tmp_path):
    qmp = tmp_path / "qmp"
    more = disk.arguments(image(100)) + ["-qmp", f"unix:{qmp},server=on,wait=off"]
    machine = boot(more=more)
    before = disk.statistics(qmp)["flush_operations"]
    assert said_ok(blktest(machine, "fill 1 0 100 4"))
    assert disk.statistics(qmp)["flush_operations"] - before == 4
    machine.power_off()


def test_disk_of_large_blocks(boot, image):
    path = image(8192)
    machine = boot(more=disk.arguments(path, device=",logical_block_size=4096,physical_block_size=4096"))
    assert blktest(machine, "info").startswith("blktest: 8192 sectors, by 8,")
    assert said_ok(blktest(machine, "fill 9 8 4096 3"))
    assert said_ok(blktest(machine, "wild 1"))
    machine.power_off()
    assert path.read_bytes()[4096:][: 4096 * 512] == disk.pattern(9, 8, 4096)


def test_many_processes_with_a_session(boot, image):
    """Who comes after two hundred that keep theirs is served all the same."""
    machine = boot(smp=2, more=disk.arguments(image(64)))
    machine.check_nothing_is_lost(lambda: said_ok(blktest(machine, "crowd")))
    assert said_ok(blktest(machine, "crowd"))
    machine.power_off()


def test_more_processes_than_sessions(boot, image):
    """All that one program has started leave something to who was started by somebody else."""
    machine = boot(smp=2, more=disk.arguments(image(64)))
    assert said_ok(blktest(machine, "throng"))
    assert blktest(machine, "info").startswith("blktest: 64 sectors")
    machine.power_off()


def test_read_only_disk(boot, image):
    path = image(64)
    before = path.read_bytes()
    machine = boot(more=disk.arguments(path, drive=",readonly=on"))
    assert blktest(machine, "info").endswith(", read-only\n")
    assert f"blktest: error {ERR_PERM}\n" in blktest(machine, "fill 1 0 64")
    machine.power_off()
    assert path.read_bytes() == before


@pytest.mark.parametrize("more", [[], RNG], ids=["nothing", "rng"])
def test_no_disk(boot, more):
    machine = boot(more=more)
    assert f"error {ERR_NOT_FOUND}\n" in blktest(machine, "info")
    assert pid_of(machine, "blk") is None
    assert "blk:" not in machine.said and "rng:" not in machine.said
    machine.power_off()


@LEGACY
def test_odd_requests(boot, image, legacy):
    path = image(2048)
    before = path.read_bytes()
    machine = boot(smp=2, more=disk.arguments(path, legacy=legacy))
    blktest(machine, "info")  # returns when the driver serves
    pid = pid_of(machine, "blk")
    for seed in (1, 2):
        assert said_ok(blktest(machine, f"wild {seed}"))
    assert pid_of(machine, "blk") == pid
    machine.power_off()
    assert path.read_bytes() == before


def test_errors_of_the_disk_are_passed_on(boot, image, tmp_path):
    path = image(100)
    path.write_bytes(disk.pattern(1, 0, 100))
    rules = tmp_path / "rules"
    rules.write_text('[inject-error]\nevent = "read_aio"\nerrno = "5"\nsector = "50"\nonce = "off"\n')
    machine = boot(more=disk.arguments(f"blkdebug:{rules}:{path}"))
    assert f"blktest: error {ERR_IO}\n" in blktest(machine, "check 1 0 100")
    assert said_ok(blktest(machine, "check 1 0 50"))
    machine.power_off()


def test_silent_disk_is_given_up(boot, image):
    """One request a second is quick enough; the second of 16 KiB at one byte a second is not."""
    machine = boot(more=disk.arguments(image(1000), drive=",throttling.bps-total=1"))
    machine.send("run blktest fill 1 0 1000\r")
    said = machine.expect("blktest: FAILED", seconds=90)
    assert "blk: the disk does not answer\n" in said
    assert f"blktest: error {ERR_IO}\n" in said
    machine.expect_prompt()
    assert "1000 sectors" in blktest(machine, "info")
    machine.power_off()


@LEGACY
def test_killed_while_clients_work(boot, image, legacy):
    path = image(4000)
    machine = boot(smp=2, more=disk.arguments(path, legacy=legacy))
    machine.run("run blktest work 7 0 4000 4 &")
    for _ in range(40):
        kill(machine, "blk")
        if pid_of(machine, "blktest") is None:
            break
    else:
        machine.expect("blktest: ok")
    assert "blktest: ok" in machine.said
    assert blktest(machine, "check 7 0 4000").startswith("blktest: ok\n")  # the job's end follows
    machine.power_off()
    assert path.read_bytes() == disk.pattern(7, 0, 4000)


def test_harts_go_while_the_disk_works(boot, image):
    """Interrupts come to the boot hart, which stays; driver and clients move."""
    path = image(16384)
    machine = boot(smp=4, more=disk.arguments(path))

    machine.run_among("run blktest fill 3 0 16384 8 &")
    for _ in range(3):
        for hart in (1, 2, 3):
            machine.run_among(f"hart off {hart}")
        assert "blktest: ok\n" in machine.run_among("run blktest check 3 0 0")
        for hart in (1, 2, 3):
            machine.run_among(f"hart on {hart}")
    while machine.said.count("blktest: ok") < 4:
        machine.expect("blktest: ok")
    assert "blktest: ok" in machine.run("run blktest check 3 0 16384 4")
    machine.power_off()
    assert path.read_bytes() == disk.pattern(3, 0, 16384)


# --- randomness ---------------------------------------------------------------------------------------


def some_bytes(machine, count):
    said = machine.run(f"run rngtest {count}")
    assert said.endswith("rngtest: ok\n")
    return re.search(r"rngtest: ([0-9a-f]{32})\n", said)[1]


@LEGACY
def test_randomness(boot, legacy):
    settings = [] if legacy else ["-global", "virtio-mmio.force-legacy=false"]
    machine = boot(smp=2, more=RNG + settings)
    seen = {some_bytes(machine, count) for count in (16, 57, 16384)}
    kill(machine, "rng")
    assert any(pid_of(machine, "rng") for _ in range(LOOKS))  # until then init may name the one that has ended
    seen.add(some_bytes(machine, 4096))
    assert len(seen) == 4
    assert machine.run("run rngtest wild").endswith("rngtest: ok\n")
    machine.power_off()


def test_randomness_comes_from_the_device(boot, tmp_path):
    """A device of zeroes gives zeroes; one that gives nothing any more gives an error."""
    source = tmp_path / "zeroes"
    os.mkfifo(source)
    with open(source, "r+b", buffering=0) as fifo:  # never at its end, which would have QEMU spin
        fifo.write(bytes(256))
        backend = ["-object", f"rng-random,filename={source},id=r0"]
        machine = boot(more=backend + ["-device", "virtio-rng-device,rng=r0"])
        assert "rngtest: " + 32 * "0" + "\n" in machine.run("run rngtest 16")
        assert f": {ERR_IO} instead of" in machine.run("run rngtest 4096")
        silent = re.search(r"rngtest: refused for (\d+) ms\nrngtest: ok\n", machine.run("run rngtest silent"))
        assert silent and int(silent[1]) < 5000  # of five calls: it waits 2 s for an answer, and did so for each
        fifo.write(bytes(256))
        assert any(f": {ERR_IO} instead of" not in machine.run("run rngtest 16") for _ in range(LOOKS))
        machine.power_off()


def test_each_driver_finds_its_own(boot, image):
    machine = boot(more=disk.arguments(image(8)) + RNG)
    assert "8 sectors" in blktest(machine, "info")
    assert some_bytes(machine, 64)
    machine.power_off()


def test_no_source_of_randomness(boot, image):
    machine = boot(more=disk.arguments(image(8)))
    assert f"error {ERR_NOT_FOUND}\n" in machine.run("run rngtest 16")
    machine.power_off()


# --- UART ---------------------------------------------------------------------------------------------


def take_console(machine):
    assert "uart: has the console" in machine.run("run uart start")


@pytest.mark.parametrize("smp", [1, 2])
def test_uart_driver_reads_and_writes(boot, smp):
    machine = boot(smp=smp)
    take_console(machine)
    assert "hello" in machine.run("run hello")  # typed into the driver, passed on to the shell
    machine.send("run uarttest\r")
    machine.expect("uarttest: type")
    machine.send("one\x7f\x7f\x7ftwo\r")
    machine.expect("TWO")
    machine.send("x" * 100 + "\r")
    machine.expect("X" * 100)
    machine.send("and\rmany\rmore\r")  # typed ahead
    for text in ("AND", "MANY", "MORE"):
        machine.expect(text)
    machine.send("\x04")
    machine.expect("uarttest: end")
    machine.expect_prompt()
    machine.power_off()


def test_uart_driver_gives_the_console_back(boot):
    machine = boot(smp=2)
    for _ in range(5):
        take_console(machine)
        machine.run("run uart stop")
        assert "hello" in machine.run("run hello")
        assert pid_of(machine, "uart") is None
    machine.power_off()


@pytest.mark.parametrize("smp", [1, 4])
def test_uart_driver_is_killed(boot, smp):
    """Typed again and again, with the driver and without it, and it has come back each time."""
    machine = boot(smp=smp)
    take_console(machine)
    for _ in range(10):
        before = pid_of(machine, "uart")
        kill(machine, "uart")
        assert "hello" in machine.run("run hello")
        assert pid_of(machine, "uart") != before
    machine.send("run uarttest\r")
    machine.expect("uarttest: type")
    machine.send("still there\r")
    machine.expect("STILL THERE")
    machine.send("\x04")
    machine.expect_prompt()
    machine.power_off()


def test_keyboard_is_for_whom_the_shell_started(boot):
    machine = boot()
    take_console(machine)
    assert machine.run("run uarttest child") == f"uarttest: error {ERR_PERM}\n"
    machine.power_off()


@pytest.mark.parametrize("smp", [1, 2])
def test_keyboard_comes_back_with_ctrl_c(boot, smp):
    """From programs in the background that take it as soon as they can; nobody kills them."""
    machine = boot(smp=smp)
    take_console(machine)
    for _ in range(2):  # the second waits for it, as the first cannot have it again
        machine.send("run uarttest keep &\r")
        machine.expect("uarttest: keeps it")
        machine.send("poweroff\rahead\x03")
        said = machine.expect("connect ") + "connect " + machine.expect("\r")
        assert said.endswith(f"uarttest: read {ERR_PERM} {ERR_PERM}, then {ERR_PERM}, connect {ERR_PERM}"), said
    assert "hello from Loris" in machine.run_among("run hello")
    machine.send("run uarttest\r")  # which was started later
    machine.expect("uarttest: type")
    machine.send("mine\r")
    machine.expect("MINE")
    machine.send("\x03")
    assert "hello from Loris" in machine.run_among("run hello") + machine.run_among("run hello")
    machine.power_off()


def test_reader_that_was_killed_takes_no_line(boot):
    machine = boot()
    take_console(machine)
    machine.send("run uarttest\r")
    machine.expect("uarttest: type")
    machine.send("half a line\x03")
    machine.expect_prompt()
    assert "hello" in machine.run("run hello")
    machine.power_off()


@pytest.mark.parametrize("smp", [1, 2])
def test_reader_of_a_session_that_has_ended_takes_no_line(boot, smp):
    machine = boot(smp=smp)
    take_console(machine)
    assert "uarttest: end\n" in machine.run("run uarttest leave")
    machine.power_off()
