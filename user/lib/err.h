/* SPDX-License-Identifier: MIT */
/* The kernel's errors as C programs know them. */
#ifndef LORIS_USER_ERR_H
#define LORIS_USER_ERR_H

/* "ERR_FAULT" for ERR_FAULT; "OK" for zero and more; "ERR_?" for a value that is no enum err. */
const char *err_name(long result);

/* The errno for an error. */
int loris_errno_of(long err);

/* Passes zero and more through; turns an error into -1 and errno. */
long loris_errno(long result);

#endif
