/* SPDX-License-Identifier: MIT */
/*
 * Interrupts for drivers in user space: one object for each source. The kernel claims an interrupt and
 * signals the notification; the source stays silent until the driver acknowledges, so that one which
 * keeps its line raised does not come again and again. Whoever has the source of the console's input has
 * that input: the kernel reads the device exactly while there is no object for it.
 */
#ifndef KERNEL_INTERRUPT_H
#define KERNEL_INTERRUPT_H

/* From the interrupt controller, claimed; irqs off. */
void interrupt_raised(unsigned source);

#endif
