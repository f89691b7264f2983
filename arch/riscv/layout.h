/* SPDX-License-Identifier: MIT */
/*
 * The address space, drawn once. Sv39 gives 512 root entries of 1 GiB each.
 *
 *   entry      virtual address          what
 *   0 .. 255   0x00_0000_0000 ..        user half, one per mm
 *     (gap: addresses that are not sign-extended do not exist, section 10.4.1)
 *   256 .. 383 0xffffffc0_0000_0000 ..  direct map of physical 0 .. 128 GiB: RAM only, never X,
 *                                       read-only where it aliases the image's text and rodata
 *   508        0xffffffff_0000_0000 ..  devices: what the kernel drives itself
 *   509        0xffffffff_4000_0000 ..  stacks, each with a guard page below
 *   511        0xffffffff_fff8_0000 ..  the kernel image: text rx, rodata r, data rw; up to the last address,
 *                                       which makes its text smaller (kernel.ld)
 *
 * Every kernel root entry is decided at boot, a real table or invalid for ever; never a leaf, never G.
 * They are copied into each user root and, because they never change, a copy never goes stale.
 */
#ifndef ARCH_RISCV_LAYOUT_H
#define ARCH_RISCV_LAYOUT_H

#define PAGE_SHIFT 12
#define PAGE_SIZE  4096

#define ROOT_ENTRIES	  512
#define ROOT_USER_ENTRIES 256
#define ROOT_SPAN_SHIFT	  30

#define USER_TOP    0x4000000000
#define DIRECT_BASE 0xffffffc000000000
#define DIRECT_SIZE 0x2000000000
#define DEVICE_BASE 0xffffffff00000000
#define STACKS_BASE 0xffffffff40000000
#define IMAGE_BASE  0xfffffffffff80000 /* as in kernel.ld */

#define STACK_PAGES 2 /* usable; the slot below is the guard */
#define STACK_SIZE  (STACK_PAGES * PAGE_SIZE)
#define STACK_SLOT  (4 * PAGE_SIZE)
#define BOOT_STACK  8192
#define MAX_HARTS   64

#define IMAGE_PAGES (-IMAGE_BASE / PAGE_SIZE)

#ifndef __ASSEMBLER__
#define ROOT_INDEX(va) (((unsigned long)(va) >> ROOT_SPAN_SHIFT) & (ROOT_ENTRIES - 1))

_Static_assert(ROOT_INDEX(USER_TOP - 1) == ROOT_USER_ENTRIES - 1, "user half ends here");
_Static_assert(ROOT_INDEX(DIRECT_BASE) == 256, "direct map");
_Static_assert(ROOT_INDEX(DIRECT_BASE + DIRECT_SIZE - 1) == 383, "direct map ends");
_Static_assert(ROOT_INDEX(DEVICE_BASE) == 508, "devices");
_Static_assert(ROOT_INDEX(STACKS_BASE) == 509, "stacks");
_Static_assert(ROOT_INDEX(IMAGE_BASE) == 511, "image");
#endif
#endif
