# SPDX-License-Identifier: MIT
#
# Builds the system library and the programs. Included by the Makefile at the root, and complete by
# itself: make -f user/user.mk user
#
# A program is user/programs/NAME.c, or a folder user/programs/NAME/ of C files. USER_BINS lists what
# goes into the ramdisk; $(B)/user/NAME.elf are the same programs with symbols.

B ?= build
CROSS ?= riscv64-unknown-elf-
# Where picolibc is: another toolchain may need --specs=/path/to/picolibc.specs here.
PICOLIBC_SPECS ?= --specs=picolibc.specs

USER_CC := $(CROSS)gcc
# picolibc declares clock_gettime and nanosleep only where the system says that it has them.
USER_HAS := -D_POSIX_TIMERS=1 -D_POSIX_MONOTONIC_CLOCK=200112L
USER_CFLAGS := $(PICOLIBC_SPECS) -march=rv64gc -mabi=lp64d -mcmodel=medlow -std=gnu17 -O2 -g \
	-Wall -Wextra -Werror -I. $(USER_HAS) -fno-pic -fno-stack-protector -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -MMD -MP
USER_LDFLAGS := -nostartfiles -static -no-pie -T user/lib/user.ld -Wl,--gc-sections \
	-Wl,-z,max-page-size=4096 -Wl,--build-id=none -Wl,--fatal-warnings

USER_NAMES := $(sort $(basename $(notdir $(wildcard user/programs/*.c))) \
	$(notdir $(patsubst %/,%,$(dir $(wildcard user/programs/*/main.c)))))
USER_BINS := $(USER_NAMES:%=$(B)/user/bin/%)
USER_FILES := $(wildcard user/files/*)

# Objects come before picolibc, which has an sbrk and lock hooks of its own; --gc-sections drops what a
# program does not use. Only stdio.o is taken from an archive, on demand: its destructor would count as
# used in every program.
USER_LIB_OBJS := $(patsubst user/lib/%,$(B)/user/lib/%.o,$(basename $(wildcard user/lib/*.c user/lib/*.S)))
USER_STDIO := $(B)/user/lib/libstdio.a
USER_LIB := $(filter-out %/stdio.o,$(USER_LIB_OBJS))

# The objects of program $(1): its one file, or all of its folder.
user_objs = $(patsubst user/programs/%,$(B)/user/programs/%.o,$(basename \
	$(wildcard user/programs/$(1).c user/programs/$(1)/*.c user/programs/$(1)/*.S)))
USER_OBJS := $(foreach name,$(USER_NAMES),$(call user_objs,$(name)))

.PHONY: user
user: $(USER_BINS)

$(B)/user/lib/%.o: user/lib/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

$(B)/user/lib/%.o: user/lib/%.S
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

$(B)/user/programs/%.o: user/programs/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

$(B)/user/programs/%.o: user/programs/%.S
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

$(USER_STDIO): $(B)/user/lib/stdio.o
	@rm -f $@
	@$(CROSS)ar rcsD $@ $<

define user_program
$(B)/user/$(1).elf: $(call user_objs,$(1)) $(USER_LIB) $(USER_STDIO) user/lib/user.ld
	@echo "  LD    $$@"
	@$(USER_CC) $(USER_CFLAGS) $(USER_LDFLAGS) -o $$@ $$(filter %.o,$$^) \
		-Wl,--start-group $(USER_STDIO) -lc -Wl,--end-group
endef
$(foreach name,$(USER_NAMES),$(eval $(call user_program,$(name))))

$(B)/user/bin/%: $(B)/user/%.elf
	@mkdir -p $(@D)
	@$(CROSS)objcopy --strip-all $< $@

-include $(USER_OBJS:.o=.d) $(USER_LIB_OBJS:.o=.d)
