// SPDX-License-Identifier: MIT
#include "user/programs/pager/pager.h"
#include <stdbool.h>
#include <unistd.h>
#include "user/lib/sys.h"
#include "user/lib/thread.h"

#define PAGE LORIS_PAGE_SIZE
#define RW   (LORIS_PROT_READ | LORIS_PROT_WRITE)

/* A page with the file's bytes from offset on, filled where nobody else looks. */
static long make_page(const struct pager *pager, size_t offset)
{
	long memory = sys_memory_create(PAGE, 0);
	long window = sys_map_into(0, NULL, PAGE, RW, (handle_t)memory, 0, 0);
	long n = ERR_NO_MEMORY;

	if (memory >= 0 && window >= 0 && lseek(pager->file, (off_t)offset, SEEK_SET) >= 0)
		n = read(pager->file, (void *)window, PAGE);
	if (window >= 0)
		sys_unmap((void *)window, PAGE);
	if (n < 0 && memory >= 0)
		sys_handle_close((handle_t)memory);
	return n < 0 ? ERR_IO : memory;
}

/* The page that has been there longest makes room. */
static void remember(struct pager *pager, char *page)
{
	char **frame = &pager->frames[pager->filled++ % PAGER_FRAMES];

	if (*frame)
		sys_unmap(*frame, PAGE);
	*frame = page;
}

/* The mapping keeps the page; the handle is not needed any more. */
static bool fill(struct pager *pager, uint64_t address)
{
	size_t offset = (address - (uint64_t)pager->base) & ~(size_t)(PAGE - 1);
	char *page = PAGER_BASE + offset;
	long memory, at;

	if (address < (uint64_t)pager->base || offset >= pager->size)
		return false;
	memory = make_page(pager, offset);
	if (memory < 0)
		return false;
	at = sys_map_into(0, page, PAGE, LORIS_PROT_READ, (handle_t)memory, 0, 0);
	sys_handle_close((handle_t)memory);
	if (at >= 0)
		remember(pager, page);
	return at >= 0 || at == ERR_EXISTS; /* another thread has touched it too */
}

/* A fault elsewhere, or a write, is nothing that we can repair: the process ends as if we were not there. A
 * fault of this thread itself would never be answered, so it touches nothing of what it fills. */
static uint64_t verdict(struct pager *pager, const struct message *m)
{
	bool repaired = LORIS_MSG_KIND(m->info) == LORIS_MSG_FAULT &&
			m->word[0] == LORIS_FAULT_PAGE && m->word[1] == CAUSE_LOAD_PAGE_FAULT &&
			fill(pager, m->word[2]);

	return repaired ? LORIS_FAULT_RESUME : LORIS_FAULT_KILL;
}

static long serve(void *arg)
{
	struct pager *pager = arg;
	struct message m = {0};
	long err = ipc_recv(pager->endpoint, &m);

	while (err == OK) {
		m = (struct message){.word = {verdict(pager, &m)}};
		err = ipc_reply_recv(pager->endpoint, &m);
	}
	return err;
}

long pager_start(struct pager *pager)
{
	long endpoint = sys_endpoint_create();
	long err;

	if (endpoint < 0)
		return endpoint;
	pager->endpoint = (handle_t)endpoint;
	pager->base = PAGER_BASE;
	err = sys_process_handler(0, pager->endpoint, LORIS_ON_PAGE);
	return err < 0 ? err : thread_start(serve, pager);
}
