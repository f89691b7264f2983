/* SPDX-License-Identifier: MIT */
/*
 * A handle's entry that was never used, in memory that was something else's: kernel/handle_table.c begins, fills and
 * empties it, handle_find_in() in handle.h looks it up without the lock, by a value that a program guesses. For SPIN;
 * test/model/run gives the parameters. Stores leave in their order, as there is fence rw,w between all that matter;
 * the loads between two fences of the look-up take place in any order, its branches order none.
 */
#define HALF  4 /* GENERATION_HALF */
#define THERE 1 /* what the entry's memory says before: what reads like the key of its first handle */

byte key = THERE, field = 0; /* of what handle: its value; 0: of none, anything at all */
bit size;		     /* the table has the entry */
byte lookups = GUESSES;
bit wrong_is_found;

active proctype owner()
{
	byte value;

#ifndef MUTANT_I148
	value = (THERE - 1 < HALF -> HALF : 0);
#endif
	key = 0;
	size = 1;
end:	do
	:: value < HALF + 3 ->
		value++;
		field = value;
		key = value;
		key = 0
	od
}

active proctype other()
{
	byte value, first, found;
	bit there;

end:	do
	:: lookups ->
		lookups--;
		select(value : 1 .. HALF + 3);
		if
		:: first = key; there = size
		:: there = size; first = key
		fi;
		if
#ifdef MUTANT_I148_FIRST
		:: there ->
#else
		:: there && first == value ->
#endif
			found = field;
			if
			:: key == value -> wrong_is_found = found != value; assert(!wrong_is_found)
			:: else
			fi
		:: else
		fi;
		first = 0;
		found = 0;
		there = 0;
		value = 0
	od
}
