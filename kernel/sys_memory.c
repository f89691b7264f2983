/* SPDX-License-Identifier: MIT */
/* The system calls about memory, as lib/abi.h says. */
#include "kernel/handle.h"
#include "kernel/memory.h"
#include "kernel/process.h"
#include "kernel/reaper.h"
#include "kernel/syscall.h"
#include "kernel/system.h"
#include "kernel/vm.h"

_Static_assert(LORIS_PROT_READ << 2 == LORIS_RIGHT_READ &&
		       LORIS_PROT_WRITE << 2 == LORIS_RIGHT_WRITE &&
		       LORIS_PROT_EXEC << 2 == LORIS_RIGHT_EXEC,
	       "rights_for() and prot_max below");

static struct thread *current(void)
{
	return this_hart()->current;
}

/* ---- objects ------------------------------------------------------------------------------------------- */

/* The creator's handle on it. */
static long give(struct memory *m, unsigned rights, enum err e)
{
	return m ? handle_give(current()->process, &m->object, rights, 0) : e;
}

/* What the thread has begun to make with the call that it makes again; or that was given up, and something else is
 * wanted. */
static struct memory *begun(struct thread *t, uint64_t len, uint64_t flags)
{
	struct memory *m = t->making;

	t->making = NULL;
	if (!m || (m->size == len && flags))
		return m;
	object_put(&m->object);
	return NULL;
}

/* The end of a call that takes memory; or not: it was refused some, and waits until what is dead is freed. */
static bool must_wait(long result)
{
	if ((result == ERR_NO_MEMORY || result == ERR_QUOTA) && reaper_wait_for_memory())
		return true;
	current()->reaps_awaited = 0;
	return false;
}

long sys_memory_create(uint64_t len, uint64_t flags)
{
	enum err e = OK;
	struct memory *m;

	if (flags & ~(uint64_t)LORIS_MEMORY_CONTIGUOUS)
		return ERR_INVALID;
	m = begun(current(), len, flags);
	if (!m)
		m = memory_create(current()->mm->quota, len, flags & LORIS_MEMORY_CONTIGUOUS, &e);
	if (must_wait(e))
		syscall_retry_blocked(SYS_memory_create, (uint64_t[7]){len, flags});
	if (m && memory_clear_some(m)) {
		current()->making = m;
		syscall_go_on(SYS_memory_create, (uint64_t[7]){len, flags});
	}
	return give(m, MEMORY_RIGHTS, e);
}

long sys_memory_physical(uint64_t system, uint64_t address, uint64_t len)
{
	enum err e = system_check(system);
	struct memory *m;

	if (e != OK)
		return e;
	m = memory_physical(current()->mm->quota, address, len, &e);
	return give(m,
		    m && m->kind == MEMORY_RAMDISK ? MEMORY_RAMDISK_RIGHTS : MEMORY_DEVICE_RIGHTS,
		    e);
}

/* A found object may end at any time; this one does not. To be put. */
static enum err find_memory(uint64_t handle, unsigned rights, struct found *f)
{
	enum err e = handle_find(current()->process, handle, LORIS_MEMORY, rights, f);

	return e != OK || object_try_get(f->object) ? e : ERR_HANDLE;
}

long sys_memory_address(uint64_t system, uint64_t memory, uint64_t offset)
{
	enum err e = system_check(system);
	struct memory *m;
	struct found f;
	pa_t pa = 0;

	if (e == OK)
		e = find_memory(memory, LORIS_RIGHT_READ, &f);
	if (e != OK)
		return e;
	m = memory_of(f.object);
	e = ERR_INVALID;
	if (offset < m->size) {
		pa = memory_page(m, offset >> PAGE_SHIFT);
		e = ERR_NO_MEMORY;
	}
	object_put(f.object);
	return pa ? (long)(pa + (offset & (PAGE_SIZE - 1))) : e;
}

/* ---- spaces ---------------------------------------------------------------------------------------------- */

/* Whose space a call is about; 0: the caller's. To be left: what has users is not taken apart. */
static enum err enter_space(uint64_t process, struct mm **mm)
{
	struct found f;
	enum err e;

	*mm = current()->mm;
	if (!process)
		return OK;
	e = handle_find(current()->process, process, LORIS_PROCESS, LORIS_RIGHT_MANAGE, &f);
	if (e != OK)
		return e;
	*mm = process_join_mm(object_of(f.object, struct process, object));
	return *mm ? OK : ERR_CLOSED;
}

static void leave_space(uint64_t process, struct mm *mm)
{
	if (process)
		mm_user_leave(mm);
}

/* Of the memory, for such a mapping. What may be written may be read, as Sv39 has it. */
static unsigned rights_for(uint64_t flags)
{
	unsigned rights = (flags & 7) << 2;

	if (flags & LORIS_MAP_PRIVATE)
		return (rights | LORIS_RIGHT_READ) & ~(unsigned)LORIS_RIGHT_WRITE;
	return rights & LORIS_RIGHT_WRITE ? rights | LORIS_RIGHT_READ : rights;
}

static unsigned prot_max(unsigned rights)
{
	return (rights & LORIS_RIGHT_READ ? rights : rights & ~(unsigned)LORIS_RIGHT_WRITE) >> 2 &
	       7;
}

/* The memory itself, or copied from it; it is counted meanwhile. */
static long map_memory(struct mm *mm, uint64_t addr, uint64_t len, unsigned flags, uint64_t memory,
		       struct vm_source *from)
{
	struct found f;
	long at = find_memory(memory, rights_for(flags), &f);

	if (at != OK)
		return at;
	from->memory = memory_of(f.object);
	from->prot_max = prot_max(f.rights);
	at = vm_map_memory(mm, addr, len, flags, from);
	object_put(f.object);
	return at;
}

static long map(uint64_t process, uint64_t addr, uint64_t len, unsigned flags, uint64_t memory,
		uint64_t offset, uint64_t filled)
{
	struct vm_source from = {.offset = offset, .filled = filled};
	struct mm *mm;
	long at = enter_space(process, &mm);

	if (at != OK)
		return at;
	if (memory)
		at = map_memory(mm, addr, len, flags, memory, &from);
	else
		at = offset | filled ? ERR_INVALID : vm_map(mm, addr, len, flags);
	leave_space(process, mm);
	return at;
}

static __attribute__((noinline)) long map_again(uint64_t process, uint64_t addr, uint64_t len,
						uint64_t flags, uint64_t memory, uint64_t offset,
						uint64_t filled)
{
	long at = flags > UINT32_MAX
			  ? ERR_INVALID
			  : map(process, addr, len, (unsigned)flags, memory, offset, filled);

	if (must_wait(at))
		syscall_retry_blocked(
			SYS_map, (uint64_t[7]){process, addr, len, flags, memory, offset, filled});
	return at;
}

long sys_map(uint64_t process, uint64_t addr, uint64_t len, uint64_t flags, uint64_t memory,
	     uint64_t offset, uint64_t filled)
{
	/* What is most usual, with few registers. */
	if (!(process | memory | offset | filled | flags >> 3)) {
		long at = vm_map(current()->mm, addr, len, (unsigned)flags);
		if (at < 0)
			return map_again(0, addr, len, flags, 0, 0, 0);
		current()->reaps_awaited = 0;
		return at;
	}
	return map_again(process, addr, len, flags, memory, offset, filled);
}

long sys_unmap(uint64_t process, uint64_t addr, uint64_t len)
{
	uint64_t done;
	struct mm *mm;
	enum err e = enter_space(process, &mm);

	if (e != OK)
		return e;
	e = vm_unmap(mm, addr, len, &done);
	leave_space(process, mm);
	if (e != OK || done >= len)
		return e;
	syscall_go_on(SYS_unmap, (uint64_t[7]){process, addr + done, len - done});
}

long sys_protect(uint64_t process, uint64_t addr, uint64_t len, uint64_t prot)
{
	uint64_t done;
	struct mm *mm;
	enum err e;

	if (prot > UINT32_MAX)
		return ERR_INVALID;
	e = enter_space(process, &mm);
	if (e != OK)
		return e;
	e = vm_protect(mm, addr, len, (unsigned)prot, &done);
	leave_space(process, mm);
	if (e != OK || done >= len)
		return e;
	syscall_go_on(SYS_protect, (uint64_t[7]){process, addr + done, len - done, prot});
}
