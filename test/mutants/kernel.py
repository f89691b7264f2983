# SPDX-License-Identifier: MIT
"""Mutants of the kernel that its own tests, the model of the TLB or the static checks must catch.

As in host.py: in a private copy of the tree `old`, which stands in `file` exactly once, becomes `new`, and
`check`, run there, must fail. A copy that does not build is a failure. `reason`: why no instrument
can see this one.
"""

BUILT = "make -s debug ramdisk >/dev/null 2>&1 || exit 77; "
BOOT = "KERNEL=build/loris-debug.elf timeout -k 5 {limit} tools/run </dev/null"


def boot(commands, smp=4, append="", limit=60):
    return BUILT + f"SMP={smp} APPEND='{append}' RUN='{commands}; poweroff' " + BOOT.format(limit=limit)


TESTS = boot("test", smp=2)
PROGRAMS = boot("run usertest; run threads 4 300; run stress 150; run spawnstorm 60 8; sw")
RACES = boot("stretch on; run stress 100; run spawnstorm 100 8; sw", append="asidbits=5", limit=120)
SIBLINGS = boot("run siblings; run siblings; run siblings")
HARTS = BUILT + "timeout 300 /usr/bin/python3 -m pytest -q -x -p no:cacheprovider test/boot/test_hart.py"
ARGUMENTS = (
    "make -s all >/dev/null 2>&1 || exit 77; timeout 120 /usr/bin/python3 -m pytest -q -x -p no:cacheprovider "
    "test/boot/test_boot_arguments.py"
)
LINT = "tools/lint"


def tlb(smp, policy):
    return BUILT + f"make -s tlb >/dev/null 2>&1; SMP={smp} POLICY={policy} ROUNDS=60 JOBS=1 tools/tlb/check"


def mutant(hazard, what, file, old, new, check, reason=None):
    return {"hazard": hazard, "what": what, "file": file, "old": old, "new": new, "check": check, "reason": reason}


LEAVE = "\tmm_make_harts_leave(mm);\n"
DETACH = "\tpt_root_detach(mm->root);\n"

MUTANTS = [
    mutant("H01", "nobody is made to leave a dead space", "kernel/reaper.c", LEAVE, "", PROGRAMS),
    mutant("H02", "tables go back while harts hold the space", "kernel/reaper.c",
           LEAVE + "\tstretch(reap_left);\n\treaper_release_user_half(mm);\n",
           "\treaper_release_user_half(mm);\n" + LEAVE, tlb(2, "lazy,asid,global")),
    mutant("H03", "a borrow is given back before satp has left the root", "kernel/load.c",
           "\tif (mm_load_paid(h, mm, cause))\n\t\tlet_go_of(h, let_go);\n\telse\n\t\tload_with_debts(h, mm, let_go, cause);\n",
           "\tlet_go_of(h, let_go);\n\tif (!mm_load_paid(h, mm, cause))\n\t\tload_with_debts(h, mm, NULL, cause);\n",
           boot("policy lazy,asid,global,borrow=count; " + "run stress 100; run spawnstorm 60 8; sw"),
           reason="the reference is never the last: the reaper drops its own only after every hart whose claim "
                  "shows the space has answered, and the claim goes after satp"),
    mutant("H04", "who returns to the borrowed space keeps its reference", "kernel/switch.c",
           "\tcount(drops);\n\tmm_drop(to);\n", "\tcount(drops);\n", TESTS),
    mutant("H06", "a kthread is freed while its hart is still leaving it", "kernel/kthread.c",
           "\tbool ended = t->state == THREAD_DEAD && t->hart->current != t;\n",
           "\tbool ended = t->state == THREAD_DEAD;\n", boot("stretch on; test daemonize", smp=2)),
    mutant("H08", "a reference is dropped twice", "kernel/switch.c",
           "\tcount(drops);\n\tmm_drop(to);\n", "\tcount(drops);\n\tmm_drop(to);\n\tmm_drop(to);\n", TESTS),
    mutant("H09", "a dead space gets users again", "kernel/mm.c",
           "\treturn users;\n", "\tif (!users)\n\t\tmm_user_join(mm);\n\treturn true;\n", TESTS),
    mutant("H10", "thread, claims and satp change with interrupts on", "kernel/kthread.c",
           "\tirqs = irq_save(); /* thread, claims", "\tirqs = irq_enabled(); /* thread, claims", TESTS),
    mutant("H11", "a space that cannot be made leaves its structure behind", "kernel/mm.c",
           "\tif (!mm->root) {\n\t\tslab_free(mm, mm_size());\n", "\tif (!mm->root) {\n", TESTS),
    mutant("H14", "who resumes the same space does not look what was changed", "kernel/switch.c",
           "\telse if (mm_stale(to, mm_seen(to, h)))\n\t\tmm_pay_debts(to);\n", "", SIBLINGS),
    mutant("H17", "a kthread gives a space up with interrupts on", "kernel/kthread.c",
           "\tbool irqs = irq_save();\n\tstruct hart *h = this_hart();\n\tstruct mm *mm = h->current->mm;\n",
           "\tbool irqs = irq_enabled();\n\tstruct hart *h = this_hart();\n\tstruct mm *mm = h->current->mm;\n", TESTS),
    mutant("H18", "a load does not look what was changed meanwhile", "kernel/load.h",
           " || mm_stale(mm, seen),\n\t\t\t     0))", ", 0))", tlb(2, "lazy,asid,global")),
    mutant("H19", "the caller does not wait for acknowledgements", "kernel/smp.c",
           "\tasked = ask(h, &call, mask);\n\tawait_done(h);\n", "\tasked = ask(h, &call, mask);\n", PROGRAMS),
    mutant("H20", "a right that is taken away is flushed nowhere", "kernel/map.c",
           "\tif (set_rights_locked(mm, start, end, prot))\n\t\tmm_flush_locked(mm, start, end - start);\n}",
           "\tset_rights_locked(mm, start, end, prot);\n}", PROGRAMS),
    mutant("H21", "a shared page becomes one's own without a flush", "kernel/map.c",
           "\tif (any)\n\t\tmm_flush_locked(mm, start, end - start);\n}\n\nstatic enum err protect_locked",
           "\t(void)any;\n}\n\nstatic enum err protect_locked", SIBLINGS),
    mutant("H22", "interrupts go to another hart than is meant", "arch/riscv/harts.c",
           "sbi_call(SBI_EXT_IPI, 0, 1, to->hartid, 0)", "sbi_call(SBI_EXT_IPI, 0, 1, to->hartid + 1, 0)", PROGRAMS),
    mutant("H24", "tables go back while cached pointers lead to them", "kernel/flush.c",
           "\tmask = mm_loaded_mask(mm);\n", "\tmask = 0;\n", tlb(2, "lazy,asid,global")),
    mutant("H25", "a new generation fences one number only", "kernel/load.c",
           "tlb_fence_all(FENCE_ROLLOVER)", "tlb_fence_asid(1, FENCE_ROLLOVER)", LINT),
    mutant("H26", "walkers have to set A themselves", "arch/riscv/pagetable.c",
           "rights | PTE_V | PTE_A |", "rights | PTE_V |", TESTS),
    mutant("H27", "a root entry of the kernel is not copied", "arch/riscv/pagetable.c",
           "from + ROOT_USER_ENTRIES, KERNEL_HALF);\n}", "from + ROOT_USER_ENTRIES, KERNEL_HALF - 24);\n}", TESTS),
    mutant("H32", "a new stack is told to one hart only", "arch/riscv/kernelmap.c",
           "\tsmp_call(smp_others(), fence_kernel, NULL);\n", "\tsmp_call(0, fence_kernel, NULL);\n",
           tlb(2, "lazy,asid,global")),
    mutant("H34", "a hart's width of ASIDs is not heeded", "kernel/policy.c",
           "\tif (bits > asid_bits_cap[hart])\n\t\tbits = asid_bits_cap[hart];\n", "\t(void)hart;\n",
           ARGUMENTS),
    mutant("H35", "a new generation begins without a fence", "kernel/load.c",
           "\ttlb_fence_all(FENCE_ROLLOVER);\n", "", tlb(1, "lazy,asid,global")),
    mutant("H40", "the widest hart decides, not the narrowest", "kernel/policy.c",
           "\tif (bits < asid_bits)\n\t\tasid_bits = bits;\n", "\tasid_bits = bits;\n",
           ARGUMENTS),
    mutant("H41", "user pages are global", "arch/riscv/pagetable.c",
           "\t\tPTE_U | PTE_R | PTE_W,\n\t\tPTE_U | PTE_R | PTE_W,\n\t\tPTE_U | PTE_X,\n",
           "\t\tPTE_U | PTE_R | PTE_W | PTE_G,\n\t\tPTE_U | PTE_R | PTE_W | PTE_G,\n\t\tPTE_U | PTE_X,\n", TESTS),
    mutant("H42", "some leaves of the kernel are not global", "arch/riscv/kernelmap.c",
           "\tset_table_global(table);\n\tfor", "\tfor", TESTS),
    mutant("H43", "the kernel half is fenced by ASID", "arch/riscv/kernelmap.c",
           "\t(void)arg;\n\ttlb_fence_all(FENCE_KERNEL);\n", "\t(void)arg;\n\ttlb_fence_asid(0, FENCE_KERNEL);\n", LINT),
    mutant("H44", "a fence outside of its file", "kernel/flush.c",
           "\tmm_fence_views(satp_asid(), FENCE_SPURIOUS);\n",
           "\t__asm__ volatile(\"sfence.vma\" ::: \"memory\");\n", LINT),
    mutant("H45", "satp is written with a mode that the tables are not made for", "arch/riscv/riscv.h",
           "#define SATP_MODE_SV39\t(8UL << 60)", "#define SATP_MODE_SV39\t(9UL << 60)", TESTS),
    mutant("H46", "who uses the space he had borrowed keeps the borrow", "kernel/load.c",
           "\t\tmm_pay_debts(mm);\n\tlet_go_of(h, mm);\n", "\t\tmm_pay_debts(mm);\n", TESTS),
    mutant("H47", "kernel mode may touch user pages", "arch/riscv/harts.c",
           "csr_write(sstatus, SSTATUS_UXL_64);", "csr_write(sstatus, SSTATUS_UXL_64 | SSTATUS_SUM);", TESTS),
    mutant("H48", "a started hart's registers are left as they come", "kernel/hart.c",
           "\ttlb_fence_all(FENCE_KERNEL); /* the probe's entries (hazard H23) */\n\tarch_hart_init();\n",
           "\ttlb_fence_all(FENCE_KERNEL);\n", PROGRAMS),
    mutant("H52", "a new kthread is born with what its maker has loaded", "kernel/kthread.c",
           "\tt->priority = t->base_priority = (uint8_t)priority;\n",
           "\tt->priority = t->base_priority = (uint8_t)priority;\n\t(void)satp_of(this_hart()->user_mm ? this_hart()->user_mm->root : 0);\n",
           LINT),
    mutant("H53", "harts that sleep are not asked to leave", "kernel/flush.c",
           "\tmask &= smp_others();\n",
           "\tmask &= smp_others();\n\tfor_each_hart(h)\n\t\tif (hart_idle(h))\n\t\t\tmask &= ~(1UL << h->index);\n", PROGRAMS),
    mutant("H54", "the root still names tables when they go back", "kernel/reaper.c", DETACH, "", TESTS),
    mutant("H55", "a flush covers one view of two", "kernel/flush.c",
           "\tif (policy.kpti && policy.asid)\n\t\ttlb_fence_pages(va, pages, asid | 1, why);\n", "",
           tlb(1, "lazy,asid,global,kpti")),
    mutant("H55", "the kernel half is global although user mode has a root of its own", "kernel/policy.c",
           "kernel_map_set_global(policy.global && !policy.kpti)", "kernel_map_set_global(policy.global)", TESTS),
    mutant("H57", "user memory is copied without the space's lock", "kernel/vm.c",
           "\tirqs = lock(mm);\n\te = copy_locked(mm, va, to, from, len);\n\tunlock(mm, irqs);\n",
           "\tirqs = irq_save();\n\te = copy_locked(mm, va, to, from, len);\n\tirq_restore(irqs);\n", PROGRAMS),
    mutant("H05", "a thread hands on what is loaded", "kernel/thread.h",
           "\tstruct process *process;\n", "\tstruct process *process;\n\tstruct mm *active_mm;\n", LINT),
    mutant("H21", "there is a call named fork", "lib/abi.h", "#define SYS_COUNT\t ", "#define SYS_fork 99\n#define SYS_COUNT\t ",
           LINT),
    mutant("H23", "a hart that still has work is taken out of those that are called", "kernel/hotplug.c",
           "\tif (h->current != h->idle || h->rq.ready)\n\t\treturn false;\n", "", HARTS),
    mutant("H29", "a root is found through a claim", "kernel/flush.c",
           "\tmask &= smp_others();\n",
           "\tmask &= this_hart()->active_mm->root ? smp_others() : 0;\n", LINT),
    mutant("H33", "the value of satp is taken for the identity of a space", "kernel/load.c",
           "\tif (held != mm) {\n", "\tif (satp_root() != mm->root) {\n", LINT),
    mutant("H51", "a hart stops with a space loaded", "kernel/hotplug.c",
           "\tmm_leave_if_lazy(NULL, SATP_CAUSE(h, leave));\n", "\t(void)h;\n", HARTS),
]
