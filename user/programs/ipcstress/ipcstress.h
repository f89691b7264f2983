/* SPDX-License-Identifier: MIT */
/*
 * Servers, several threads at one endpoint, and clients of many kinds, in this process and in another. Who
 * a message is from stands in its badge's place, word 1, and which one it is in word 2; every other word
 * follows from these two, so that none can be mixed up with another. A server sees to it that none comes
 * twice; a client that each answer is that to its question.
 */
#ifndef IPCSTRESS_H
#define IPCSTRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "user/lib/sys.h"

#define CLIENTS_MAX 32
#define REMOTE	    16 /* clients from here on are those of the other process */
#define SERVERS	    3
#define VICTIMS	    2
#define NS_PER_MS   1000000ull

/* Word 0 of what a client sends. */
enum {
	OP_ECHO = 1, /* is answered */
	OP_KEEP,     /* is answered later, by somebody else */
	OP_TELL,     /* was sent: no answer */
	OP_CARRY,    /* with a handle, which comes back with the answer */
	OP_RING,     /* word 3: which server is to be signalled; it signals back (server.c) */
	OP_REPORT,   /* word 3: so many OP_TELLs were taken, the client says */
	OP_QUIT,
};

#define WORD(client, seq, i) (((client)*0x9E3779B97F4A7C15ull ^ (seq)) * ((i) + 3) + (i))
#define ANSWER		     0x8000000000000000ull /* XORed to each word from 3 on */

struct server {
	handle_t endpoint, bell; /* bell: a notification bound to the thread */
	unsigned index;
};
extern struct server servers[SERVERS];

long server_main(void *server);
/* Answers what was kept, if anything was. */
void answer_kept(void);
/* Whether what clients say they told is what was heard. */
bool reports_fit(void);

struct client {
	unsigned id;
	handle_t endpoint;
	uint64_t ends; /* ns since boot */
	uint64_t random;
	uint64_t seq; /* grows: whoever looks after it sees that it goes on */
	uint64_t told, good, late;
};

/* What keeps on going until its time is over; the second until it is killed. */
long client_main(void *client);
long victim_main(void *client);

/* Said once: where, and what was there instead. */
void wrong(const char *what, uint64_t client, uint64_t seq, uint64_t got, uint64_t want);
extern uint64_t failed;

#endif
