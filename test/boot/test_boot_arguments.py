# SPDX-License-Identifier: MIT
"""Boot arguments and machines of unusual size: a line for what is wrong, and the shell comes up."""
import pytest

DEFAULT = "policy lazy,asid,global\n"
POLICY = "boot argument policy: wants a list of lazy, asid, global, kpti, or flush; then borrow=count, defer=off\n"
ASIDBITS = "boot argument asidbits: wants a number from 0 to 16, or a list of them, one for each hart\n"
RUN = "boot argument run: wants shell commands in double quotes\n"
TRUST = "boot argument trust: wants a list of programs, less than 128 characters\n"
NOT_ONE = "boot argument {}: there is no such argument\n"

REFUSED = {
    "nonsense": NOT_ONE.format("nonsense"),
    "nonsense=1": NOT_ONE.format("nonsense"),
    "x" * 300 + "=1": NOT_ONE.format("x" * 60),
    "policy": POLICY,
    "policy=": POLICY,
    "policy=nonsense": POLICY,
    "policy=lazy,,asid": POLICY,
    "policy=lazy,": POLICY,
    "policy=flush,lazy": POLICY,
    "POLICY=lazy": NOT_ONE.format("POLICY"),
    "asidbits=99": ASIDBITS,
    "asidbits=17": ASIDBITS,
    "asidbits=-1": ASIDBITS,
    "asidbits=4x": ASIDBITS,
    "asidbits=99999999999999999999999": ASIDBITS,
    "asidbits=": ASIDBITS,
    "asidbits=4,": ASIDBITS,
    "asidbits=4,17": ASIDBITS,
    "asidbits=" + "1," * 64 + "1": ASIDBITS,
    "policy=lazy,borrow=": POLICY,
    "policy=borrow=maybe": POLICY,
    "borrow=": "boot argument borrow: wants count or shoot\n",
    "defer=yes": "boot argument defer: wants on or off\n",
    "fences=none": "boot argument fences: wants exact or bare\n",
    "run": RUN,
    "trust": TRUST,
    "trust=": TRUST,
    "trust=" + "x" * 128: TRUST,
}


def check_hello(machine):
    assert "0 arguments: hello\n" in machine.run("run hello")
    machine.power_off()


@pytest.mark.parametrize("argument", REFUSED)
def test_refused(boot, argument):
    machine = boot(append=argument)
    said = machine.banner.split("\nloris\n")[1]
    assert said.startswith(REFUSED[argument])
    assert said.count("boot argument") == 1
    assert DEFAULT in said
    check_hello(machine)


def test_what_is_right_counts_all_the_same(boot):
    machine = boot(append="  first  policy=lazy   second=2 asidbits=5 ")
    for name in ("first", "second"):
        assert NOT_ONE.format(name) in machine.banner
    assert ", ASIDs of 5 bits, policy lazy\n" in machine.banner
    check_hello(machine)


def test_too_long(boot):
    machine = boot(append="policy=lazy " + "x" * 3000)
    assert "\nboot arguments: cut after 2047 characters\n" in machine.banner
    assert "policy lazy\n" in machine.banner
    check_hello(machine)


@pytest.mark.parametrize("smp, bits", [(1, 0), (1, 1), (2, 2), (8, 4)])
def test_too_few_asids(boot, smp, bits):
    machine = boot(smp=smp, append=f"policy=asid,global asidbits={bits}")
    assert f"policy: {bits} ASID bits are too few for {smp} hart" in machine.banner
    assert ", policy global\n" in machine.banner
    assert machine.run("policy asid") == f"policy: {bits} ASID bits are too few for asid\n"
    check_hello(machine)


@pytest.mark.parametrize("memory, shown", [("32M", "32 MiB"), ("3G", "3072 MiB")])
def test_memory(boot, memory, shown):
    machine = boot(smp=2, memory=memory)
    assert f"loris: 2 harts, {shown}, " in machine.banner
    machine.run("run threads")
    assert "400 of 400" in machine.run("run spawnstorm 400 20")
    before = machine.json("mem -j")
    assert "ERR_NO_MEMORY" in machine.run("run memhog touch")
    assert machine.json("mem -j") == before
    check_hello(machine)


def test_commands_that_are_too_long(start):
    long_line, many_words = "ls " + "x" * 600, " ".join("x" * 70)
    machine = start(append=f'run="{long_line}; {many_words}; poweroff"')
    said = machine.rest()
    assert "\na command has at most 511 characters\n" in said
    assert "\na command has at most 64 words\n" in said
    assert machine.qemu.exitstatus == 1


@pytest.mark.parametrize("widths,least", [("16,5", 5), ("5,16", 5), ("9,7,8", 7), ("6", 6)])
def test_harts_of_unequal_widths(boot, widths, least):
    """All harts use what the narrowest has, wherever it stands in the list."""
    machine = boot(smp=3, append=f"asidbits={widths}")
    assert f", ASIDs of {least} bits, " in machine.banner
    assert "20 of 20 processes" in machine.run("run spawnstorm 20 5")
    assert machine.json("sw -j")["identities"] == "ok"
    machine.power_off()
