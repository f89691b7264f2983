/* SPDX-License-Identifier: MIT */
#include "kernel/machine.h"
#include "kernel/hart.h"
#include "kernel/printk.h"
#include "kernel/smp.h"

struct machine machine;
const char *boot_run;

static void nothing(void *arg)
{
	(void)arg;
}

static _Noreturn void end_machine(void *arg)
{
	unsigned status = *(unsigned *)arg;

	printk("loris: status %u\n", status);
	arch_power_off(status);
}

_Noreturn void machine_power_off(unsigned status)
{
	const struct smp_meeting end = {.arrive = nothing, .alone = end_machine, .arg = &status};

	smp_meet(&end);
	__builtin_unreachable();
}
