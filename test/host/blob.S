/* SPDX-License-Identifier: MIT */
/* A file as bytes between BLOB_start and BLOB_end. */
#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

	.section .rodata
	.balign 16
	.globl JOIN(BLOB, _start), JOIN(BLOB, _end)
JOIN(BLOB, _start):
	.incbin BLOB_FILE
JOIN(BLOB, _end):

	.section .note.GNU-stack, "", %progbits
