/* SPDX-License-Identifier: MIT */
/*
 * What a thread did wrong, told to whoever handles it: a message like a call, with the fault as its words.
 * The thread's registers stay in its frame; the handler may read and write them, and its reply says
 * whether the thread goes on. Without a handler, or when it says no or dies, the process ends with a line.
 */
#include "kernel/fault.h"
#include "kernel/endpoint.h"
#include "kernel/printk.h"
#include "kernel/process.h"

static _Noreturn void report_and_end(struct thread *t, enum loris_how how)
{
	printk("%s[%d]: %s%s at pc 0x%lx, address 0x%lx\n", t->process->name, t->process->pid,
	       how == LORIS_NO_MEMORY ? "out of memory, " : "", arch_cause_name(t->fault.cause),
	       t->frame.pc, t->fault.value);
	process_exit(how, how == LORIS_FAULTED ? (int)t->fault.cause : 0);
}

/* Returns if there is no handler that takes it. */
static void ask_handler(struct thread *t)
{
	struct process *p = t->process;
	struct handler handler;
	struct thread *to;

	spin_lock(&p->lock);
	handler = p->handlers[t->fault.event];
	spin_unlock(&p->lock);
	if (!handler.endpoint)
		return;
	t->fault.waits = true;
	if (ipc_send(t, handler.endpoint, handler.badge, true, &to) == IPC_WAITS)
		thread_block_to(to);
	t->fault.waits = false;
}

_Noreturn void fault_take(enum loris_fault event, uint64_t cause, va_t address)
{
	struct thread *t = this_hart()->current;

	t->fault.event = (uint8_t)event;
	t->fault.cause = cause;
	t->fault.value = address;
	ask_handler(t);
	report_and_end(t, LORIS_FAULTED);
}

_Noreturn void fault_no_memory(uint64_t cause, va_t address)
{
	struct thread *t = this_hart()->current;

	t->fault.cause = cause;
	t->fault.value = address;
	report_and_end(t, LORIS_NO_MEMORY);
}

_Noreturn void fault_unhandled(void)
{
	struct thread *t = this_hart()->current;

	t->fault.waits = false;
	report_and_end(t, LORIS_FAULTED);
}

/* Whom t received last, if that is a fault: it stays there while irqs are off and t does nothing else. A
 * killer may take it out meanwhile, but its frame is nobody's before it has run. */
static struct thread *faulted(struct thread *t)
{
	struct thread *c = load_once(&t->slot.caller);

	return c && c->fault.waits ? c : NULL;
}

enum err fault_read(struct thread *t, struct loris_registers *out)
{
	struct thread *c = faulted(t);

	if (!c)
		return ERR_NOT_FOUND;
	frame_read(&c->frame, out);
	return OK;
}

enum err fault_write(struct thread *t, const struct loris_registers *in)
{
	struct thread *c = faulted(t);

	if (!c)
		return ERR_NOT_FOUND;
	frame_write(&c->frame, in);
	return OK;
}
