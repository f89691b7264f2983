/* SPDX-License-Identifier: MIT */
/* For assembly: a thread's first instructions. */
#ifndef LORIS_USER_LOAD_GP_H
#define LORIS_USER_LOAD_GP_H

/* clang-format off */
#define LOAD_GP .option push; .option norelax; la gp, __global_pointer$; .option pop
/* clang-format on */

#endif
