/* SPDX-License-Identifier: MIT */
/* With the names of the host's libraries: without them both sides of a comparison are 0, and the machine is taken for a
 * big-endian one. */
#ifndef LORIS_MACHINE_ENDIAN_H
#define LORIS_MACHINE_ENDIAN_H

#pragma GCC system_header
#include_next <machine/endian.h>

#define __LITTLE_ENDIAN 1234
#define __BIG_ENDIAN	4321
#define __PDP_ENDIAN	3412
#define __BYTE_ORDER	__LITTLE_ENDIAN

#endif
