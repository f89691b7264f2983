/* SPDX-License-Identifier: MIT */
#ifndef CHECK_H
#define CHECK_H

#include "tally.h"

#define CHECK(condition) tally_count((condition), #condition, __FILE__, __LINE__)

/* One for each file, in which it looks at what C11 promises. */
void check_control(void);
void check_files(void);
void check_memory(void);
void check_names(void);
void check_numbers(void);
void check_text(void);
void check_threads(void);
void check_exact(void);
void check_scan(void);
void check_own(void);

#endif
