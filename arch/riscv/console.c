/* SPDX-License-Identifier: MIT */
/* The console, by whatever there is. */
#include "arch/riscv/console.h"
#include "arch/riscv/sbi.h"
#include "arch/riscv/uart.h"

static unsigned uart_irq; /* 0: none that reaches us */

BOOT void console_use_uart(volatile void *registers, const struct platform *p)
{
	if (!uart_init(registers, p->uart_shift, p->uart_width))
		return;
	if (p->uart_is_synopsys)
		uart_quiet_synopsys();
	if (arch_irq_exists(p->uart_irq)) {
		uart_irq = p->uart_irq;
		console_listen();
	}
}

void console_put(char c)
{
	if (uart_present())
		uart_put(c);
	else
		sbi_call(SBI_LEGACY_PUTCHAR, 0, (uint64_t)(unsigned char)c, 0, 0);
}

int console_get(void)
{
	/* The legacy call gives the character, or -1, as its error. */
	return uart_present() ? uart_get() : (int)sbi_call(SBI_LEGACY_GETCHAR, 0, 0, 0, 0).error;
}

unsigned console_irq(void)
{
	return uart_irq;
}

void console_listen(void)
{
	uart_enable_interrupt();
	arch_irq_enable(uart_irq);
}
