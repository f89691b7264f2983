/* SPDX-License-Identifier: MIT */
/*
 * The public interface between user programs and the kernel: all of it, and nothing else.
 *
 * A system call is an `ecall` with the number in a7 and up to six arguments in a0..a5. The result
 * comes back in a0: zero or more is success, a negative value is one of enum err. ra, sp, gp, tp and
 * s0..s11 are preserved; t0..t6 and a1..a7 come back zero, so that a trap saves only what it must.
 *
 * Also included from assembly (for the SYS_ numbers).
 */
#ifndef LORIS_ABI_H
#define LORIS_ABI_H

/* System call numbers; docs/syscalls.md says what each one takes, gives and refuses. */
#define SYS_null  0 /* () -> 0: nothing but the way in and out */
#define SYS_exit  1 /* (status): ends the process and all its threads; status & 0xff is kept */
#define SYS_yield 2 /* () -> 0 */
#define SYS_sleep 3 /* (ns) -> 0 */
#define SYS_clock 4 /* () -> ns since boot */
#define SYS_write 5 /* (buf, len) -> bytes taken by the console, at most LORIS_IO_MAX */
#define SYS_read  6 /* (buf, len) -> bytes; waits for a line; 0 at end of input (Ctrl-D) */
#define SYS_spawn \
	7 /* (args, len) -> pid; args: NUL-ended strings one after the other, the first
				names the ramdisk file; len counts all bytes with the last NUL */
#define SYS_wait	  8 /* (pid, struct loris_exit *) -> pid of the child that ended; pid 0: any child */
#define SYS_kill	  9  /* (pid) -> 0: ends a child of the caller */
#define SYS_thread_create 10 /* (entry, arg, stack_top, tp) -> tid; starts at entry with a0 = arg */
#define SYS_thread_exit \
	11 /* (value): ends the calling thread; the last one ends the process, status 0 */
#define SYS_thread_join 12 /* (tid, long *value) -> 0 */
#define SYS_thread_pin	13 /* (hart) -> hart: the caller runs only there from now on; -1: anywhere */
#define SYS_map		14 /* (addr, len, prot) -> addr; addr 0: the kernel chooses; zero-filled */
#define SYS_unmap	15 /* (addr, len) -> 0; holes are fine */
#define SYS_protect	16 /* (addr, len, prot) -> 0; every page must be mapped */
#define SYS_open	17 /* (name, len, struct loris_file *) -> file number */
#define SYS_file_read	18 /* (file, offset, buf, len) -> bytes, at most LORIS_IO_MAX; 0 at the end */
#define SYS_file_list \
	19	     /* (index, struct loris_file *) -> file number; ERR_NOT_FOUND past the last */
#define SYS_stats 20 /* (hart, struct loris_stats *, size) -> bytes; hart -1: the sum of all */
#define SYS_self  21 /* (struct loris_self *) -> pid */
#define SYS_bench_call \
	22 /* (word, relay) -> the answer of this hart's bench kthread: relay 0: word + 1
				from the kthread itself; relay 1: the word of the other caller */
#define SYS_bench_report \
	23 /* (const struct loris_bench *) -> 0: kept with the process for who waits */
#define SYS_COUNT 24

/* Protections of SYS_map and SYS_protect. Writable implies readable, as Sv39 has no write-only page. */
#define LORIS_PROT_READ	 1
#define LORIS_PROT_WRITE 2
#define LORIS_PROT_EXEC	 4

#define LORIS_PAGE_SIZE	   4096
#define LORIS_IO_MAX	   4096 /* most bytes one write, read or file_read moves */
#define LORIS_ARGS_MAX	   2048 /* most bytes of a spawn's argument block */
#define LORIS_NAME_MAX	   64	/* a ramdisk file's name with its NUL */
#define LORIS_THREADS_MAX  256	/* threads of one process, those not yet joined included */
#define LORIS_CHILDREN_MAX 1024 /* children of one process, those not yet waited for included */

/* The HINT instructions `slti x0, x0, N` that outside observers recognise; see docs/bench.md. */
#define LORIS_MARK_NULL		 1 /* N odd: a measured loop begins; N + 1: it ends */
#define LORIS_MARK_KTHREAD_SAME	 3
#define LORIS_MARK_KTHREAD_OTHER 5
#define LORIS_MARK_YIELD_THREADS 7
#define LORIS_MARK_YIELD_PROCS	 9
#define LORIS_MARK_SPAWN	 11
#define LORIS_MARK_MAP		 13

#ifndef __ASSEMBLER__
#include <stdint.h>
#include "lib/counters.h" /* struct loris_stats, which SYS_stats fills */

/* Results of calls, kernel-wide. Few, and each means one thing. */
enum err {
	OK = 0,
	ERR_INVALID = -1,   /* an argument that no caller may give */
	ERR_NO_CALL = -2,   /* no system call has this number */
	ERR_FAULT = -3,	    /* a pointer to memory the caller may not use so */
	ERR_NO_MEMORY = -4, /* memory, or a limit on objects, is used up */
	ERR_NOT_FOUND = -5, /* no file, process, thread or mapping of that name */
	ERR_NOT_ELF = -6,   /* the file is not a program that this kernel runs */
	ERR_EXISTS = -7,    /* the address range is taken */
	ERR_PERM = -8,	    /* not the caller's to do */
	ERR_DEADLOCK = -9,  /* would wait for itself for ever */
};

/* How a process ended: struct loris_exit.how */
enum loris_how {
	LORIS_EXITED = 0,    /* code: the status it gave */
	LORIS_FAULTED = 1,   /* code: the RISC-V exception cause */
	LORIS_KILLED = 2,    /* code: 0 */
	LORIS_NO_MEMORY = 3, /* touched memory that the machine no longer had; code: 0 */
};

struct loris_exit {
	int32_t pid;
	int32_t how; /* enum loris_how */
	int32_t code;
	int32_t reserved;
};

struct loris_file {
	uint64_t size; /* bytes */
	char name[LORIS_NAME_MAX];
};

struct loris_self {
	int32_t pid, tid;
	int32_t hart;	   /* where the caller runs now: an index, 0 .. harts - 1 */
	int32_t harts;	   /* how many run */
	uint64_t timebase; /* ticks of rdtime in a second */
};

/* What a bench program measured: SYS_bench_report. */
struct loris_bench {
	uint64_t iters;
	uint64_t ns;				/* all iterations together, by rdtime */
	uint64_t satp_writes, fences, switches; /* likewise, differences of SYS_stats */
	uint32_t marker;
	uint32_t reserved;
};
#endif
#endif
