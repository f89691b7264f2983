/* SPDX-License-Identifier: MIT */
/* Harts that stop and start again (SBI HSM), and what hotplug.c asks of files that are not here. */
#include "kernel/bench.h"
#include "kernel/hotplug.h"
#include "kernel/page.h"
#include "kernel/slab.h"
#include "test/host/protocol/model.h"

/* It comes up with whatever its TLB held, on the kernel's root, and with the first steps of hart_main(). */
void arch_stop_hart(void)
{
	struct model_hart *m = self();

	note("hart stops", NULL, 0);
	m->stopped = true;
	model.hart_stops++;
	tlb_perform_delayed(model.self);
	while (m->stopped)
		point();
	note("hart starts", NULL, 0);
	m->interrupt_pending = false;
	m->mmu.satp = kernel_mm->satp;
	m->mmu.satp_when = model.now;
	m->probing = true;
	satp_probe_asid_bits();
	m->probing = false;
}

bool arch_hart_stopped(const struct hart *h)
{
	return model.hart[h->index].stopped;
}

bool hart_start_again(struct hart *h)
{
	store_once(&h->start, 0);
	fence_full(); /* firmware's own order */
	model.hart[h->index].stopped = false;
	while (!load_once(&h->start))
		;
	fence_acquire();
	return true;
}

/* kthread_sleep() inside hart_off() and nothing else: a while in which others go on. */
void arch_kthread_switch(struct thread *to)
{
	(void)to;
	irq_enable();
	irq_disable();
}

const struct thread *bench_server(const struct hart *h)
{
	(void)h;
	return NULL;
}

void slab_drain_cache(void)
{
}

void page_drain_cache(void)
{
}
