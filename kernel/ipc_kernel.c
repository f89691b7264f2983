/* SPDX-License-Identifier: MIT */
/* Messages from and to kthreads: the kernel as somebody's client, and its own servers. */
#include "kernel/endpoint.h"
#include "kernel/kthread.h"

long ipc_kernel_call(struct endpoint *ep, struct message *m, uint64_t ns)
{
	bool irqs = irq_save();
	struct thread *t = this_hart()->current, *to;
	long result;

	frame_set_words(&t->frame, m->word);
	frame_set_limit(&t->frame, ns);
	result = ipc_send(t, ep, 0, true, &to);
	if (result == IPC_WAITS) {
		kthread_switch_to(to);
		result = frame_result(&t->frame);
	}
	frame_get_words(&t->frame, m->word);
	m->info = frame_info(&t->frame);
	irq_restore(irqs);
	return result;
}

/* message.S: on the hart's stack, the kthread's registers are in its frame. What ipc_fast.c does not do. */
void ipc_kernel_slow(struct endpoint *ep)
{
	struct thread *t = this_hart()->current, *client, *to;
	long result;

	frame_set_limit(
		&t->frame,
		UINT64_MAX); /* what was said about the message that came is not a reply's */
	ipc_reply(t, &t->slot, &client);
	result = ipc_recv(t, ep, 0, &to);
	if (result == IPC_WAITS) {
		schedule_to(client);
		return;
	}
	frame_set_result(&t->frame, result);
	if (client)
		thread_wake(client);
}

/* An interrupt saves its registers where the words are. */
void ipc_kernel_take_irqs(struct thread *t)
{
	uint64_t word[LORIS_MSG_WORDS];

	frame_get_words(&t->frame, word);
	irq_enable();
	irq_disable();
	frame_set_words(&t->frame, word);
}
