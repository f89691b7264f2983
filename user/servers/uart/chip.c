// SPDX-License-Identifier: MIT
#include "user/lib/sys.h"
#include "user/servers/uart/chip.h"

#define DATA	    0
#define IRQ_ENABLE  1
#define LINE_STATUS 5

#define IRQ_ENABLE_RX  1
#define STATUS_READY   1
#define STATUS_TX_FREE 0x20

/* At 9,600 baud a full FIFO takes 17 ms. */
#define POLLS	 100
#define SLEEPS	 1000
#define SLEEP_NS 100000

static bool has_room(const struct chip *chip)
{
	for (int i = 0; i < POLLS; i++) {
		if (chip->registers[LINE_STATUS] & STATUS_TX_FREE)
			return true;
	}
	return false;
}

void chip_listen(const struct chip *chip)
{
	chip->registers[IRQ_ENABLE] = IRQ_ENABLE_RX;
}

int chip_get(const struct chip *chip)
{
	return chip->registers[LINE_STATUS] & STATUS_READY ? chip->registers[DATA] : -1;
}

bool chip_put(const struct chip *chip, char c)
{
	for (int i = 0; !has_room(chip); i++) {
		if (i == SLEEPS)
			return false;
		sys_sleep(SLEEP_NS);
	}
	chip->registers[DATA] = (uint8_t)c;
	return true;
}
