/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_CONSOLE_SERVER_H
#define KERNEL_CONSOLE_SERVER_H

struct endpoint;

/* Clients send here. Fixed once started. */
extern struct endpoint *console_endpoint;

void console_server_start(void);
/* Irqs off: a line has been ended, or lines may be read again. */
void console_server_poke(void);

#endif
