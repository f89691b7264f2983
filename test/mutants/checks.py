# SPDX-License-Identifier: MIT
"""What must notice a mutant: a command that then fails, and what that is called."""

BUILT = "make -s debug ramdisk >/dev/null 2>&1 || exit 77; "
PYTEST = "/usr/bin/python3 -m pytest -q -x -p no:cacheprovider test/boot/{}.py"
PROTOCOL = "make -s build/host/protocol >/dev/null 2>&1 || exit 77; build/host/protocol "
PROGRAMS = "programs under the debug kernel"
TESTS = "the kernel's own tests"
ON_HOST = "the protocol on the host"
STATIC = "the static checks"


def boot(commands, smp=4, append=""):
    return (f"{BUILT}SMP={smp} APPEND='{append}' RUN='{commands}; poweroff' KERNEL=build/loris-debug.elf "
            "tools/run </dev/null")


def usertest(*sections):
    """These, alone."""
    return PROGRAMS, boot("; ".join(f"run usertest {s}" for s in sections), smp=2)


def unit(name):
    """The host test of that name."""
    return "the host tests", f"make -s build/host/test_{name} >/dev/null 2>&1 || exit 77; build/host/test_{name}"


def tlb(smp, policy):
    return "the model of the TLB", (
        f"{BUILT}make -s tlb >/dev/null 2>&1; SMP={smp} POLICY={policy} ROUNDS=60 JOBS=1 tools/tlb/check"
    )


CHECKS = {
    # ---- the kernel's files on a model of weakly ordered harts; by runs, since a loaded host has few in a second
    "host": (ON_HOST, PROTOCOL + "--runs 600"),
    # spaces come and go: many generations of ASIDs
    "rollovers": (ON_HOST, PROTOCOL + "--harts 4 --policy lazy,asid,global --steps 60000 --runs 1500"),
    # two harts, who leave each other's spaces all the time
    "pair": (ON_HOST, PROTOCOL + "--harts 2 --policy lazy,asid --runs 1500"),
    # harts that meet in few spaces, and fence after each load
    "shared": (ON_HOST, PROTOCOL + "--harts 4 --policy lazy --runs 2500"),
    # ---- the whole system; first a program, since the boot starts some, of which not all are there yet
    "tests": (TESTS, boot("run hello; test", smp=2)),
    "daemonize": (TESTS, boot("run hello; stretch on; test daemonize", smp=2)),
    "programs": (PROGRAMS, boot("run usertest; run threads 4 300; run stress 150; run spawnstorm 60 8; sw")),
    "borrows": (PROGRAMS, boot("policy lazy,asid,global,borrow=count; run stress 100; run spawnstorm 60 8; sw")),
    "siblings": (PROGRAMS, boot("run siblings; run siblings; run siblings")),
    "harts": ("the hart tests", BUILT + PYTEST.format("test_hart")),
    "leaving": ("the hart tests", BUILT + PYTEST.format("test_hart") + " -k who_is_called"),
    "arguments": ("the boot tests", "make -s all >/dev/null 2>&1 || exit 77; " + PYTEST.format("test_boot_arguments")),
    # ---- messages; usertest looks at each promise once, the others at what happens when everything happens at once
    "usertest": (PROGRAMS, boot("run usertest; sw", smp=2)),
    "one hart": (PROGRAMS, boot("run hello; run hello; run hello; sw", smp=1)),  # kthreads share it
    "stress": (PROGRAMS, boot("run usertest; run ipcstress 4 1; sw")),
    "few asids": (PROGRAMS, boot("run usertest; run ipcstress 4 1; sw", append="asidbits=4")),
    "wild": (PROGRAMS, boot("stretch on; run fuzz 10 5 4 6; run ipcstress 4 1 8; stretch off; run fuzz 10 6; sw")),
    "lookups": (PROGRAMS, boot("stretch on; run usertest lookups", smp=2)),
    "told": (PROGRAMS, boot("stretch on told; run usertest told; sw")),
    "expiry": (PROGRAMS, boot("stretch on limit_ends; run usertest expiry; sw", smp=2)),
    "refusals": (PROGRAMS, boot("stretch on refused; run usertest rude; sw", smp=2)),
    "anew": (PROGRAMS, boot("stretch on ran_out; run usertest anew; sw", smp=2)),
    "crossings": (PROGRAMS, boot("stretch on; run usertest crossings")),
    "trees": ("the tests of device trees", "make -s all debug >/dev/null 2>&1 || exit 77; "
              + PYTEST.format("test_bad_tree") + " -k 'reserv or controller or fpu or nowhere or takes'"),
    "readers": ("the tests of the console's readers", "make -s all >/dev/null 2>&1 || exit 77; "
                + PYTEST.format("test_reading") + " -k 'background and 9'"),
    "keyboard": ("the tests of the drivers", "make -s all >/dev/null 2>&1 || exit 77; "
                 + PYTEST.format("test_drivers") + " -k 'ctrl_c and 2'"),
    "refused": ("the tests of the servers", "make -s all >/dev/null 2>&1 || exit 77; "
                + PYTEST.format("test_servers") + " -k refused"),
    "managers": (PROGRAMS, boot("run servertest stranger", smp=2)),
    "pipes": (PROGRAMS, boot("run servertest pipes", smp=2)),
    "strewn": (PROGRAMS, boot("run servertest strewn", smp=2)),
    "given back": ("the tests of servers", "make -s kernel ramdisk >/dev/null 2>&1 || exit 77; "
                   + PYTEST.format("test_servers") + " -k goes_back"),
    "one processor": (PROGRAMS, "make -s kernel ramdisk >/dev/null 2>&1 || exit 77; "
                      + PYTEST.format("test_programs") + " -k starves"),
    "memory": ("the tests of memory", "make -s kernel ramdisk >/dev/null 2>&1 || exit 77; "
               + PYTEST.format("test_memory") + " -k 'files or small_machine'"),
    "fair": (PROGRAMS, boot("run usertest fairness", smp=1)),
    "crowds": ("the tests of latency", "make -s kernel ramdisk >/dev/null 2>&1 || exit 77; "
               + PYTEST.format("test_latency") + " -k 'not several'"),
    # ---- what is not run
    "lint": (STATIC, "tools/lint"),
    "fast path": (STATIC, "make -s build/kernel/kernel/ipc_fast.c.o >/dev/null 2>&1 || exit 77; tools/lint"),
}


def find(text):
    """`usertest SECTION...`, `tlb HARTS POLICY`, `unit NAME`, or one of those above: what it is called, and the command."""
    if text in CHECKS:
        return CHECKS[text]
    kind, *words = text.split()
    return {"usertest": usertest, "tlb": tlb, "unit": unit}[kind](*words)
