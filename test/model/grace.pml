/* SPDX-License-Identifier: MIT */
/*
 * What keeps a thing that was looked up without counting it: kernel/grace.c, hart_interrupted() in smp.c,
 * idle_main() in hart.c. One hart looks up, takes interrupts and sleeps, another one takes the thing away, waits for
 * that hart and frees it. For SPIN; test/model/run gives the parameters. The first hart's stores wait in its buffer, one
 * for each word, and leave it in any order at any time; loads take place where they stand.
 */
#define PASSES 0
#define ASLEEP 1

byte seen[2];	 /* the two words, as the other hart sees them */
byte stored[2];	 /* as their own does */
bit waiting[2];	 /* in its buffer */
bit there = 1, freed, interrupted;
byte lookups = LOOKUPS, others = INTERRUPTS; /* what interrupts that hart besides */
bit freed_is_used;

inline store(word, value) { atomic { stored[word] = value; waiting[word] = 1 } }
inline fence_full() { !waiting[PASSES] && !waiting[ASLEEP] }

inline leaves(word)
{
	atomic { waiting[word] -> seen[word] = stored[word]; waiting[word] = 0 }
}

active proctype buffer()
{
end:	do
	:: leaves(PASSES)
	:: leaves(ASLEEP)
	od
}

/* Irqs are off from the look-up to the end of what is done with what was found. */
active proctype hart()
{
end:	do
	:: atomic { lookups && there -> lookups-- };
		d_step {
			if
			:: freed -> freed_is_used = 1; assert(!freed_is_used)
			:: else
			fi
		}
	:: atomic { interrupted -> interrupted = 0 };
pass:		store(PASSES, stored[PASSES] + 1);
#ifndef MUTANT_I142
		fence_full();
#endif
	:: atomic { others -> others-- };
		goto pass
	:: store(ASLEEP, 1);
end_sleep:	if
		:: interrupted
		:: lookups /* a device, or its timer */
		fi;
		store(ASLEEP, 0);
#ifndef MUTANT_I142_WAKE
		fence_full();
#endif
	od
}

#define HAS_PASSED (seen[ASLEEP] || seen[PASSES] != before)

active proctype freer()
{
	byte before;

#ifdef MUTANT_I142_SCAN
	before = seen[PASSES];
	if
	:: HAS_PASSED -> there = 0; goto passed
	:: else
	fi;
	there = 0;
#else
	there = 0;
	before = seen[PASSES];
#endif
	if
	:: HAS_PASSED
	:: else -> interrupted = 1; HAS_PASSED
	fi;
passed:	freed = 1
}
