// SPDX-License-Identifier: MIT
/*
 * A fault that another process repairs: a breakpoint, which that one steps over. It contains the trap,
 * the message about it, the reading and the writing of all registers (SYS_fault_registers, twice), the
 * reply, and the way back to where the fault was. (An illegal instruction would go through the firmware,
 * which keeps that fault for itself first.)
 */
#include <stdbool.h>
#include <stddef.h>
#include "user/lib/sys.h"
#include "user/programs/bench/bench.h"
#include "user/programs/bench/partner.h"

#define EBREAK_BYTES 4

int partner_ipc_fault(void)
{
	handle_t faults = (handle_t)sys_endpoint_create();
	struct loris_registers registers;
	uint64_t w[4] = {0};

	partner_meet(faults);
	while (ipc_reply_recv_words4(faults, w) == OK) {
		sys_fault_registers(0, &registers);
		registers.x[0] += EBREAK_BYTES;
		sys_fault_registers(1, &registers);
		w[0] = LORIS_FAULT_RESUME;
	}
	return 1;
}

static void fault_loop(uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		__asm__ volatile(".option push\n"
				 ".option norvc\n"
				 "ebreak\n"
				 ".option pop" ::
					 : "memory");
}

/* A fault that is not repaired ends this process: there is nothing to check afterwards. */
const char *bench_ipc_fault(struct window *window, uint64_t n)
{
	handle_t faults;
	long pid = partner_start(window, "ipc_fault", 0, &faults);

	if (pid < 0 || sys_process_handler(0, faults, LORIS_ON_OTHER) != OK)
		return "nobody repairs faults";
	fault_loop(WARM_UP);
	MEASURE(window, LORIS_MARK_IPC_FAULT, fault_loop(n));
	sys_process_handler(0, 0, LORIS_ON_OTHER);
	partner_stop(pid, faults);
	return NULL;
}
