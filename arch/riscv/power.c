/* SPDX-License-Identifier: MIT */
/*
 * Ending the machine. SBI's system reset cannot give QEMU an exit status (a shutdown with reason
 * "system failure" leaves it at 0), so the test device is asked first where there is one.
 */
#include "arch/riscv/power.h"
#include "arch/riscv/arch.h"
#include "arch/riscv/probe.h"
#include "arch/riscv/riscv.h"
#include "arch/riscv/sbi.h"

#define TEST_FAIL  0x3333
#define TEST_PASS  0x5555
#define TEST_RESET 0x7777

#define DEVICE_PATIENCE_S 5

#define SRST_SHUTDOWN	 0
#define SRST_COLD_REBOOT 1

static volatile uint32_t *test_device;

BOOT void power_init(volatile void *registers)
{
	if (probe_register(registers, sizeof(uint32_t)))
		test_device = registers;
}

static _Noreturn void stop_here(void)
{
	irq_disable();
	csr_write(sie, 0);
	for (;;)
		arch_wait();
}

/* The device first, whose answer may take its time: QEMU 10 ends when its main loop comes to it, and would end with
 * status 0 if the firmware were asked meanwhile. A tree may also name a device that does nothing. */
static void ask_device(uint32_t what)
{
	uint64_t begin = time_now();

	if (!test_device)
		return;
	*test_device = what;
	while (time_now() - begin < DEVICE_PATIENCE_S * machine.timebase)
		;
}

static void reset(uint64_t type)
{
	if (sbi_has(SBI_EXT_SRST))
		sbi_call(SBI_EXT_SRST, 0, type, 0, 0);
	if (type == SRST_SHUTDOWN)
		sbi_call(SBI_LEGACY_SHUTDOWN, 0, 0, 0, 0);
	/* The firmware came back, so it cannot. */
	stop_here();
}

_Noreturn void arch_power_off(unsigned status)
{
	irq_disable();
	ask_device(status ? (status & 0xffff) << 16 | TEST_FAIL : TEST_PASS);
	reset(SRST_SHUTDOWN);
	stop_here();
}

_Noreturn void arch_reboot(void)
{
	irq_disable();
	ask_device(TEST_RESET);
	reset(SRST_COLD_REBOOT);
	stop_here();
}
