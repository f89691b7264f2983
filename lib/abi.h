/* SPDX-License-Identifier: MIT */
/*
 * The public interface between user programs and the kernel: all of it, and nothing else.
 *
 * A system call is an `ecall` with the number in a7 and up to seven arguments in a0..a6. The result
 * comes back in a0: zero or more is success, a negative value is one of enum err. ra, sp, gp, tp and
 * s0..s11 are preserved; t0..t6 and a1..a7 come back zero, so that a trap saves only what it must.
 *
 * Also included from assembly (for the SYS_ numbers).
 */
#ifndef LORIS_ABI_H
#define LORIS_ABI_H

/* System call numbers; docs/syscalls.md says what each one takes, gives and refuses. The first two
 * have paths of their own: kernel/ipc_fast.c. */
#define SYS_call	  0 /* (endpoint; message) -> 0; the reply */
#define SYS_reply_recv	  1 /* (endpoint; message): to whom was received last; -> as recv */
#define SYS_null	  2 /* () -> 0: nothing but the way in and out */
#define SYS_yield	  3 /* () -> 0 */
#define SYS_recv	  4 /* (endpoint) -> 0; a message, its kind in info, the sender's badge */
#define SYS_send	  5 /* (endpoint; message) -> 0 when it has been received */
#define SYS_reply	  6 /* (reply, or 0: to whom was received last; message) -> 0 */
#define SYS_reply_keep	  7 /* () -> reply: whom was received last waits until this is replied to */
#define SYS_signal	  8 /* (notification, bits) -> 0 */
#define SYS_wait_bits	  9 /* (notification, ns or -1) -> bits, which are taken */
#define SYS_sleep	  10 /* (ns) -> 0 */
#define SYS_clock	  11 /* () -> ns since boot */
#define SYS_exit	  12 /* (status): ends the process and all its threads; status & 0xff is kept */
#define SYS_self	  13 /* (struct loris_self *) -> pid */
#define SYS_thread_create 14 /* (entry, arg, stack_top, tp) -> tid; starts at entry with a0 = arg */
#define SYS_thread_exit \
	15 /* (value): ends the calling thread; the last one ends the process, status 0 */
#define SYS_thread_join	    16 /* (tid, long *value) -> 0 */
#define SYS_thread_pin	    17 /* (hart) -> hart: the caller runs only there from now on; -1: anywhere */
#define SYS_thread_open	    18 /* (process or 0, tid) -> thread */
#define SYS_thread_kill	    19 /* (thread) -> 0 */
#define SYS_thread_priority 20 /* (thread or 0: the caller, priority) -> the one it had */
#define SYS_handle_copy	    21 /* (handle, rights, badge) -> handle: fewer rights; badge 0: as it was */
#define SYS_handle_close    22 /* (handle) -> 0 */
#define SYS_handle_revoke   23 /* (handle) -> 0: every copy derived from it is dead now */
#define SYS_handle_info	    24 /* (handle, struct loris_handle *) -> 0 */
#define SYS_handle_watch \
	25 /* (handle, notification, bits) -> 0: signal when no copy of it is left */
#define SYS_endpoint_create	26 /* () -> endpoint */
#define SYS_notification_create 27 /* () -> notification */
#define SYS_notification_bind	28 /* (notification or 0) -> 0: the caller's recv also wakes for it */
#define SYS_timer_set \
	29 /* (notification, bits, ns) -> 0: signals once, ns from now; bits 0: never */
#define SYS_memory_create   30 /* (len, flags) -> memory; zero-filled */
#define SYS_memory_physical 31 /* (system, address, len) -> memory: device registers, the ramdisk */
#define SYS_memory_address  32 /* (system, memory, offset) -> physical address, for DMA */
#define SYS_map		    33 /* (process or 0, addr, len, flags, memory or 0, offset, filled) -> addr */
#define SYS_unmap	    34 /* (process or 0, addr, len) -> 0; holes are fine */
#define SYS_protect	    35 /* (process or 0, addr, len, prot) -> 0; every page must be mapped */
#define SYS_process_create \
	36 /* (const struct loris_process *) -> process, which has no thread yet */
#define SYS_process_start \
	37 /* (process, entry, stack_top, a0, a1) -> tid: its first thread, or another */
#define SYS_process_give    38 /* (process, handle, rights) -> the copy's value in that process */
#define SYS_process_kill    39 /* (process) -> 0 */
#define SYS_process_handler 40 /* (process or 0, endpoint or 0, events) -> 0: who hears of these */
#define SYS_process_info    41 /* (process or 0, struct loris_process_info *) -> pid */
#define SYS_fault_registers \
	42 /* (write, struct loris_registers *) -> 0: of whose fault was received last */
#define SYS_interrupt_create \
	43 /* (system, source) -> interrupt; the kernel no longer reads a UART of its */
#define SYS_interrupt_bind \
	44		     /* (interrupt, notification, bits) -> 0: from now on it is delivered */
#define SYS_interrupt_ack 45 /* (interrupt) -> 0: the next one may come */
#define SYS_system	  46 /* (system, operation, argument): see LORIS_SYSTEM_ */
#define SYS_stats	  47 /* (hart, struct loris_stats *, size) -> bytes; hart -1: the sum of all */
#define SYS_COUNT	  48

/*
 * A message: eight words in a1..a5, t1..t3, and what is said about it in a6 (info). They stay in these
 * registers from the sender to the receiver. A received message's badge comes in a7. With
 * LORIS_MSG_TIMEOUT t4 holds how many nanoseconds the caller waits at most; 0: not at all.
 *
 * Handles that go along stand in words 4..7, and the receiver finds its own in the same place.
 */
#define LORIS_MSG_WORDS	      8
#define LORIS_MSG_HANDLES_MAX 4
#define LORIS_MSG_HANDLES(n)  (n) /* in info: so many handles go along; on receipt: came */
#define LORIS_MSG_COUNT(info) ((info)&7)
#define LORIS_MSG_MOVE(i)     (1 << (4 + (i))) /* handle i is moved, else copied */
#define LORIS_MSG_ACCEPT(n)   ((n) << 8) /* so many may come with what is received, or the reply */
#define LORIS_MSG_TIMEOUT     (1 << 12)
#define LORIS_MSG_KIND(info)  ((info) & (15 << 16)) /* on receipt: */
#define LORIS_MSG_REPLY	      (0 << 16)
#define LORIS_MSG_CALL	      (1 << 16) /* whoever sent it waits for a reply */
#define LORIS_MSG_SEND	      (2 << 16) /* nobody does */
#define LORIS_MSG_BITS	      (3 << 16) /* the bound notification: word 0: its bits, which are taken */
#define LORIS_MSG_FAULT	      (4 << 16) /* from the kernel: see enum loris_fault; is replied to */
#define LORIS_MSG_EXIT \
	(5 << 16) /* from the kernel: a process has ended; words: struct loris_exit */

/* Rights of a handle. What there is of them depends on the object; others are ignored. */
#define LORIS_RIGHT_SEND   1 /* endpoint: call, send; notification: signal */
#define LORIS_RIGHT_RECV   2 /* endpoint: recv; notification: wait, bind */
#define LORIS_RIGHT_READ   4 /* memory: map so; process: info */
#define LORIS_RIGHT_WRITE  8
#define LORIS_RIGHT_EXEC   16
#define LORIS_RIGHT_MANAGE 32 /* process, thread, interrupt, system: everything else */
#define LORIS_RIGHT_COPY   64 /* it may be copied, and go along with a message */
#define LORIS_RIGHTS_ALL   127

/* Protections of SYS_map and SYS_protect. Writable implies readable, as Sv39 has no write-only page. */
#define LORIS_PROT_READ	 1
#define LORIS_PROT_WRITE 2
#define LORIS_PROT_EXEC	 4
/* SYS_map: a copy of the memory's first `filled` bytes from offset on, each page made when it is touched;
 * zeroes behind them. Otherwise the mapping is the memory itself. */
#define LORIS_MAP_PRIVATE 8

#define LORIS_MEMORY_CONTIGUOUS 1 /* SYS_memory_create: physically in one piece, at most 4 MiB */

/* SYS_system: what to do. */
#define LORIS_SYSTEM_CONSOLE_INPUT 2 /* argument: a character, as if it had been typed */
#define LORIS_SYSTEM_DEVICE	   3 /* argument: struct loris_device *: looks it up; ERR_NOT_FOUND */
#define LORIS_SYSTEM_KTHREAD	   4 /* argument: a hart: -> endpoint of the kthread that answers there */

#define LORIS_PRIORITY_USER   16 /* of a new process; 0 is the most urgent */
#define LORIS_PRIORITY_LOWEST 31

#define LORIS_PAGE_SIZE	   4096
#define LORIS_IO_MAX	   4096 /* most bytes one write, read or file_read moves */
#define LORIS_ARGS_MAX	   2048 /* most bytes of a spawn's argument block */
#define LORIS_NAME_MAX	   64	/* a ramdisk file's name with its NUL */
#define LORIS_THREADS_MAX  4096 /* threads of one process, those not yet joined included */
#define LORIS_CHILDREN_MAX 1024 /* children of one process, those not yet waited for included */

/* The HINT instructions `slti x0, x0, N` that outside observers recognise; see docs/bench.md. */
#define LORIS_MARK_NULL		 1 /* N odd: a measured loop begins; N + 1: it ends */
#define LORIS_MARK_KTHREAD_SAME	 3
#define LORIS_MARK_KTHREAD_OTHER 5
#define LORIS_MARK_YIELD_THREADS 7
#define LORIS_MARK_YIELD_PROCS	 9
#define LORIS_MARK_SPAWN	 11
#define LORIS_MARK_MAP		 13
#define LORIS_MARK_YIELD_ALONE	 15
#define LORIS_MARK_IPC_THREADS	 17
#define LORIS_MARK_IPC_PROCS	 19
#define LORIS_MARK_IPC_PROCS4	 21
#define LORIS_MARK_IPC_PROCS8	 23
#define LORIS_MARK_IPC_HANDLE	 25
#define LORIS_MARK_NTFN_PROCS	 27
#define LORIS_MARK_IPC_KTHREAD	 29
#define LORIS_MARK_IPC_FAULT	 31

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
	ERR_HANDLE =
		-10, /* no handle: never was, closed, moved away, revoked; or of another type */
	ERR_CLOSED = -11,  /* the other side is gone */
	ERR_TIMEOUT = -12, /* not within the time given */
	ERR_REFUSED = -13, /* the receiver takes no handles, or not so many */
	ERR_QUOTA = -14,   /* the process has used up what it was given */
	ERR_BUSY = -15,	   /* somebody else has it */
	ERR_IO = -16,	   /* a device said no */
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

/* SYS_handle_info */
enum loris_type {
	LORIS_ENDPOINT = 1,
	LORIS_NOTIFICATION,
	LORIS_REPLY,
	LORIS_MEMORY,
	LORIS_PROCESS,
	LORIS_THREAD,
	LORIS_INTERRUPT,
	LORIS_SYSTEM,
};

struct loris_handle {
	uint32_t type; /* enum loris_type */
	uint32_t rights;
	uint64_t badge;
	uint64_t size;	 /* memory: bytes */
	uint32_t copies; /* derived from it, and copies of those, that still live */
	uint32_t reserved;
};

/* LORIS_SYSTEM_DEVICE: the index-th device of that `compatible` in the device tree. */
struct loris_device {
	char compatible[64];	/* in */
	uint32_t index;		/* in; from 0 */
	uint32_t source;	/* out: its interrupt at the PLIC; 0: none */
	uint64_t address, size; /* out: its registers */
};

/* SYS_process_create. 0 as a limit: that of the process it is made for. */
struct loris_process {
	char name[LORIS_NAME_MAX];
	uint64_t
		made_for; /* process: what the new one uses counts for that one too; 0: the creator */
	uint64_t pages;	  /* most pages: of its own, of tables, of memory objects that it creates */
	uint64_t objects; /* most kernel objects: threads, endpoints, mappings, handles, ... */
};

/* Where a0 points when a process starts, a1 bytes long: this, then NUL-ended arguments. 0: not given. */
#define LORIS_START_INIT    0 /* endpoint: init; for init itself the one that it serves */
#define LORIS_START_CONSOLE 1 /* endpoint: the kernel's console */
#define LORIS_START_IN	    2 /* endpoints of files; 0: the console */
#define LORIS_START_OUT	    3
#define LORIS_START_ERR	    4
#define LORIS_START_SYSTEM  5 /* init, and whom it trusts with the machine */
#define LORIS_START_RAMDISK 6 /* memory: the archive, as long as it is */
#define LORIS_START_EXTRA   7
#define LORIS_START_HANDLES 8

struct loris_start {
	uint64_t handle[LORIS_START_HANDLES];
};

/* SYS_process_info */
struct loris_process_info {
	int32_t pid;
	uint32_t threads; /* 0: none yet, or it has ended */
	uint64_t pages, pages_max;
	uint64_t objects, objects_max;
	uint32_t handles;
	uint32_t reserved;
};

/* Word 0 of a LORIS_MSG_FAULT, and a bit (1 << event) in SYS_process_handler; LORIS_ON_EXIT is the bit for
 * exits, which a process cannot set for itself. Word 1: scause, 2: stval, 3: pc, 4: tid. Reply with word 0 =
 * LORIS_FAULT_RESUME, after repairing what was wrong, or LORIS_FAULT_KILL: what happens without a handler. */
enum loris_fault {
	LORIS_FAULT_PAGE,    /* word 1 says which: fetch, load, store */
	LORIS_FAULT_ILLEGAL, /* an illegal instruction */
	LORIS_FAULT_OTHER,   /* misaligned, access fault, breakpoint */
};
#define LORIS_ON_PAGE	   1u
#define LORIS_ON_ILLEGAL   2u
#define LORIS_ON_OTHER	   4u
#define LORIS_ON_EXIT	   8u
#define LORIS_FAULT_KILL   0
#define LORIS_FAULT_RESUME 1

/* SYS_fault_registers: of the thread that faulted; x[0] is pc. */
struct loris_registers {
	uint64_t x[32];
};

struct loris_file {
	uint64_t size; /* bytes */
	char name[LORIS_NAME_MAX];
};

struct loris_self {
	int32_t pid, tid;
	int32_t hart;	   /* where the caller runs now: an index, 0 .. harts - 1 */
	int32_t harts;	   /* how many came up; some may be off now */
	uint64_t timebase; /* ticks of rdtime in a second */
};
#endif
#endif
