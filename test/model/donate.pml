/* SPDX-License-Identifier: MIT */
/*
 * Who joins the line of a server that gives back what was donated to it: wait_to_send() in kernel/ipc_send.c and
 * ipc_end_donation() in ipc_donate.c. For SPIN; test/model/run gives the parameters. Each side's store waits in its
 * buffer, and leaves it at any time; the server's, made under its run queue's lock, before that is free.
 */
#define URGENT 0
#define USUAL  1

bit line[SENDERS], joined[SENDERS]; /* who stands in it, as others see it, and for itself */
bit urgency = URGENT;		    /* of the server, as others see it: an earlier caller's */
bit stored, locked;		    /* as itself does; until then its run queue is */
byte done;
bit urgent_waits;

inline raise() { atomic { !locked -> urgency = URGENT } }

inline look(found)
{
	found = 0;
	for (i : 0 .. SENDERS - 1) {
		found = found || line[i]
	}
}

active proctype buffers()
{
	byte i;

end:	do
	:: atomic { locked -> urgency = stored; locked = 0 }
	:: atomic { joined[0] && !line[0] -> line[0] = 1 }
#if SENDERS > 1
	:: atomic { joined[1] && !line[1] -> line[1] = 1 }
#endif
	od
}

active [SENDERS] proctype sender()
{
	bit seen;
	byte me = _pid - 1;

	joined[me] = 1;
#ifndef MUTANT_I149
	line[me];
#endif
	seen = urgency;
	if
	:: seen != URGENT -> raise()
	:: else
	fi;
	done++
}

active proctype server()
{
	bit found;
	byte i;

	look(found);
	atomic { stored = (found -> URGENT : USUAL); locked = 1 };
#ifndef MUTANT_I149_END
	!locked;
#endif
	look(found);
	if
	:: found -> raise()
	:: else
	fi;
	done++;
	done == SENDERS + 1 && !locked;
	urgent_waits = urgency != URGENT;
	assert(!urgent_waits)
}
