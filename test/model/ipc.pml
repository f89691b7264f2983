/* SPDX-License-Identifier: MIT */
/*
 * The rendezvous of kernel/ipc.c, ipc_fast.c, ipc_settle.c, ipc_cancel.c, and what of wake.c, sched.c and
 * time.c it rests on: a client that calls, a server that receives, answers, keeps a call or ends, and at any
 * point a kill of either, the client's time limit, the end of the endpoint. For SPIN; test/model/run gives the
 * parameters. A step is one access that another hart can see. Orders that the code has by a fence stand here
 * as the order of the steps; a mutant swaps what a fence held apart.
 */
#define NONE   7
#define CLIENT 0
#define SERVER 1
#define KEPT   2 /* a slot: that of a kept reply. The server's own has its number, 1 */

#define RUNNING 0
#define READY	1
#define BLOCKED 2
#define DEAD	3

#define W_NONE	0
#define W_RECV	1
#define W_CALL	2
#define W_REPLY 3

byte state[2] = READY, wait[2], asked = NONE, cur[2] = NONE;
byte slot[3] = NONE;
bit killed[2], diverted[2], interrupted[2], in_line, receives, closed, bits;
bit asleep; /* the server, in something else, for ever */
bit ep_lock, rq_lock[2], timers_lock;
bit armed, timed, late;
bit kept_open;		   /* the kept reply has a handle */
byte kills = KILLS, calls_left = CALLS, closes = CLOSES, limits = LIMITS, signals = SIGNALS;
/* What must never be true. */
bit frame_of_another_is_written, two_answers, killed_lives_on, nobody_runs_it, wake_up_is_lost;
bit waits_for_the_dead, waits_at_the_closed, both_wait, limit_is_forgotten, bits_are_forgotten;
bit answered;		   /* ghost: the client's call has its result */
bit fed;		   /* ghost: the server's recv has its */

#define NEVER(what, condition) \
	if \
	:: condition -> what = 1; assert(!what) \
	:: else \
	fi

#define HOME(t) ((t) == CLIENT -> 0 : SERVER_HART)

inline lock(l) { atomic { l == 0 -> l = 1 } }
inline unlock(l) { l = 0 }

/* Nobody writes the frame of a thread that runs, nor a second result. */
inline result_of(t)
{
	d_step {
		NEVER(frame_of_another_is_written, state[t] != BLOCKED || wait[t] != W_NONE);
		NEVER(two_answers, (t == CLIENT -> answered : fed));
		if
		:: t == CLIENT -> answered = 1
		:: else -> fed = 1
		fi
	}
}

/* ---- wake.c, time.c ------------------------------------------------------------------------------------- */

inline thread_wake(t)
{
	lock(rq_lock[HOME(t)]);
	if
	:: atomic { state[t] == BLOCKED && cur[HOME(t)] != t ->
#ifndef MUTANT_READY
		diverted[t] = diverted[t] | killed[t];
#endif
		state[t] = READY }
	:: atomic { state[t] == BLOCKED && cur[HOME(t)] == t -> state[t] = RUNNING }
	:: atomic { state[t] != BLOCKED -> skip }
	fi;
	unlock(rq_lock[HOME(t)])
}

inline wait_timer_cancel(t)
{
	if
	:: t == CLIENT && timed ->
#ifdef MUTANT_TIMED
		timed = 0;
#endif
		lock(timers_lock);
		armed = 0;
		unlock(timers_lock);
		atomic { timed = 0; late = 0 }
	:: else
	fi
}

inline ipc_finish(t)
{
	wait_timer_cancel(t);
	result_of(t);
	thread_wake(t)
}

/* ---- ipc_cancel.c ------------------------------------------------------------------------------------------ */

/* taken: the caller finishes it. */
inline take_out(t)
{
	taken = 0;
	do
	:: atomic { wait[t] == W_NONE -> break }
	:: atomic { wait[t] == W_REPLY -> place = asked };
		if
		:: atomic { slot[place] == t -> slot[place] = NONE; taken = 1 }
			wait[t] = W_NONE;
			break
		:: atomic { wait[t] != W_REPLY || asked != place -> place = NONE } /* it has moved on */
		fi
	:: wait[t] == W_CALL ->
		lock(ep_lock);
		if
		:: atomic { wait[t] == W_CALL -> in_line = 0; wait[t] = W_NONE; taken = 1 }
		:: wait[t] != W_CALL
		fi;
		unlock(ep_lock);
		if
		:: taken -> break
		:: else
		fi
	:: wait[t] == W_RECV ->
		lock(ep_lock);
		if
		:: atomic { wait[t] == W_RECV -> receives = 0; wait[t] = W_NONE; taken = 1 }
		:: wait[t] != W_RECV
		fi;
		unlock(ep_lock);
		if
		:: taken -> break
		:: else
		fi
	od;
	place = NONE
}

inline ipc_cancel(t)
{
	take_out(t);
	if
	:: atomic { taken -> taken = 0 } ipc_finish(t)
	:: else
	fi
}

/* timers_lock held. */
inline ipc_timeout_locked(t)
{
	late = 1;
	take_out(t);
	if
	:: atomic { taken -> taken = 0; timed = 0; late = 0 } result_of(t); thread_wake(t)
	:: else
	fi
}

inline wait_timer_look(t)
{
	if
	:: t == CLIENT && late ->
		lock(timers_lock);
		if
		:: late -> ipc_timeout_locked(t)
		:: else
		fi;
		unlock(timers_lock)
	:: else
	fi
}

inline ipc_refuse(s)
{
	atomic { c = slot[s]; slot[s] = NONE };
	if
	:: c != NONE ->
		wait[c] = W_NONE;
		ipc_finish(c)
	:: else
	fi;
	c = NONE
}

inline pop_waiters()
{
	do
	:: lock(ep_lock);
		if
		:: atomic { in_line -> in_line = 0; wait[CLIENT] = W_NONE }
			unlock(ep_lock);
			ipc_finish(CLIENT)
		:: atomic { !in_line && receives -> receives = 0; wait[SERVER] = W_NONE }
			unlock(ep_lock);
			ipc_finish(SERVER)
		:: else -> unlock(ep_lock); break
		fi
	od
}

/* ---- sched.c: the current thread has blocked ------------------------------------------------------------------- */

inline schedule(t)
{
	lock(rq_lock[h]);
#ifndef MUTANT_SCHEDULE
	if
	:: state[t] == BLOCKED && killed[t] ->
		unlock(rq_lock[h]);
		ipc_cancel(t);
		lock(rq_lock[h]);
		if
		:: state[t] == BLOCKED -> diverted[t] = 1
		:: else
		fi
	:: else
	fi;
#endif
	if
	:: state[t] == RUNNING -> /* it has been woken: it goes on */
		atomic { diverted[t] = diverted[t] | killed[t] }
	:: else -> cur[h] = NONE
	fi;
	unlock(rq_lock[h])
}

inline schedule_to(t, to)
{
	lock(rq_lock[h]);
	if
#ifdef MUTANT_HANDOVER
	:: atomic { state[to] == BLOCKED && HOME(to) == h && !killed[t] && !killed[to] ->
#else
	:: atomic { state[t] == BLOCKED && state[to] == BLOCKED && HOME(to) == h && !killed[t] &&
		    !killed[to] ->
#endif
		cur[h] = to; state[to] = RUNNING }
		unlock(rq_lock[h])
	:: else ->
		unlock(rq_lock[h]);
		thread_wake(to);
		schedule(t)
	fi
}

/* ---- ipc.c -------------------------------------------------------------------------------------------------------- */

/* c, blocked, waits in the slot; nobody has it in a queue. */
inline wait_in_slot(who, s)
{
	asked = s;
	wait[who] = W_REPLY;
	slot[s] = who
}

inline call_slowly()
{
	if
	:: atomic { limits > 0 -> limits--; timed = 1; armed = 1 }
	:: skip
	fi;
	lock(ep_lock);
	if
	:: closed ->
		unlock(ep_lock);
		wait_timer_cancel(CLIENT);
		answered = 1
	:: !closed && !receives ->
		in_line = 1;
		wait[CLIENT] = W_CALL;
		state[CLIENT] = BLOCKED;
		unlock(ep_lock);
		schedule(CLIENT)
	:: !closed && receives ->
		atomic { receives = 0; wait[SERVER] = W_NONE }
		unlock(ep_lock);
		result_of(SERVER);
		diverted[SERVER] = 0; /* its frame is told where to go on */
		state[CLIENT] = BLOCKED;
		wait_in_slot(CLIENT, SERVER);
		schedule_to(CLIENT, SERVER)
	fi
}

/* notify.c end_recv() */
inline end_recv()
{
	if
	:: wait[SERVER] == W_RECV ->
		lock(ep_lock);
		if
		:: atomic { receives && bits -> receives = 0; bits = 0; wait[SERVER] = W_NONE; taken = 1 }
		:: else
		fi;
		unlock(ep_lock);
		if
		:: taken ->
			taken = 0;
			result_of(SERVER);
			diverted[SERVER] = 0;
			thread_wake(SERVER)
		:: else
		fi
	:: else
	fi
}

inline notification_look()
{
	if
	:: bits -> end_recv()
	:: else
	fi
}

inline receive()
{
	lock(ep_lock);
	if
	:: atomic { bits -> bits = 0; fed = 1 }
		unlock(ep_lock)
	:: !bits && in_line ->
		in_line = 0;
#ifndef MUTANT_WAIT
		wait[CLIENT] = W_NONE;
#endif
		unlock(ep_lock);
#ifdef MUTANT_WAIT
		wait[CLIENT] = W_NONE;
#endif
		wait_in_slot(CLIENT, SERVER);
#ifndef MUTANT_TAKE
		if
		:: killed[CLIENT] -> ipc_cancel(CLIENT)
		:: else
		fi;
#endif
#ifndef MUTANT_LATE
		wait_timer_look(CLIENT);
#endif
		fed = 1
	:: !bits && !in_line && closed ->
		unlock(ep_lock);
		fed = 1
	:: !bits && !in_line && !closed ->
		receives = 1;
		wait[SERVER] = W_RECV;
		state[SERVER] = BLOCKED;
		unlock(ep_lock);
#ifndef MUTANT_LOOK
		notification_look();
#endif
		blocked = 1
	fi
}

/* to: whoever is answered, blocked, taken out; NONE. */
inline answer(s)
{
#ifdef MUTANT_SWAP
	to = slot[s];
	slot[s] = NONE;
#else
	atomic { to = slot[s]; slot[s] = NONE };
#endif
	if
	:: to != NONE ->
		wait[to] = W_NONE;
		wait_timer_cancel(to);
		result_of(to);
		diverted[to] = 0
	:: else
	fi
}

/* ---- ipc_fast.c, ipc_settle.c: ep_lock held ----------------------------------------------------------------------- */

inline go(prev, next)
{
#ifdef MUTANT_NO_FENCE_FAST
	atomic { seen_prev = killed[prev]; seen_next = killed[next] }
	cur[h] = next;
#else
	cur[h] = next;
	seen_prev = killed[prev];
	seen_next = killed[next];
#endif
	unlock(ep_lock);
	if
	:: next == SERVER -> fed = 1
	:: else -> wait_timer_cancel(CLIENT)
	fi;
#ifndef MUTANT_PREV
	if
	:: seen_prev -> ipc_cancel(prev)
	:: else
	fi;
#endif
#ifndef MUTANT_BITS
	if
	:: !seen_prev && prev == SERVER -> notification_look()
	:: else
	fi;
#endif
#ifdef MUTANT_NEXT
	diverted[next] = 0; /* the way out does not ask the frame */
#else
	diverted[next] = seen_next;
#endif
	atomic { seen_prev = 0; seen_next = 0 }
}

/* ---- what threads do ------------------------------------------------------------------------------------------------ */

inline client_turn()
{
	if
	:: atomic { answered && calls_left == 0 -> answered = 0 } goto leave
	:: atomic { !answered || calls_left > 0 -> answered = 0; calls_left-- }
		if
		:: SERVER_HART == 0 ->
			lock(ep_lock);
			if
			:: receives -> /* ipc_fast_call() */
				receives = 0;
				atomic { slot[SERVER] = CLIENT; asked = SERVER }
				atomic { state[CLIENT] = BLOCKED; wait[CLIENT] = W_REPLY }
				atomic { state[SERVER] = RUNNING; wait[SERVER] = W_NONE }
				go(CLIENT, SERVER)
			:: else -> unlock(ep_lock)
			fi
		:: skip
		fi;
		if
		:: cur[h] == CLIENT && state[CLIENT] == RUNNING -> call_slowly()
		:: else
		fi
	fi
}

inline server_turn()
{
	atomic { fed = 0; blocked = 0; to = NONE };
	if
	:: goto leave /* it ends, without an answer */
	:: atomic { !killed[SERVER] && !rq_lock[h] -> asleep = 1; state[SERVER] = BLOCKED; cur[h] = NONE }
	:: SERVER_HART == 0 -> /* ipc_fast_reply_recv() */
		lock(ep_lock);
		to = slot[SERVER];
		if
		:: to != NONE && !in_line && !closed && wait[to] == W_REPLY ->
			atomic { to = slot[SERVER]; slot[SERVER] = NONE };
		:: else -> to = NONE
		fi;
		if
		:: to != NONE ->
			atomic { answered = 1; state[to] = RUNNING; wait[to] = W_NONE }
			receives = 1;
			atomic { state[SERVER] = BLOCKED; wait[SERVER] = W_RECV }
			go(SERVER, CLIENT)
		:: else -> unlock(ep_lock); goto slow
		fi
	:: goto slow
	:: atomic { !kept_open && slot[SERVER] != NONE -> kept_open = 1 } /* reply_keep */
		atomic { c = slot[SERVER]; slot[SERVER] = NONE };
		if
		:: c != NONE ->
#ifndef MUTANT_ASKED
			asked = KEPT;
#endif
			slot[KEPT] = c
		:: else
		fi;
		c = NONE;
		fed = 1
	:: atomic { kept_open -> kept_open = 0 } /* an answer to it, or its end */
		if
		:: answer(KEPT);
			if
			:: to != NONE -> thread_wake(to)
			:: else
			fi
		:: ipc_refuse(KEPT)
		fi;
		fed = 1
	fi
}

proctype hart(bit h)
{
	byte c = NONE, to = NONE, place = NONE, who;
	bit taken, blocked, seen_prev, seen_next, is_current, is_blocked;

end_user: /* irqs on */
	if
	:: atomic { cur[h] != NONE -> who = cur[h] }
		if
		:: diverted[who] || (interrupted[h] && killed[who]) -> goto leave
		:: else -> interrupted[h] = 0; goto turn
		fi
	:: atomic { cur[h] == NONE && HOME(CLIENT) == h && state[CLIENT] == READY && !rq_lock[h] ->
		cur[h] = CLIENT; state[CLIENT] = RUNNING }
	:: atomic { cur[h] == NONE && HOME(SERVER) == h && state[SERVER] == READY && !rq_lock[h] ->
		cur[h] = SERVER; state[SERVER] = RUNNING }
	:: atomic { kills > 0 -> kills-- } goto kill
	:: atomic { signals > 0 -> signals-- }
		bits = 1;
		end_recv()
	:: atomic { closes > 0 -> closes-- }
		lock(ep_lock);
		closed = 1;
		unlock(ep_lock);
		pop_waiters()
	:: h == 0 && armed -> /* time.c wake_due() */
		lock(timers_lock);
		if
		:: atomic { armed -> armed = 0 }
			if
			:: timed -> ipc_timeout_locked(CLIENT)
			:: else -> thread_wake(CLIENT) /* taken for a sleep */
			fi
		:: else
		fi;
		unlock(timers_lock)
	fi;
	goto end_user;

turn:	if
	:: who == CLIENT -> client_turn()
	:: who == SERVER -> server_turn()
	fi;
	goto end_user;

slow:	/* reply_recv, or recv: who is in the slot is answered, or forgotten */
	if
	:: answer(SERVER)
#ifndef MUTANT_RECV
	:: ipc_refuse(SERVER)
#else
	:: slot[SERVER] = NONE
#endif
	fi;
	receive();
	if
	:: blocked && to != NONE -> schedule_to(SERVER, to)
	:: blocked && to == NONE -> schedule(SERVER)
	:: !blocked && to != NONE -> thread_wake(to)
	:: else
	fi;
	goto end_user;

leave:	/* process.c thread_exit(), ipc_thread_ends() */
#ifndef MUTANT_EXIT
	if
	:: who == SERVER -> ipc_refuse(SERVER)
	:: else
	fi;
#endif
	if
	:: who == SERVER && kept_open -> kept_open = 0; ipc_refuse(KEPT)
	:: else
	fi;
	atomic { state[who] = DEAD; cur[h] = NONE }
	goto end_user;

kill:	if
	:: who = CLIENT
	:: who = SERVER
	fi;
	lock(rq_lock[HOME(who)]);
#ifdef MUTANT_KILLER
	is_current = cur[HOME(who)] == who;
	is_blocked = state[who] == BLOCKED;
	killed[who] = 1;
#else
	killed[who] = 1;
	is_current = cur[HOME(who)] == who;
	is_blocked = state[who] == BLOCKED;
#endif
	if
	:: !is_current -> diverted[who] = 1
	:: else -> interrupted[HOME(who)] = 1
	fi;
	unlock(rq_lock[HOME(who)]);
	if
	:: !is_current && is_blocked && !(who == SERVER && asleep) -> ipc_cancel(who)
	:: !is_current && is_blocked && who == SERVER && asleep -> asleep = 0; thread_wake(SERVER)
	:: else
	fi;
	goto end_user
}

/* When nothing moves any more. */
active proctype end()
{
	timeout;
	NEVER(killed_lives_on, killed[CLIENT] && state[CLIENT] != DEAD);
	NEVER(killed_lives_on, killed[SERVER] && state[SERVER] != DEAD);
	NEVER(nobody_runs_it, state[CLIENT] <= READY || state[SERVER] <= READY);
	NEVER(wake_up_is_lost, state[CLIENT] == BLOCKED && wait[CLIENT] == W_NONE);
	NEVER(wake_up_is_lost, state[SERVER] == BLOCKED && wait[SERVER] == W_NONE && !asleep);
	NEVER(waits_for_the_dead, wait[CLIENT] == W_REPLY && state[SERVER] == DEAD);
	NEVER(waits_at_the_closed, closed && (in_line || receives));
	NEVER(both_wait, in_line && receives);
	NEVER(limit_is_forgotten, late && state[CLIENT] == BLOCKED);
	NEVER(bits_are_forgotten, bits && receives)
}

init
{
	atomic { run hart(0); run hart(1) }
}
