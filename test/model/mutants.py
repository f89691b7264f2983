# SPDX-License-Identifier: MIT
"""The protocol with one thing broken: which macro breaks it, in which scenario that shows."""
from dataclasses import dataclass, field

from scenarios import donate, everything, grace, ipc, lookup, rollover, scenario

# Properties that hold of the broken protocol too, and come first, would hide the one that matters.
NO_CLAIM_CHECK = ["NO_CLAIM_CHECK"]

FLUSH = scenario(flushes=2)
ALL = everything(1, 1, 1)
COUNT = everything(1, 0, 1)
NO_ASID = everything(0, 1, 1)
# messages: on one hart they take the fast path too
FAST = ipc(0, kills=1, signals=1)
SLOW = ipc(1, calls=1, kills=1, signals=1)
LIMIT = ipc(1, limits=1)
GRACE = grace(2, 1)
LOOKUP = lookup(1)
DONATE = donate(1)


@dataclass
class Mutant:
    broken: str
    scenario: dict
    macro: str = ""  # after MUTANT_; by default made of the name
    more: list = field(default_factory=list)
    survives: str = ""  # why nothing can be seen of it


def fence(where, macro, scenario, **more):
    return Mutant(f"no fence {where}", scenario, f"NO_FENCE_{macro}", **more)


MUTANTS = {
    "H01": Mutant("a hart becomes lazy without a borrow reference (count)", COUNT),
    "H01.root": Mutant("lazy harts of a dead space fence, but keep its root (shoot)", ALL, "H01_ROOT"),
    "H01.scan": Mutant("a space is freed while a rollover looks at who claims it", rollover(exits=1),
                       "H01_SCAN"),
    "H02": Mutant("tables are freed without asking lazy harts to leave", ALL),
    "H03": Mutant("the borrow is given back before satp has left the root", COUNT),
    "H06": Mutant("a thread that has ended is queued once more", ALL),
    "H07": Mutant("who waits for acknowledgements does not serve calls", everything(0, 1, 0)),
    "H07.lock": Mutant("who waits for mm->lock does not serve calls", FLUSH, "H07_LOCK"),
    "H09": Mutant("a space without users is joined", FLUSH | dict(foreign=1, exits=1)),
    "H12": Mutant("the claims are stored after satp is written", FLUSH),
    "H12.fence": fence("between loading_mm and the generations in mm_load()", "LOAD", FLUSH,
                       more=NO_CLAIM_CHECK),
    "H12.scan": fence("between `changes` and the claims in ask_others()", "FLUSH_SCAN", FLUSH),
    "H13": Mutant("`changes` is read before user_mm is stored on resume", FLUSH),
    "H13.fence": fence("between user_mm and `changes` on resume", "RESUME", FLUSH, more=NO_CLAIM_CHECK),
    "H13.order": fence("between `changes` and tlb_gen in mm_pay_debts()", "RESUME_CHANGES", FLUSH),
    "H13.load": fence("between `changes` and tlb_gen in load_with_debts()", "LOAD_CHANGES",
                      scenario(flushes=1, code=1, idle=1)),
    "H14": Mutant("the same space is resumed without comparing `changes`", FLUSH),
    "H15": Mutant("active_mm is stored before satp leaves the old root (no fence there)", ALL),
    "H15.order": fence("between active_mm and loading_mm = NULL in claim_active()", "ACTIVE_LOADING",
                       rollover()),
    "H16": Mutant("irqs are on between the claim and the satp write", ALL),
    "H18": Mutant("mm_load() does not compare `changes`", ALL),
    "H19": Mutant("the flusher does not wait for acknowledgements", FLUSH),
    "H19.ack": Mutant("the acknowledgement comes before the fence", FLUSH, "H19_ACK"),
    "H19.write": fence("between a thread's writes and user_mm = NULL", "USER_LEAVES",
                       FLUSH | dict(writes=1)),
    "H24": Mutant("lazy harts are left alone when tables are freed", ALL),
    "H31": Mutant("tlb_gen is bumped before the PTE is written", FLUSH),
    "H31.fence": fence("between the PTE and tlb_gen in mm_flush_locked()", "FLUSH_PTE", FLUSH),
    "H31.kind": fence("between tlb_gen and `changes` in announce()", "ANNOUNCE", FLUSH),
    "H31.debt": fence("between reading tlb_gen and sfence.vma in pay_tlb_debt()", "PAY", FLUSH),
    "H31.load": fence("between reading tlb_gen and sfence.vma in load_with_debts(), asid=off",
                      "LOAD_GEN", scenario(flushes=1, idle=1, asid=0)),
    "H34": Mutant("ASID 0 is loaded without a fence", NO_ASID),
    "H34.order": Mutant("ASID 0: the fence comes before the satp write", NO_ASID, "H34_ORDER"),
    "H34.claim": Mutant("ASID 0: the fence comes after active_mm is stored", NO_ASID, "H34_CLAIM"),
    "H35": Mutant("a hart does not pay the full fence of a new generation", rollover(exits=1)),
    "H35.dead": Mutant("the ASID of a dead space is free at once", rollover(exits=1), "H35_DEAD"),
    "H36": Mutant("nothing that is claimed keeps its ASID at rollover", rollover()),
    "H36.fence": fence("between asid_generation and the claims in each_claim()", "EACH_CLAIM", rollover()),
    "H36.order": fence("between loading_mm and active_mm in each_claim()", "EACH_CLAIM_ORDER", rollover()),
    "H37": Mutant("lazy harts do not keep their ASID at rollover", rollover()),
    "H38": Mutant("only the first claim found keeps its ASID at rollover", rollover(spaces=3, idle=0)),
    "H39": Mutant("the flush names an ASID that was read before the PTE write",
                  rollover(flushes=1, foreign=1)),
    "H49": Mutant("a resume without satp write owes no fence.i", scenario(code=1)),
    "H49.both": Mutant("`changes` is taken as seen while the other kind is owed",
                       scenario(code=1, flushes=1, foreign=1), "H49_BOTH"),
    "H49.debt": fence("between reading code_gen and fence.i in pay_code_debt()", "PAY_CODE",
                      scenario(code=2)),
    "H50": fence("between user_mm and the return to user mode", "RESUME", FLUSH),
    "I05": Mutant("the fast path does not look whether the caller was killed", FAST, "PREV"),
    "I05.next": Mutant("nor whether who goes on was", FAST, "NEXT"),
    "I05.fence": fence("between `current` and their attention on the fast path", "FAST", FAST),
    "I05.killer": Mutant("a killer looks where a thread is before he says that it is killed", FAST, "KILLER"),
    "I05.schedule": Mutant("schedule() does not look whether who has blocked was killed", SLOW, "SCHEDULE"),
    "I06": Mutant("a receiver that has been woken loses its hart", FAST, "HANDOVER"),
    "I08": Mutant("a limit that is taken back at its end passes for a sleep", LIMIT, "TIMED"),
    "I11": Mutant("who waits for a reply of a thread that ends is not told", SLOW, "EXIT"),
    "I40": Mutant("the fast path does not look at bits again once the server waits", FAST, "BITS"),
    "I44": Mutant("nor does the slow path", SLOW, "LOOK"),
    "I45": Mutant("who takes a sender over does not look whether it was killed", SLOW, "TAKE"),
    "I45.wait": Mutant("a sender's wait ends after the lock of its queue is free", SLOW, "WAIT"),
    "I46": Mutant("who takes a sender over does not look whether its time was over", LIMIT, "LATE"),
    "I53": Mutant("who receives again forgets whom it has not answered", SLOW, "RECV"),
    "I60": Mutant("a caller passed on to a kept reply is looked for where it was", FAST, "ASKED"),
    "I64": Mutant("a caller is looked for in its slot, and then taken out of it", SLOW, "SWAP"),
    "I104": Mutant("who is killed runs on with a message that came meanwhile", FAST, "READY"),
    "I142": Mutant("no fence between the count of interrupts and what is looked up next", GRACE),
    "I142.wake": Mutant("no fence between `asleep` and what is looked up next", GRACE, "I142_WAKE"),
    "I142.scan": Mutant("no fence between what is taken away and who might still look", GRACE, "I142_SCAN"),
    "I148": Mutant("an entry that was never used may become what its memory said before", LOOKUP),
    "I148.first": Mutant("one look at the key, behind the fields", LOOKUP, "I148_FIRST"),
    "I149": Mutant("no fence between joining a line and the urgency of who serves it", DONATE),
    "I149.end": Mutant("no fence between the end of a donation and the second look at the line", DONATE,
                       "I149_END"),
    "H02.scan": fence("between the emptied root and the claims in mm_make_harts_leave()", "LEAVE_SCAN",
                      everything(1, 0, 0),
                      survives="the last user's atomic_add32_full() has ordered what the scan looks for"),
    "H15.scan": fence("between loading_mm and active_mm in mm_claimed_by()", "CLAIMED_BY",
                      scenario(flushes=2, defer=0, idle=1),
                      survives="a hart that both reads miss has compared `changes` later, or will"),
    "H31.here": fence("between reading tlb_gen and sfence.vma in flush_here()", "FLUSH_HERE", FLUSH,
                      survives="mm->lock is held until the acknowledgement, so tlb_gen stands still"),
}


def macros_of(name):
    return ["MUTANT_" + (MUTANTS[name].macro or name)] + MUTANTS[name].more
