/* SPDX-License-Identifier: MIT */
/*
 * kernel/smp.c: asking the harts of `mask`, waiting for them, and answering. Inside proctype hart.
 */
smp_call:
	atomic {
		fence_full(h); /* ask: atomic_or64 */
		call_pending[h] = mask;
		if
		:: mask & 1 -> call_from[0] = call_from[0] | BIT(h)
		:: else
		fi;
#if NHARTS > 1
		if
		:: mask & 2 -> call_from[1] = call_from[1] | BIT(h)
		:: else
		fi;
#endif
#if NHARTS > 2
		if
		:: mask & 4 -> call_from[2] = call_from[2] | BIT(h)
		:: else
		fi;
#endif
		mask = 0
	}
await_done:
#ifndef MUTANT_H19
	if
	:: call_pending[h] == 0
#ifndef MUTANT_H07
	:: call_from[h] != 0 -> back = BACK_TO_AWAIT; goto smp_serve_calls
#endif
	fi;
#endif
	if
	:: call_is_leave[h] -> goto left
	:: else -> goto changed
	fi;

smp_serve_calls:
	atomic {
		fence_full(h); /* atomic_swap64 */
		caller = (call_from[h] & 1 -> 0 : (call_from[h] & 2 -> 1 : 2));
		call_from[h] = call_from[h] & ~BIT(caller)
	}
#ifdef MUTANT_H19_ACK
	atomic { call_pending[caller] = call_pending[caller] & ~BIT(h) }
#endif
	if
	:: call_is_leave[caller] -> mm_leave_if_lazy(changing[caller])
	:: !call_is_leave[caller] && held == changing[caller] -> /* kernel/flush.c flush_remote */
		served_change()
	:: else
	fi;
	/* atomic_and64 */
	atomic { fence_full(h); call_pending[caller] = call_pending[caller] & ~BIT(h); caller = 0 }
	if
	:: atomic { back == BACK_TO_RUN -> goto running }
	:: atomic { back == BACK_TO_LOCK -> back = 0; goto change }
	:: atomic { back == BACK_TO_AWAIT -> back = 0; goto await_done }
	:: atomic { back == BACK_TO_STOPPED -> back = 0; goto stopped }
#ifdef MUTANT_H16
	:: atomic { back == BACK_TO_LOAD -> back = 0; goto load_on }
#endif
	fi;
