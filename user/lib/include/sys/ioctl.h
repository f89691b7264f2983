/* SPDX-License-Identifier: MIT */
/* Requests that programs make of a terminal or a pipe. None is answered here: ENOTTY. */
#ifndef LORIS_SYS_IOCTL_H
#define LORIS_SYS_IOCTL_H

#define TIOCGWINSZ 0x5413
#define FIONREAD   0x541b

struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

#ifdef __cplusplus
extern "C"
#endif
	int
	ioctl(int fd, unsigned long request, ...);

#endif
