/* SPDX-License-Identifier: MIT */
/* How a function is to be compiled, and where it is to stand. */
#ifndef ARCH_RISCV_ATTRIBUTES_H
#define ARCH_RISCV_ATTRIBUTES_H

/* Where a call would cost more than it saves, or must not be (ipc_fast.c). */
#define ALWAYS_INLINE static inline __attribute__((always_inline))
/* What is called now and then, in a file that is made to be fast: this part of it is made to be small. */
#define COLD __attribute__((cold, noinline))
/* What only the boot calls, or what it alone makes a call of: when the machine is up, the pages where it
 * stands are memory like any other (boot_memory_free()). The linker refuses references from what stays. */
#define BOOT __attribute__((cold, section(".boot.text")))
/* Likewise, but for the shell's commands, and so in the small kernel only. */
#ifdef LORIS_SMALL
#define BOOT_OR_COMMAND BOOT
#else
#define BOOT_OR_COMMAND
#endif
/* Likewise, but for the tests in the debug kernel. */
#ifdef LORIS_DEBUG
#define BOOT_OR_TEST
#else
#define BOOT_OR_TEST BOOT
#endif

#endif
