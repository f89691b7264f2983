/* SPDX-License-Identifier: MIT */
#ifndef LORIS_SYS_UTSNAME_H
#define LORIS_SYS_UTSNAME_H

struct utsname {
	char sysname[16], nodename[16], release[16], version[16], machine[16];
};

#ifdef __cplusplus
extern "C"
#endif
	int
	uname(struct utsname *name);

#endif
