/* SPDX-License-Identifier: MIT */
/* A 16550, or what behaves like one, with its registers one byte apart. */
#ifndef LORIS_UART_CHIP_H
#define LORIS_UART_CHIP_H

#include <stdbool.h>
#include <stdint.h>

struct chip {
	volatile uint8_t *registers;
};

/* From now on it interrupts when characters have come. */
void chip_listen(const struct chip *chip);

int chip_get(const struct chip *chip); /* -1: nothing has come */

/* Waits until there is room, asleep when it takes longer. False: there never was. The kernel writes to
 * the same chip; both look for room before each character, and the chip has room for both then. */
bool chip_put(const struct chip *chip, char c);

#endif
