# SPDX-License-Identifier: MIT
"""Lines of the console, read by a program that gives up again and again after some microseconds: a line that comes just
when it gives up is there for the next time. (Taken before its reader, 1 of 200 was lost, of the driver's most.) And
programs in the background take neither a line nor a place from the one in the foreground."""
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

PLACES, OF_ONE = 32, 4  # kernel/console_server.c
READERS = r'''
#include <stdio.h>
#include "user/lib/err.h"
#include "user/lib/start.h"
#include "user/lib/sys.h"
#include "user/lib/thread.h"

static long read_on(void *unused)
{
	struct message m = {.word = {1, 48}};
	long err = ipc_call(start_handle(LORIS_START_CONSOLE), &m);

	(void)unused;
	if (err == OK)
		err = (long)m.word[0];
	printf("reader: %s\n", err >= 0 ? "a line" : err_name(err));
	return 0;
}

int main(void)
{
	int tid[OF_ONE];

	for (int i = 0; i < OF_ONE; i++)
		tid[i] = thread_start(read_on, NULL);
	printf("readers: begun\n");
	for (int i = 0; i < OF_ONE; i++)
		thread_join(tid[i], NULL);
	return 0;
}
'''.replace("OF_ONE", str(OF_ONE))


@pytest.fixture
def image(tmp_path):
    for name, source in ("impatient", IMPATIENT), ("readers", READERS):
        (tmp_path / f"{name}.c").write_text(source)
        made = run(LORIS_CC, "-O2", "-o", name, f"{name}.c", cwd=tmp_path)
        assert made.returncode == 0, made.stderr
    return ramdisk(tmp_path, BUILD / "user/bin/uart", tmp_path / "impatient", tmp_path / "readers")


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


@pytest.mark.parametrize("programs", [1, PLACES // OF_ONE, PLACES // OF_ONE + 1])
def test_in_the_background(boot, image, programs):
    machine = boot(smp=2, initrd=image)
    for _ in range(programs):
        machine.run_among("run readers &")
    for _ in range(OF_ONE * (programs - PLACES // OF_ONE)):
        machine.expect("reader: ERR_BUSY")
    machine.send("run impatient\r")
    machine.expect("impatient: type")
    for number in range(20):
        machine.send(f"{number}\r")
        machine.expect(f"got {number}\r")
    machine.send("\x04")
    machine.expect("impatient: 0")
    machine.expect_prompt()
    assert "reader: a line" not in machine.said
    machine.power_off()


def test_the_end_is_typed_once(boot):
    """calc reads by fread, more than there is; the end ends it, and it does not ask again."""
    machine = boot()
    machine.send("run calc\r")
    machine.send("1 +\r\x04")
    machine.expect("line 2: expected a value")
    machine.expect_prompt()
    machine.power_off()
