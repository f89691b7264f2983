/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_BOOTARGS_H
#define KERNEL_BOOTARGS_H

/* Takes `name=value name="a value" ...` apart; what is unknown or does not parse gets one line and is
 * otherwise ignored. The text is changed in place and must stay. docs/boot.md lists the arguments. */
void bootargs_parse(char *text);

#endif
