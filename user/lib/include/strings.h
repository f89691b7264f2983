/* SPDX-License-Identifier: MIT */
/* picolibc's, without names that programs have for functions of their own. */
#ifndef LORIS_STRINGS_H
#define LORIS_STRINGS_H

#pragma GCC system_header
#define fls   picolibc_fls
#define flsl  picolibc_flsl
#define flsll picolibc_flsll
#include_next <strings.h>
#undef fls
#undef flsl
#undef flsll

#endif
