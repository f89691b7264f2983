/* SPDX-License-Identifier: MIT */
/* The real file, opened, since a running kernel never gains ASID bits. */
#include "kernel/policy.c"
#include "test/host/protocol/model.h"

void policy_set_model_bits(unsigned bits)
{
	asid_bits = bits;
}
