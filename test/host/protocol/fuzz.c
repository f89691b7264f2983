/* SPDX-License-Identifier: MIT */
/* The same model for libFuzzer: the input is what happens. */
#include <sanitizer/common_interface_defs.h>
#include "test/host/protocol/model.h"
#include "test/host/protocol/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct options options = {.steps = 100000};

	__sanitizer_set_death_callback(trace_dump);
	trace_origin("the input is in the file that libFuzzer names");
	choose_from_bytes(data, size);
	run_model(&options);
	return 0;
}
