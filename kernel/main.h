/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MAIN_H
#define KERNEL_MAIN_H

/* The boot hart, kernel map loaded, on the boot stack, irqs off. harts_described: how many entries of
 * harts[] the architecture filled in; this one is the first. */
_Noreturn void kernel_main(unsigned harts_described);

#endif
