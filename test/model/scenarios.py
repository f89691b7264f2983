# SPDX-License-Identifier: MIT
"""What the models are asked: scenarios, each a set of parameters of one of the models."""

MACROS = {
    "harts": "NHARTS",
    "spaces": "NSPACES",  # beside the kernel's
    "threads": "THREADS",  # of each space
    "flushes": "FLUSHES",  # in all; with `foreign` a kthread makes one of them, in a space it keeps alive
    "foreign": "FOREIGN",
    "code": "CODE",  # changes of instructions, in all
    "idle": "IDLE_LEAVES",  # a hart may give back what it borrows at any time
    "exits": "EXITS",  # threads may end, and with the last one the space
    "writes": "DATA_WRITES",  # what a user thread writes is watched
    "asid": "ASID",
    "shoot": "SHOOT",  # borrow=shoot, else count
    "defer": "DEFER",
    "generations": "GENERATIONS",  # of ASIDs; 1: no rollover
    "symmetric": "SYMMETRIC",  # harts and spaces are alike, and one flush or one rollover is all: hart.pml
}

IPC_MACROS = {
    "server_hart": "SERVER_HART",  # where the server runs; the client: on 0
    "calls": "CALLS",  # of the client, before it ends
    # what may happen at any point, so many times
    "kills": "KILLS",
    "closes": "CLOSES",
    "limits": "LIMITS",
    "signals": "SIGNALS",
}

GRACE_MACROS = {
    "lookups": "LOOKUPS",  # of a hart, in all
    "interrupts": "INTERRUPTS",  # of it, beside the one that is sent to it
}

LOOKUP_MACROS = {
    "guesses": "GUESSES",  # look-ups, each by any value
}

DONATE_MACROS = {
    "senders": "SENDERS",  # who join the line
}

DEFAULTS = dict.fromkeys(MACROS, 0) | dict(
    harts=2, spaces=1, threads=2, asid=1, shoot=1, defer=1, generations=1
)


def scenario(**parameters):
    return DEFAULTS | parameters


def ipc(server_hart, **more):
    return dict(server_hart=server_hart, calls=2, kills=0, closes=0, limits=0, signals=0) | more


def grace(lookups, interrupts):
    return dict(lookups=lookups, interrupts=interrupts)


def lookup(guesses):
    return dict(guesses=guesses)


def donate(senders):
    return dict(senders=senders)


def everything(asid, shoot, defer, **more):
    """Two spaces that come, change and go."""
    small = dict(spaces=2, threads=1, flushes=1, exits=1)
    return scenario(asid=asid, shoot=shoot, defer=defer, **(small | more))


def rollover(**more):
    return scenario(**(dict(spaces=2, threads=1, generations=2, idle=1) | more))


def three_harts(**more):
    return scenario(**(dict(harts=3, spaces=2, threads=1, symmetric=1) | more))


QUICK = {
    "grace": grace(3, 2),
    "lookup": lookup(2),
    "donate": donate(2),
    "ipc, a hart, kill": ipc(0, kills=1, signals=1),
    "ipc, a hart, limit and close": ipc(0, limits=1, closes=1, signals=1),
    "ipc, 2 harts, kill": ipc(1, calls=1, kills=1, signals=1),
    "ipc, 2 harts, limit": ipc(1, limits=1),
    "flush": scenario(flushes=2, foreign=1, writes=1),
    "flush defer=off": scenario(flushes=2, foreign=1, writes=1, defer=0),
    "flush asid=off": scenario(flushes=2, foreign=1, writes=1, asid=0, idle=1),
    "flush, 3 harts": scenario(harts=3, flushes=1, symmetric=1),
    "flush, 3 harts, asid=off defer=off": scenario(harts=3, flushes=1, asid=0, defer=0, symmetric=1),
    "code": scenario(flushes=1, code=1, foreign=1, idle=1),
    "exit, 3 harts": scenario(harts=3, exits=1),
    "exit, 3 harts, borrow=count": scenario(harts=3, exits=1, shoot=0),
    "rollover": rollover(symmetric=1),
    "rollover, exits": rollover(exits=1, idle=0),
    "rollover, 3 harts": scenario(harts=3, generations=2, symmetric=1),
    "all, borrow=count": everything(1, 0, 1),
    "all, borrow=shoot defer=off": everything(1, 1, 0),
    "all, asid=off borrow=count defer=off": everything(0, 0, 0),
    "all, asid=off borrow=shoot": everything(0, 1, 1),
}

DEEP = {
    "ipc, a hart": ipc(0, kills=2, limits=1, closes=1),
    "ipc, 2 harts": ipc(1, calls=1, kills=1, limits=1, closes=1, signals=1),
    **{
        f"all, asid={a} shoot={s} defer={d}": everything(a, s, d, flushes=2)
        for a in (1, 0)
        for s in (1, 0)
        for d in (1, 0)
    },
    "code, 2 of each": scenario(flushes=2, code=2, foreign=1, idle=1),
    "flush, 3 harts, 2 of them": scenario(harts=3, flushes=2, foreign=1),
    "flush, 3 harts, 2 spaces": three_harts(flushes=1),
    "flush, 3 harts, 2 spaces, defer=off": three_harts(flushes=1, defer=0),
    "exit, 3 harts, 2 spaces": three_harts(exits=1, symmetric=0),
    "exit, 3 harts, 2 spaces, borrow=count": three_harts(exits=1, shoot=0, symmetric=0),
    "rollover, flush": rollover(flushes=1, foreign=1),
    "rollover, exits, idle harts leave": rollover(exits=1),
    "rollover twice": rollover(generations=3),
    "rollover, 3 spaces": rollover(spaces=3, idle=0, symmetric=1),
    "rollover, 3 harts, 2 spaces": three_harts(generations=2),
}
