# SPDX-License-Identifier: MIT
"""Mutants of messages, handles, notifications and what is charged for them, which the programs must catch.

In the form of the others (host.py), but grouped: what is broken in one file, and who has to notice. I and a
number, in the order in which they were thought of (docs/hazards.md).
"""
from kernel import boot, tlb

# usertest looks at each promise once, in seconds; the others at what happens when everything happens at once
USERTEST = boot("run usertest; sw", smp=2, limit=40)
ALONE = boot("run hello; run hello; run hello; sw", smp=1, limit=30)  # kthreads share the hart
STRESS = boot("run usertest; run ipcstress 4 1; sw", limit=60)
WILD = boot("stretch on; run fuzz 10 5 4 6; run ipcstress 4 1 8; stretch off; run fuzz 10 6; sw", limit=120)
FEW_ASIDS = boot("run usertest; run ipcstress 4 1; sw", append="asidbits=4", limit=60)
FAST_LINT = "make -s build/kernel/kernel/ipc_fast.c.o >/dev/null 2>&1 || exit 77; tools/lint"
RUDE = boot("run usertest rude; run usertest rude; run usertest rude", smp=2, limit=30)
DYING = boot("run usertest dying", smp=2, limit=30)
ANSWERS = boot("run usertest answers", smp=2, limit=30)
TLB = tlb(2, "lazy,asid,global")


def group(check, file, *rows):
    """rows: hazard, what is broken, the text, what stands there instead, and why nothing can see it, if so."""
    for hazard, what, old, new, *reason in rows:
        yield {"hazard": hazard, "what": what, "file": file, "old": old, "new": new, "check": check,
               "reason": reason[0] if reason else None}


MUTANTS = [
    *group(FAST_LINT, "Makefile", (
        "I01", "the fast path may use a register of the message",
        "$(addprefix -ffixed-,s0 a0 a1 a2 a3 a4 ", "$(addprefix -ffixed-,s0 a0 a4 ",
    )),
    *group(
        USERTEST, "kernel/ipc_fast.c",
        ("I02", "the fast path tells no badge", "\tif (badge)\n\t\tmessage_badge = h->badge;\n", "\t(void)badge;\n"),
        ("I19", "the fast path lets call whoever may receive",
         "HANDLE_FAST_SEND, &ep, true", "HANDLE_FAST_SEND | HANDLE_FAST_RECV, &ep, true"),
        ("I20", "the fast path lets receive whoever may send",
         "HANDLE_FAST_RECV, &ep, false", "HANDLE_FAST_SEND | HANDLE_FAST_RECV, &ep, false"),
        ("I21", "the fast path compares no generation", "\tstruct handle *h = handle_look(&t->process->handles, value);\n",
         "\tstruct handle *h;\n\n\tvalue = load_once(&t->process->handles.block)->entry[(uint32_t)value - 1].key;\n"
         "\th = handle_look(&t->process->handles, value);\n"),
        ("I25", "a reply tells a badge", "\tstore_once(&message_hart->current, c);\n\tmessage_badge = 0;\n\tgo_to_user",
         "\tstore_once(&message_hart->current, c);\n\tgo_to_user"),
        ("I26", "a caller on the fast path takes any number of handles",
         "\tuint16_t how = BLOCKED_IN(WAIT_REPLY);\n", "\tuint16_t how = BLOCKED_IN(WAIT_OF(WAIT_REPLY, 4));\n"),
        ("I27", "a caller on the fast path takes no handles", "\t\thow |= accepts();\n\t\tif (message_info & ~(uint64_t)INFO_ACCEPT)\n\t\t\tgoto carry;\n\t}\n",
         "\t\tif (message_info & ~(uint64_t)INFO_ACCEPT)\n\t\t\tgoto carry;\n\t}\n"),
        ("I28", "a verdict on a fault passes for a reply", " || c->fault.waits || !c->mm))", " || !c->mm))"),
        ("I30", "who is less urgent goes on before others", "c->hart == message_hart && c->priority <= priority",
         "c->hart == message_hart && c->priority <= priority + 99"),
        ("I31", "what was donated stays after the answer", "\tt->priority = t->base_priority;\n", ""),
        ("I32", "nothing is donated", "\tif (RARELY(r->priority > t->priority))\n\t\tr->priority = t->priority; /* donated */\n", ""),
        ("I33", "a server goes to sleep while somebody waits in line", "RARELY(!c || ep->busy)", "RARELY(!c || !ep)"),
    ),
    *group(ALONE, "kernel/ipc_fast.c", (
        "I29", "a kthread that called passes for a thread of a process", " || c->fault.waits || !c->mm))", " || c->fault.waits))",
    )),
    *group(
        STRESS, "kernel/ipc_fast.c",
        ("I34", "a receiver of another hart runs here", " || r->hart != message_hart", ""),
        ("I35", "a caller of another hart runs here", "c->hart == message_hart && c->priority", "c->priority"),
        ("I37", "a bound receiver does not look whether there are bits", "\treturn !n || !load_once(&n->bits);\n", "\treturn n || !n;\n"),
    ),
    *group(
        USERTEST, "arch/riscv/message.S",
        ("I38", "a message that has to be settled brings along what an interrupt saved",
         "\tsd\tzero, 30*8(s0)\n", ""),
    ),
    *group(
        USERTEST, "arch/riscv/registers.inc",
        ("I04", "a register that is no part of the message goes along with it",
         "\tli\ta0, 0\n\t.irp\tn, 5, 29, 30, 31\n", "\tli\ta0, 0\n\t.irp\tn, 5, 29, 31\n"),
        ("I39", "a system call gives back what the kernel left in a register",
         "\t.irp\tn, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 28, 29, 30, 31\n\tli\tx\\n, 0\n",
         "\t.irp\tn, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 28, 29, 31\n\tli\tx\\n, 0\n"),
    ),
    *group(
        STRESS, "kernel/ipc_settle.c",
        ("I03", "the fast path leaves the FPU's registers behind",
         "\tif (prev->mm && arch_user_out(&prev->frame, &prev->fpu))\n", "\tif (0)\n"),
        ("I41", "the next thread sees the FPU's registers of the one before",
         "\tarch_user_in(&next->frame, &next->fpu, h, h->fpu_owner);\n", ""),
        ("I42", "a receiver's time limit outlives what it waited for",
         "\tif (next->timed)\n\t\twait_timer_cancel(next);\n", ""),
    ),
    *group(FEW_ASIDS, "kernel/ipc_settle.c", (
        "I43", "a space that must be loaded with care is not loaded",
        "\tif (next->mm)\n\t\tsettle_space(h, next->mm);\n", "\t(void)settle_space;\n",
    )),
    *group(WILD, "kernel/sched.c", (
        "I06", "a receiver that has been woken loses its hart",
        "\treturn prev->state == THREAD_BLOCKED && to->state", "\treturn to->state",
    )),
    *group(USERTEST, "kernel/priority.c", (
        "I07", "another hart's timer is believed to be set",
        "\tif (h != this_hart())\n\t\treturn queued || t == h->current;\n", "",
        "it hung whole runs before it was found, but nothing brings it about at will yet: a hart whose timer is not set "
        "has to be donated to by another one just then",
    )),
    *group(WILD, "kernel/time.c", (
        "I08", "a time limit that is taken back at its end passes for a sleep",
        "\ttimer_cancel(\n\t\t&t->timer); /* first: whoever expires it at this moment must not take it for a sleep */\n"
        "\tt->timed = false;\n", "\tt->timed = false;\n\ttimer_cancel(&t->timer);\n",
    )),
    *group(
        WILD, "kernel/ipc_recv.c",
        ("I09", "an endpoint that has ended gets a holder", "\tif (ep->holder != t && !ep->closed)", "\tif (ep->holder != t)"),
    ),
    *group(
        USERTEST, "kernel/ipc_recv.c",
        ("I53", "who receives again forgets whom it has not answered", "\tipc_refuse(&t->slot, ERR_CLOSED); /* whom", "\t/* whom"),
        ("I61", "an end is told for ever", "list_pop_head(&ep->letters), struct process", "ep->letters.next, struct process"),
        ("I62", "an end is told after those who call", "\t\tdead = take_letter_locked(ep, m);\n",
         "\t\tdead = list_empty(&ep->senders) ? take_letter_locked(ep, m) : NULL;\n"),
        ("I63", "bits are left there when they are told", "atomic_swap64(&n->bits, 0) : 0;\n\n\t*m", "load_once(&n->bits) : 0;\n\n\t*m"),
        ("I50", "a message that could not be taken uses its receiver up",
         "\tspin_lock(&ep->lock);\n\tresult = receive_locked(r, ep, accepts, true, &m);\n",
         "\tspin_lock(&ep->lock);\n\tspin_unlock(&ep->lock);\n\t(void)accepts;\n\tresult = IPC_WAITS;\n"),
        ("I36", "who could not be received is not woken", "\t\tthread_wake(list_entry(node, struct thread, link));\n", "\t\t(void)node;\n"),
    ),
    *group(
        USERTEST, "kernel/ipc_send.c",
        ("I48", "the badge is the one of the call before", "\tt->badge = badge;\n\tspin_lock", "\t(void)badge;\n\tspin_lock"),
        ("I51", "a call's limit ends when it is received", "\tthread_will_block(t);\n\tipc_wait_in_slot(",
         "\tipc_end_limit(t);\n\tthread_will_block(t);\n\tipc_wait_in_slot("),
        ("I56", "who waits in line is served as it came",
         "\twhile (at->prev != &ep->senders &&\n\t       list_entry(at->prev, struct thread, link)->priority > t->priority)\n"
         "\t\tat = at->prev;\n", ""),
        ("I59", "who waits in line pushes nobody", "\tipc_donate(holder, t->priority);\n", "\t(void)holder;\n"),
    ),
    *group(
        USERTEST, "kernel/ipc_donate.c",
        ("I57", "a donation is not passed on", "\t\tto = waits_for(to);\n", "\t\tto = i ? waits_for(to) : NULL;\n"),
        ("I58", "a donation outlives its call", "\tthread_set_own_priority(t, urged(t));\n\tfence_full();\n", "\tfence_full();\n"),
    ),
    *group(
        USERTEST, "kernel/ipc.c",
        ("I47", "more handles are taken than the receiver said", "\tif (n > accepts || !to->process)", "\tif (n > accepts + 4 || !to->process)"),
        ("I49", "a reply tells the badge that the server sends by", "\tm->badge = kind == LORIS_MSG_REPLY ? 0 : t->badge;\n",
         "\tm->badge = t->badge;\n"),
        ("I52", "a limit stays when the answer has come", "\tif (t->timed)\n\t\twait_timer_cancel(t);\n\tif (!t->stack) {\n",
         "\tif (!t->stack) {\n"),
        ("I54", "every verdict lets the thread go on", "\tif (verdict == LORIS_FAULT_RESUME)\n", "\tif (verdict != UINT64_MAX)\n"),
        ("I55", "a fault that nobody answers passes for a call", "\tif (t->fault.waits)\n\t\tframe_divert_to_fault(&t->frame);\n\telse\n",
         "\tt->fault.waits = false;\n"),
        ("I60", "a caller passed on to a kept reply is looked for where it was", "\tstore_once(&c->asked, to);\n", ""),
    ),
    *group(
        USERTEST, "kernel/ipc_carry.c",
        ("I112", "a handle that moves on the fast path needs no right", "h->rights & LORIS_RIGHT_COPY", "h->rights"),
        ("I113", "a revoked handle moves on the fast path", " && origin_alive(h->origin)", ""),
        ("I114", "a caller is brought handles that it does not take", "\tif (!WAIT_ACCEPTS(c->wait) || !to)", "\tif (!to)"),
        ("I115", "a receiver is brought handles that it does not take", "\tif (!WAIT_ACCEPTS(r->wait) || !to)", "\tif (!to)"),
        ("I116", "a handle is moved into a table that is full", " &&\n\t    has_free_entry_locked(to->handles.block))", ")"),
    ),
    *group(
        USERTEST, "kernel/ipc_cancel.c",
        ("I11", "who waits for a reply of a thread that ends is not told",
         "\tipc_refuse(&t->slot, ERR_CLOSED);\n\tnotification_bind(NULL, t);\n", "\tnotification_bind(NULL, t);\n"),
        ("I64", "a caller that has gone is still answered",
         "!atomic_cas_pointer((void **)&slot->caller, t, NULL))", "load_once(&slot->caller) != t)"),
        ("I65", "who leaves the line is counted as if it were there",
         "\t\t\t((struct endpoint *)object)->busy--;\n", "\t\t\t((struct endpoint *)object)->busy -= 0;\n",
         "nothing is wrong then but the pace: who answers there takes the slow path for ever"),
        ("I66", "nobody who waits hears that the endpoint has closed", "\tspin_unlock(&ep->lock);\n\tempty_queues(ep);\n}\n\n/* No handle",
         "\tspin_unlock(&ep->lock);\n}\n\n/* No handle"),
        ("I67", "the last reply handle goes and nobody is told", "\tipc_refuse(&((struct reply *)o)->slot, ERR_CLOSED);\n", "\t(void)o;\n"),
        ("I68", "an endpoint is not closed by its last receiver", "\tep->closed = true;\n", ""),
        ("I69", "a bound notification outlives its thread", "\tnotification_bind(NULL, t);\n", ""),
    ),
    *group(WILD, "kernel/ipc_cancel.c", (
        "I10", "who ends stays the holder of its endpoints",
        "\t\tif (ep->holder == t)\n\t\t\tendpoint_set_holder_locked(ep, NULL);\n",
        "\t\tspin_lock(&t->holds_lock);\n\t\tlist_unlink(&ep->held);\n\t\tspin_unlock(&t->holds_lock);\n",
    )),
    *group(
        USERTEST, "kernel/notify.c",
        ("I13", "a signal does not look who receives", "\tend_recv(n, bound);\n}", "\tif (!bound)\n\t\tend_recv(n, bound);\n}"),
        ("I70", "a signal forgets those before", "\t\tatomic_or64(&n->bits, bits); /*", "\t\tatomic_swap64(&n->bits, bits); /*"),
        ("I71", "two threads share a bound notification", "\t\ttaken = n->bound;\n", "\t\ttaken = false;\n"),
        ("I72", "bits that come in time do not end the limit", "\t\tif (t->timed)\n\t\t\twait_timer_cancel(t);\n\t\tframe_set_result", "\t\tframe_set_result"),
    ),
    *group(
        WILD, "kernel/notify.c",
        ("I12", "a notification ends under who waits for it", "\t\tif (t)\n\t\t\tipc_finish(t, ERR_CLOSED);\n\t} while (t);\n",
         "\t\tt = NULL;\n\t} while (t);\n"),
        ("I73", "a notification ends with its timer running", "\ttimer_cancel(&n->timer);\n\tdo {\n", "\tdo {\n"),
    ),
    *group(
        USERTEST, "kernel/handle_table.c",
        ("I14", "a closed handle keeps its key", "\tstore_once(&h->key, 0);\n", ""),
        ("I74", "a handle's successor has its value", "(uint64_t)++h->last_generation << 32", "(uint64_t)(h->last_generation = 1) << 32"),
        ("I76", "a handle has the badge of who stood there before", "\tstore_once(&h->badge, with->badge);\n",
         "\tif (!h->badge)\n\t\tstore_once(&h->badge, with->badge);\n"),
        ("I77", "a handle has the rights of who stood there before, on the fast path", "\tstore_once(&h->fast, with->fast);\n",
         "\tif (!h->fast)\n\t\tstore_once(&h->fast, with->fast);\n"),
        ("I78", "a handle has the rights of who stood there before, on the slow path", "\tstore_once(&h->rights, with->rights);\n",
         "\tif (!h->rights)\n\t\tstore_once(&h->rights, with->rights);\n"),
        ("I88", "a table that was replaced stays charged", "\tquota_return_pages(q, pages);\n\tquota_put", "\tquota_put"),
    ),
    *group(
        USERTEST, "kernel/handle_move.c",
        ("I75", "what is moved away stays", "\t\tempty_entry_locked(p->from->handles.block, h);\n", "\t\t(void)0;\n"),
        ("I84", "a revoked handle goes along", "\tif (!h || !origin_alive(h->origin))", "\tif (!h)"),
        ("I86", "places that were made for handles stay taken when these cannot go",
         "\t\twhile (room--)\n\t\t\tput_entry_locked(p->to->handles.block, p->place[room]);\n", "\t\t(void)room;\n"),
        ("I117", "a handle goes along that may not be copied", "\tif (!(h->rights & LORIS_RIGHT_COPY))\n\t\treturn ERR_PERM;\n\tp->h[i]", "\tp->h[i]"),
        ("I118", "one handle goes along twice", "\t\tif (p->h[j] == h && (moves(p, i) || moves(p, j)))\n", "\t\tif (p->h[j] == h && !h)\n"),
    ),
    *group(
        USERTEST, "kernel/handle.c",
        ("I79", "the fast path takes any object for an endpoint", "\telse if (o->type != LORIS_ENDPOINT)\n\t\treturn 0;\n", ""),
        ("I119", "the fast path takes a notification for an endpoint", "\t\tfast *= HANDLE_FAST_SIGNAL;\n", "\t\tfast *= 1;\n"),
        ("I80", "a copy has all rights", "\trights &= h->rights;\n", ""),
        ("I81", "a copy of a badged handle has none", ".badge = badge ? badge : h->badge", ".badge = badge"),
        ("I82", "a badge can be changed", " || (badge && h->badge))", " || (badge && h->badge == badge))"),
        ("I83", "a revoked handle can be copied", "\tif (!h || !origin_valid(h->origin))\n\t\treturn ERR_HANDLE;\n\tif (!(h->rights",
         "\tif (!h)\n\t\treturn ERR_HANDLE;\n\tif (!(h->rights"),
        ("I85", "revoking forgets the copies, and leaves them alive", "\tif (o)\n\t\tstore_once(&o->valid, 0);\n", ""),
        ("I87", "a receiver's handle is not counted", "\tif (can_receive(h))\n\t\tendpoint_add_receiver((struct endpoint *)h->object);\n", ""),
    ),
    *group(
        USERTEST, "kernel/handle.h",
        ("I15", "a right that is missing is not missed", "\treturn (out->rights & rights) == rights ? OK : ERR_PERM;\n",
         "\t(void)rights;\n\treturn OK;\n"),
        ("I22", "the fast path goes beyond the table", "(offset >= b->size || load_once(&h->key) != value, 0)",
         "(load_once(&h->key) != value, 0)"),
        ("I23", "the fast path takes a revoked copy", "(fast & what & load_once(&origin->valid)) != 0",
         "(fast & what & (load_once(&origin->valid) | 15)) != 0"),
        ("I24", "the fast path looks at a copy of a copy only", "<< HANDLE_DEEP_SHIFT && origin_alive(origin));",
         "<< HANDLE_DEEP_SHIFT && load_once(&origin->valid));"),
        ("I90", "no generation is compared", "\tif (offset >= b->size || load_once(&h->key) != value)\n",
         "\tif (offset >= b->size || !(value = load_once(&h->key)))\n"),
        ("I91", "no type is compared", "(type && out->object->type != type)", "(!type && out->object->type != type)"),
        ("I92", "what is above a revoked copy is not looked at, in a look-up",
         "\tfor (; o; o = o->above)\n\t\tif (!load_once(&o->valid))\n\t\t\treturn false;\n\treturn true;\n", "\treturn load_once(&o->valid);\n"),
    ),
    *group(
        USERTEST, "kernel/origin.c",
        ("I16", "what is above a revoked copy is not looked at, in a copy",
         "\tfor (; o != &origin_root; o = o->above)\n\t\tif (!load_once(&o->valid))\n\t\t\treturn false;\n\treturn true;\n",
         "\treturn load_once(&o->valid);\n"),
        ("I17", "nobody hears that the last copy has gone", "\tnotification_signal(n, bits);\n", "\t(void)bits;\n"),
        ("I93", "copies of copies do not count", "atomic_add32_full(&o->copies, 1) == 0; o = o->above)",
         "atomic_add32_full(&o->copies, 1) == UINT32_MAX; o = o->above)"),
    ),
    *group(WILD, "kernel/grace.c", (
        "I18", "what others may be looking at is freed at once", "\t\tawait_all();\n", "\t\t(void)await_all;\n",
        "who looks does so for some dozen instructions, while the kthread that frees has to be woken and "
        "switched to; no stretch point stands between a look-up and its use",
    )),
    *group(
        USERTEST, "kernel/quota.c",
        ("I94", "only one's own limit counts", "\tfor (struct quota *at = q; at; at = at->above) {\n\t\tif (!charge_one",
         "\tfor (struct quota *at = q; at; at = NULL) {\n\t\tif (!charge_one"),
        ("I95", "what is refused further up stays charged", "\t\t\tgive_back(q, at, n);\n", ""),
        ("I96", "what is returned is returned to one only", "\tfor (; q != end; q = q->above)\n\t\tatomic_add64",
         "\tif (q != end)\n\t\tatomic_add64"),
        ("I97", "pages are charged beyond the limit", " > q->pages_max * PAGE_UNITS ||", " > q->pages_max * PAGE_UNITS * 999 ||"),
    ),
    *group(
        USERTEST, "kernel/object.c",
        ("I98", "an object that is gone stays charged", "\tslab_free((char *)o - o->offset, o->size);\n\tquota_return_object(q);\n",
         "\tslab_free((char *)o - o->offset, o->size);\n"),
        ("I99", "an object's limit is not asked", "\tif (!quota_charge_object(q))\n\t\treturn NULL;\n", "\tquota_charge_object(q);\n"),
    ),
    *group(USERTEST, "kernel/memory.c", (
        "I100", "memory that is gone stays charged", "\tquota_return_pages(o->quota, m->charged);\n", "",
    )),
    *group(
        USERTEST, "kernel/process.c",
        ("I101", "an end is told before the handles are let go", "\thandle_close_all(p);\n\tirqs = irq_save();\n\ttell_end(p);\n",
         "\tirqs = irq_save();\n\ttell_end(p);\n\tirq_restore(irqs);\n\thandle_close_all(p);\n\tirqs = irq_save();\n"),
        ("I102", "a thread that ends leaves its siblings alone", "\t\tif (t != self && !t->buried)\n\t\t\tthread_kill(t);\n",
         "\t\tif (t != self && !t->buried && self)\n\t\t\tthread_kill(t);\n"),
    ),
    *group(
        USERTEST, "kernel/wake.c",
        ("I103", "who is killed where it waits stays there", "\tif (!current && blocked)\n\t\tthread_stop_waiting(t);\n", "\t(void)blocked;\n"),
    ),
    *group(
        WILD, "kernel/wake.c",
        ("I105", "another hart is not told of its new thread", "\tif (h != this_hart())\n\t\treturn true;", "\tif (h != this_hart())\n\t\treturn false;"),
    ),
    *group(
        USERTEST, "kernel/sys_memory.c",
        ("I106", "a mapping may do what the handle may not", "\tlong at = find_memory(memory, rights_for(flags), &f);\n",
         "\tlong at = find_memory(memory, rights_for(flags) & LORIS_RIGHT_READ, &f);\n"),
        ("I107", "a mapping gains later what the handle may not", "\tfrom->prot_max = prot_max(f.rights);\n", "\tfrom->prot_max = prot_max(f.rights) | 7;\n"),
    ),
    *group(
        USERTEST, "kernel/sys_ipc.c",
        ("I108", "handles of a reply that nobody takes stay with the server", "\t\tclose_moved(t);\n", "\t\t(void)close_moved;\n"),
        ("I109", "a kept reply is used twice", "\tif (handle)\n\t\thandle_close(t->process, handle);\n\telse\n", "\tif (!handle)\n"),
    ),
    *group(TLB, "kernel/ipc_fast.c", (
        "I110", "who receives is not seen to run its space",
        "\tstore_once(&message_hart->user_mm, to);\n\tif (USUALLY", "\tif (USUALLY",
    ), (
        "I111", "who is answered by a kthread does not look what was changed",
        "\t\treturn !mm_stale(to, mm_seen(to, message_hart));\n", "\t\treturn true;\n",
    )),
    *group(
        ANSWERS, "arch/riscv/message.S",
        ("I120", "who a kthread answers runs with the sstatus of whoever ran before the kthread",
         "\tld\tt5, FRAME_STATUS(a0)\n\tcsrw\tsstatus, t5\n", ""),
        ("I121", "a thread is returned to with SPP set",
         "\tld\tt5, FRAME_STATUS(a0)\n\tcsrw\tsstatus, t5\n", "\tli\tt5, SSTATUS_FS\n\tcsrc\tsstatus, t5\n"),
    ),
    *group(ANSWERS, "kernel/console_server.c", (
        "I122", "the console's kthread lets no interrupt in between two messages", "\t\tipc_kernel_breathe(self);\n", "",
    )),
    *group(
        RUDE, "kernel/ipc_recv.c",
        ("I123", "a receiver goes back without a look at who has come meanwhile",
         "\tresult = receive_locked(r, ep, accepts, true, &m);\n",
         "\tlist_add_tail(&ep->receivers, &r->link);\n\tipc_wait_at(r, ep, WAIT_OF(WAIT_RECV, accepts));\n"
         "\tspin_unlock(&ep->lock);\n\tresult = IPC_WAITS;\n\t(void)m;\n"),
        ("I124", "senders that were refused are woken while the receiver looks on",
         "\t\tlist_add_tail(refused, &s->link);\n", "\t\t(void)refused;\n\t\tthread_wake(s);\n"),
    ),
    *group(RUDE, "kernel/handle_move.c", (
        "I125", "handles go along one by one, and those that went do not come back",
        "\tfor (unsigned i = 0; i < p->n && e == OK; i++)\n\t\te = look_locked(p, i);\n",
        "\tfor (unsigned i = 0; i < p->n && e == OK; i++)\n\t\te = look_locked(p, i);\n"
        "\tif (room && e != OK && look_locked(p, 0) == OK) {\n\t\tp->value[0] = pass_locked(p, 0);\n\t\treturn e;\n\t}\n",
    )),
    *group(DYING, "kernel/wake.c", (
        "I126", "a thread that kills itself waits for the next interrupt",
        "\t\tarch_interrupt_self(); /* or it would go on until something else interrupts it */\n", "\t\t(void)h;\n",
    )),
    *group(DYING, "kernel/process.c", (
        "I127", "what a process has made lives on",
        "\tend_made(p);\n\thandle_close_all(p);\n", "\t(void)end_made;\n\thandle_close_all(p);\n",
    )),
]
