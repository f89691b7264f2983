# SPDX-License-Identifier: MIT
"""The identities between the switch counters (docs/counters.md), computed from `sw -j` without the
kernel's help; the names come from the header that everybody uses."""
import re

from machine import ROOT

NAMES = re.findall(r"X\((\w+), \w+, *\"", (ROOT / "lib/counters.h").read_text())
LISTED = ("lazy", "asid", "global", "kpti")  # what a policy names; the others are choices

TO_KERNEL = ("kernel_to_kernel", "user_to_kernel")
FROM_KERNEL = ("kernel_to_same_user", "kernel_to_other_user")
TO_USER = FROM_KERNEL + ("user_to_same_user", "user_to_other_user")
SATP_CAUSES = tuple(name for name in NAMES if name.startswith("satp_writes_"))
FENCE_KINDS = ("fences_all", "fences_asid", "fences_va_asid", "fences_sinval")
FENCE_REASONS = tuple(
    name for name in NAMES if name.startswith("fences_") and name not in FENCE_KINDS
)
ASID_LOADS = ("asid_kept", "asid_allocs")  # and those whose number was current


CHOICES = ["", ",borrow=count", ",defer=off", ",borrow=count,defer=off"]


def policies():
    """All sixteen, as the kernel writes them; each with one of the choices that go with it."""
    chosen = ([s for i, s in enumerate(LISTED) if bits >> i & 1] for bits in range(16))
    texts = [",".join(switches) or "flush" for switches in chosen]
    return [text + CHOICES[(i + i // 4) % 4] for i, text in enumerate(texts)]


def switches(policy):
    """What `sw -j` says of it."""
    told = {name: int(name in policy.split(",")) for name in LISTED}
    return told | {"shoot": int("borrow=count" not in policy), "defer": int("defer=off" not in policy)}


SERVERS = 2  # init and ramfs: they stay


def at_rest(machine):
    """The counters when no program and no server has run since they were read last."""
    before, now = None, machine.json("sw -j")["total"]
    while before is None or now["user_to_kernel"] != before["user_to_kernel"]:
        machine.run("run sleeper 1 20")  # servers that are being started, or told of an end, go on
        before, now = (machine.json("sw -j")["total"] for _ in range(2))
    return now


class Book:
    """Collects what does not hold."""

    def __init__(self, where):
        self.where, self.wrong = where, []

    def equal(self, what, left, right):
        if left != right:
            self.wrong.append(f"{self.where}: {what}: {left} != {right}")

    def holds(self, what, truth):
        if not truth:
            self.wrong.append(f"{self.where}: {what}")


def check_sums(book, c):
    """Whatever the policy is. Programs have ended and servers wait: each way in had its way out."""
    add = lambda names: sum(c[name] for name in names)
    book.equal("switches and transitions", c["switches"], add(TO_KERNEL + TO_USER))
    book.equal("satp writes and causes", c["satp_writes"], add(SATP_CAUSES))
    book.equal("fences and kinds", c["fences"], add(FENCE_KINDS))
    book.equal("fences and reasons", c["fences"], add(FENCE_REASONS))
    book.holds("eager writes <= ways in", c["satp_writes_eager"] <= c["user_to_kernel"])
    book.holds("writes by switching <= to user", c["satp_writes_switch"] <= add(TO_USER))
    book.equal("in and out of user threads", add(FROM_KERNEL), c["user_to_kernel"])
    book.holds("shootdown_ipis <= ipis_sent", c["shootdown_ipis"] <= c["ipis_sent"])


def check_lazy(book, c):
    other = c["kernel_to_other_user"] + c["user_to_other_user"]
    book.equal("eager writes", c["satp_writes_eager"], 0)
    book.equal("writes by switching", c["satp_writes_switch"], other)
    book.holds("one borrow at most is not back", c["grabs"] - c["drops"] in (0, 1))
    book.holds("leaves were lent", c["satp_writes_leave"] <= c["user_to_kernel"])


def check_eager(book, c):
    loads = c["kernel_to_same_user"] + c["kernel_to_other_user"] + c["user_to_other_user"]
    book.equal("eager writes", c["satp_writes_eager"], c["user_to_kernel"])
    book.equal("writes by switching", c["satp_writes_switch"], loads)
    book.equal("nothing is lent", c["grabs"] + c["drops"] + c["satp_writes_leave"], 0)


def check_asid(book, c):
    loads = sum(c[name] for name in ASID_LOADS)
    book.equal("fences by switching", c["fences_switch"], 0)
    book.holds("loads with an ASID", loads <= c["satp_writes_switch"])
    book.holds("rollovers come of allocations", c["asid_rollovers"] <= c["asid_allocs"])


def check_no_asid(book, c, policy):
    kind = "fences_asid" if policy["global"] else "fences_all"
    book.equal("a fence for each write", c["fences_switch"], c["satp_writes"])
    book.equal("no ASIDs", sum(c[name] for name in ASID_LOADS) + c["asid_rollovers"], 0)
    # a debt only where a lazy hart resumed before the interrupt that was on its way to it
    book.equal("no rollovers", c["fences_rollover"], 0)
    book.holds(f"they are {kind}", c[kind] >= c["fences_switch"] - c["satp_writes_trap"])


def check_hart(book, c, policy):
    check_sums(book, c)
    (check_lazy if policy["lazy"] else check_eager)(book, c)
    if policy["asid"]:
        check_asid(book, c)
    else:
        check_no_asid(book, c, policy)
    lent = c["user_to_kernel"] if policy["lazy"] and not policy["shoot"] else 0
    book.equal("a grab for each way into the kernel", c["grabs"], lent)
    book.holds("kpti alone writes on traps", policy["kpti"] or not c["satp_writes_trap"])
    book.holds("deferred only if asked to", policy["defer"] or not c["shootdown_deferred"])
    book.equal("no kthread used a space", (c["uses"], c["unuses"], c["satp_writes_use"]), (0, 0, 0))
    # once, when the policy of the boot argument came into force
    book.equal("policy writes", (c["satp_writes_policy"], c["fences_policy"]), (1, 1))


def check_machine(book, sw):
    total, harts = sw["total"], sw["harts"]
    for name in NAMES:
        book.equal(f"sum of {name}", total[name], sum(hart[name] for hart in harts))
    book.equal("all other spaces are freed", total["mms_freed"], total["mms_created"] - SERVERS)
    book.equal("all other spaces are dead", total["mms_dead"], total["mms_created"] - SERVERS)
    book.holds("ipis_received <= ipis_sent", total["ipis_received"] <= total["ipis_sent"])


def broken(sw):
    """What does not hold in a `sw -j` that was taken after `mem`, when all programs had ended, on a
    machine whose policy was never changed. An empty list when all is well."""
    machine = Book("machine")
    machine.equal("the kernel's own check", sw["identities"], "ok")
    machine.equal("names", list(sw["total"]), NAMES)
    machine.equal("harts", [hart["hart"] for hart in sw["harts"]], list(range(len(sw["harts"]))))
    check_machine(machine, sw)
    wrong = machine.wrong
    for hart in sw["harts"]:
        book = Book(f"hart {hart['hart']}")
        book.equal("names", list(hart), ["hart"] + NAMES)
        check_hart(book, hart, sw["policy"])
        wrong += book.wrong
    return wrong
