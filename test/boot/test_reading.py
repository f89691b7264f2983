# SPDX-License-Identifier: MIT
"""Lines of the console, read by a program that gives up again and again after some microseconds: a line that comes just
when it gives up is there for the next time. (Taken before its reader, 1 of 200 was lost, of the driver's most.)"""
import pytest
from machine import BUILD
from test_hosted import LORIS_CC, ramdisk, run

LINES = 1500
IMPATIENT = r'''
#include <stdio.h>
#include "proto/uart.h"
#include "user/lib/servers.h"
#include "user/lib/start.h"

static handle_t keyboard(int of_driver)
{
	long uart = of_driver ? loris_server("uart") : 0;
	handle_t session = start_handle(LORIS_START_CONSOLE);

	return of_driver && uart_connect((handle_t)uart, &session) != OK ? 0 : session;
}

int main(int argc, char **argv)
{
	handle_t from = keyboard(argc > 1);
	long err;

	printf("impatient: type\n");
	for (unsigned i = 0;; i++) { /* reading is 1 in both protocols */
		struct message m = {.word = {1, 48}, .info = LORIS_MSG_TIMEOUT, .timeout = (1 + i % 100) * 1000};

		err = ipc_call(from, &m);
		if (err == OK && (long)m.word[0] > 0)
			printf("got %.*s", (int)m.word[0], (const char *)&m.word[1]);
		else if (err != ERR_TIMEOUT)
			break;
	}
	printf("impatient: %ld\n", err);
	return 0;
}
'''


@pytest.fixture
def image(tmp_path):
    (tmp_path / "impatient.c").write_text(IMPATIENT)
    made = run(LORIS_CC, "-O2", "-o", "impatient", "impatient.c", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    return ramdisk(tmp_path, BUILD / "user/bin/uart", tmp_path / "impatient")


@pytest.mark.parametrize("driver", [False, True])
def test_no_line_is_lost(boot, image, driver):
    machine = boot(smp=2, initrd=image)
    if driver:
        machine.run("run uart start")
    machine.send(f"run impatient{' driver' if driver else ''}\r")
    machine.expect("impatient: type")
    for number in range(LINES):
        machine.send(f"{number}\r")
        machine.expect(f"got {number}\r")
    machine.send("\x04")
    machine.expect("impatient: 0")
    machine.expect_prompt()
    machine.power_off()


def test_the_end_is_typed_once(boot):
    """calc reads by fread, more than there is; the end ends it, and it does not ask again."""
    machine = boot()
    machine.send("run calc\r")
    machine.send("1 +\r\x04")
    machine.expect("line 2: expected a value")
    machine.expect_prompt()
    machine.power_off()
