// SPDX-License-Identifier: MIT
/* Who asks to be told of what has happened already learns that nobody will tell him. */
#include "user/programs/usertest/check.h"
#include "user/programs/usertest/puppet.h"

void test_late(void)
{
	struct puppet p;

	if (!puppet_start(&p, LORIS_ON_EXIT, 0, 0))
		return;
	CHECK_IS(sys_process_handler(p.process, p.endpoint, LORIS_ON_EXIT), OK);
	CHECK_IS(puppet_call(&p, SYS_exit, 0, 0, 0), ERR_IO);
	CHECK_IS(LORIS_MSG_KIND(p.received.info), LORIS_MSG_EXIT);
	CHECK_IS(sys_process_handler(p.process, p.endpoint, LORIS_ON_EXIT), ERR_CLOSED);
	CHECK_IS(sys_process_handler(p.process, p.endpoint, PUPPET_EVENTS), ERR_CLOSED);
	CHECK_IS(sys_process_handler(p.process, 0, PUPPET_EVENTS), OK);
	puppet_end(&p);
}
