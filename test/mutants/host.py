# SPDX-License-Identifier: MIT
"""Mutants that the model of the protocol on the host must catch (test/host/protocol).

Each takes one invariant away: in a private copy of the tree `old`, which stands in `file` exactly once,
becomes `new`, and then `check`, run there, must fail. A copy that does not build is a failure.
"""

BUILD = "make -s build/host/protocol >/dev/null 2>&1 || exit 77; "
CHECK = BUILD + "build/host/protocol --seconds 45"
# long runs in which spaces come and go: many generations of ASIDs
ROLLOVERS = BUILD + "build/host/protocol --harts 4 --policy lazy,asid,global --steps 60000 --seconds 90"

# harts that meet in few spaces, and fence after each load
SHARED = BUILD + "build/host/protocol --harts 4 --policy lazy --seconds 60"


def mutant(hazard, what, file, old, new, check=CHECK):
    return {"hazard": hazard, "what": what, "file": file, "old": old, "new": new, "check": check}


MUTANTS = [
    mutant(
        "H01",
        "a dead space's root is freed under harts that hold it lazily: the teardown asks nobody to leave",
        "kernel/flush.c",
        "\tmask &= smp_others();\n\tstat_add(shootdown_ipis, smp_call(mask, leave_remote, mm));\n",
        "\t(void)leave_remote;\n",
    ),
    mutant(
        "H02",
        "tables and frames are freed before the harts that hold the space lazily have left",
        "kernel/reaper.c",
        "\tmm_make_harts_leave(mm);\n\tstretch(reap_left);\n\treaper_release_user_half(mm);\n",
        "\treaper_release_user_half(mm);\n\tmm_make_harts_leave(mm);\n",
    ),
    mutant(
        "H04",
        "the switch to a kthread forgets to bury the dead thread: its space is never given back",
        "kernel/switch.c",
        "\t\tcount(grabs);\n\t}\n\tif (dead)\n\t\tthread_bury(dead);\n",
        "\t\tcount(grabs);\n\t}\n",
    ),
    mutant(
        "H05",
        "kthread -> kthread takes another reference on the borrowed space",
        "kernel/switch.c",
        "\tif (!prev) {\n\t\tcount(kernel_to_kernel);\n",
        "\tif (!prev) {\n\t\tcount(kernel_to_kernel);\n"
        "\t\tif (!policy.shoot && h->active_mm != kernel_mm)\n\t\t\tmm_grab(h->active_mm);\n",
    ),
    mutant(
        "H07",
        "who waits for mm->lock does not answer shootdowns meanwhile",
        "kernel/vm.c",
        "\tspin_lock_served(&mm->lock);\n",
        "\tspin_lock(&mm->lock);\n",
    ),
    mutant(
        "H08",
        "a borrow is given back twice: on leaving a dead space, and once more",
        "kernel/load.c",
        "\tmm_load(h, kernel_mm, held, cause);\n}",
        "\tmm_load(h, kernel_mm, held, cause);\n\tlet_go_of(h, held);\n}",
    ),
    mutant(
        "H09",
        "a space whose last user has left gains users again",
        "kernel/mm.c",
        "\twhile (users && !atomic_cas32(&mm->users, &users, users + 1))\n\t\t;\n\treturn users;\n",
        "\twhile (!atomic_cas32(&mm->users, &users, users + 1))\n\t\t;\n\treturn true;\n",
    ),
    mutant(
        "H11",
        "mm_create() without memory for the second root leaks the first",
        "kernel/mm.c",
        "\tif (!enlist(mm)) {\n\t\trelease(mm);\n",
        "\tif (!enlist(mm)) {\n",
    ),
    mutant(
        "H12",
        "no fence between the claim loading_mm and the reading of the generations",
        "kernel/load.h",
        "\tstore_once(&h->loading_mm, mm);\n\tfence_full();\n",
        "\tstore_once(&h->loading_mm, mm);\n",
    ),
    mutant(
        "H12",
        "the flusher reads the claims without a fence after its generation",
        "kernel/flush.c",
        "\tfence_full(); /* the generation, then the claims (hazards H12, H13; RVWMO rule 4) */\n",
        "",
    ),
    mutant(
        "H13",
        "no fence between user_mm and the reading of `changes` when a space is resumed",
        "kernel/switch.c",
        "\t\tfence_full();\n\t\tstretch(resume_claimed);\n",
        "",
    ),
    mutant(
        "H13",
        "the claim user_mm comes after the reading of `changes`",
        "kernel/switch.c",
        "\t\tstore_once(&h->user_mm, to);\n\t\tfence_full();\n\t\tstretch(resume_claimed);\n"
        "\t\treturn_to_user(h, to);\n",
        "\t\tfence_full();\n\t\treturn_to_user(h, to);\n\t\tstore_once(&h->user_mm, to);\n",
    ),
    mutant(
        "H14",
        "a hart that resumes the space on loan does not look for what it missed",
        "kernel/switch.c",
        "\telse if (mm_stale(to, mm_seen(to, h)))\n\t\tmm_pay_debts(to);\n",
        "",
    ),
    mutant(
        "H15",
        "active_mm leaves the old space before satp does",
        "kernel/load.h",
        "\tsatp_load(seen->satp);\n\tstretch(load_written);\n",
        "\tclaim_active(h, mm);\n\tsatp_load(seen->satp);\n\tstretch(load_written);\n",
    ),
    mutant(
        "H16",
        "an interrupt is taken between the write of satp and the claim active_mm",
        "kernel/load.h",
        "\tdebug_tally(h, satp_writes);\n\tcount_in(cause, 1);\n\tclaim_active(h, mm);\n",
        "\tdebug_tally(h, satp_writes);\n\tcount_in(cause, 1);\n\tirq_enable();\n\tirq_disable();\n\tclaim_active(h, mm);\n",
    ),
    mutant(
        "H18",
        "a hart that loads a space again keeps the entries it left there before others changed it",
        "kernel/load.c",
        "\tif (policy.asid && seen->tlb != gen)\n\t\tpay_tlb_debt(mm, seen, asid);\n",
        "",
    ),
    mutant(
        "H19",
        "a shootdown is acknowledged before its fence",
        "kernel/smp.c",
        "\t\tcaller->call->fn(caller->call->arg);\n"
        "\t\tatomic_and64(&caller->call_pending, ~(1UL << h->index));\n",
        "\t\tstruct smp_call call = *caller->call;\n"
        "\t\tatomic_and64(&caller->call_pending, ~(1UL << h->index));\n"
        "\t\tcall.fn(call.arg);\n",
    ),
    mutant(
        "H19",
        "unmapped frames are freed before the flush",
        "kernel/map.c",
        "\tmm_flush_locked(mm, start, end - start);\n\tfor (unsigned i = 0; i < g->count; i++)\n"
        "\t\tpage_free(g->frame[i]);\n",
        "\tfor (unsigned i = 0; i < g->count; i++)\n\t\tpage_free(g->frame[i]);\n"
        "\tmm_flush_locked(mm, start, end - start);\n",
    ),
    mutant(
        "H20",
        "rights that are lost are not flushed",
        "kernel/map.c",
        "\tif (set_rights_locked(mm, start, end, prot))\n\t\tmm_flush_locked(mm, start, end - start);\n}",
        "\tset_rights_locked(mm, start, end, prot);\n}",
    ),
    mutant(
        "H23",
        "a hart that was stopped is still waited for",
        "kernel/hotplug.c",
        "\t\tharts_on &= ~(1UL << h->index);\n",
        "",
    ),
    mutant(
        "H23",
        "a hart that starts again does not come under the policy of now, which begins with a full fence",
        "kernel/hotplug.c",
        "\tpolicy_enter(NULL);\n",
        "",
    ),
    mutant(
        "H25",
        "a spurious fault fences one page, but what is cached is an invalid non-leaf",
        "kernel/flush.c",
        "\tmm_fence_views(satp_asid(), FENCE_SPURIOUS);\n",
        "\ttlb_fence_pages(0x40000000, 20, satp_asid(), FENCE_SPURIOUS);\n",
    ),
    mutant(
        "H30",
        "a fault on a mapping that is there fences nothing",
        "kernel/vm.c",
        "\tif (was_there)\n\t\tmm_fence_spurious(mm);\n",
        "",
    ),
    mutant(
        "H35",
        "a hart enters a new ASID generation without its full fence",
        "kernel/load.c",
        "\ttlb_fence_all(FENCE_ROLLOVER);\n",
        "",
    ),
    mutant(
        "H36",
        "a rollover gives away the ASIDs that are loaded",
        "arch/riscv/asid.c",
        "\t\t\teach_claim(reserve);\n",
        "\t\t\t(void)each_claim, (void)reserve;\n",
    ),
    mutant(
        "H36",
        "the ASID's generation is looked at before the claim that keeps it",
        "kernel/load.h",
        "\tstruct mm_seen *seen = mm_seen(mm, h);\n\n\t/* The claim,",
        "\tstruct mm_seen *seen = mm_seen(mm, h);\n\tif (seen->generation == load_once(&asid_generation) && "
        "!mm_stale(mm, seen)) {\n\t\tstore_once(&h->loading_mm, mm);\n\t\tstretch(load_claimed);\n"
        "\t\tsatp_load(seen->satp);\n\t\tdebug_tally(h, satp_writes);\n\t\tcount_in(cause, 1);\n\t\tclaim_active(h, mm);\n"
        "\t\treturn true;\n\t}\n\n\t/* The claim,",
        ROLLOVERS,
    ),
    mutant(
        "H39",
        "a space goes on with the number it had before ASIDs were switched off",
        "kernel/policy.c",
        "\t\tasid_end_generation_locked();",
        "\t\t(void)0;",
    ),
    mutant(
        "H36",
        "a space is freed while a rollover elsewhere looks at the claim that was on it",
        "kernel/mm.c",
        "\tmm_await_scan();\n",
        "",
        ROLLOVERS,
    ),
    mutant(
        "H37",
        "a rollover reserves the ASIDs of running spaces, and not of those held lazily",
        "kernel/load.c",
        "\t\tactive = load_once(&h->active_mm);\n",
        "\t\tactive = load_once(&h->user_mm);\n",
    ),
    mutant(
        "H38",
        "a reserved ASID is taken over into the new generation, but its space is not told",
        "arch/riscv/asid.c",
        "\tbitmap_set(taken, number >> asid_shift);\n"
        "\t*(volatile uint64_t *)&c->id = asid_generation | number;\n",
        "\tbitmap_set(taken, number >> asid_shift);\n",
    ),
    mutant(
        "H39",
        "a flush names another ASID than the one that is loaded where it takes place",
        "kernel/flush.c",
        "\tunsigned asid = satp_asid();\n\n\t/* Leaf",
        "\tunsigned asid = mm_asid(harts[0].active_mm);\n\n\t/* Leaf",
    ),
    mutant(
        "H46",
        "a kthread that gives up a space takes no borrow reference",
        "kernel/load.c",
        "\t\tcount_in(&h->stats.grabs, 1);\n\t\tmm_grab(mm);\n",
        "\t\tcount_in(&h->stats.grabs, 1);\n",
    ),
    mutant(
        "H46",
        "a kthread that begins to use the space on loan keeps the borrow reference too",
        "kernel/load.c",
        "\t\tmm_pay_debts(mm);\n\tlet_go_of(h, mm);\n",
        "\t\tmm_pay_debts(mm);\n",
    ),
    mutant(
        "H49",
        "a hart that resumes a space pays for translations, and not for instructions",
        "kernel/load.c",
        "\tif (seen->code != load_once(&mm->code_gen))\n\t\tpay_code_debt(mm, seen);\n"
        "\tseen->changes = changes;\n}\n",
        "\tseen->changes = changes;\n}\n",
    ),
    mutant(
        "H51",
        "a hart stops with the space that it holds lazily",
        "kernel/hotplug.c",
        "\tmm_leave_if_lazy(NULL, SATP_CAUSE(h, leave));\n",
        "",
    ),
    mutant(
        "H55",
        "a flush covers one view of the space only",
        "kernel/flush.c",
        "\tif (policy.kpti && policy.asid)\n\t\ttlb_fence_pages(va, pages, asid | 1, why);\n",
        "",
    ),
    mutant(
        "H57",
        "the kernel copies from user memory without the lock of the space",
        "kernel/vm.c",
        "\tirqs = lock(mm);\n\te = copy_locked(mm, va, to, from, len);\n\tunlock(mm, irqs);\n",
        "\tirqs = irq_save();\n\te = copy_locked(mm, va, to, from, len);\n\tirq_restore(irqs);\n",
        SHARED,
    ),
]
