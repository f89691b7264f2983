# SPDX-License-Identifier: MIT
#
# Builds the system library and the programs. Included by the Makefile at the root, and complete by
# itself: make -f user/user.mk user
#
# A program is user/programs/NAME.c, or a folder user/programs/NAME/ of C files; a server a folder
# user/servers/NAME/ with a main.c. USER_BINS lists what goes into the ramdisk; $(B)/user/NAME.elf are the
# same programs with symbols. tools/loris-cc compiles other people's with what is made here.

B ?= build
CROSS ?= riscv64-unknown-elf-
# Where picolibc is: another toolchain may need --specs=/path/to/picolibc.specs here.
PICOLIBC_SPECS ?= --specs=picolibc.specs

USER_CC := $(CROSS)gcc
# picolibc declares clock_gettime and nanosleep only where the system says that it has them.
USER_HAS := -D_POSIX_TIMERS=1 -D_POSIX_MONOTONIC_CLOCK=200112L
USER_INCLUDE := $(B)/user/include
USER_CFLAGS := $(PICOLIBC_SPECS) -march=rv64gc -mabi=lp64d -mcmodel=medlow -std=gnu17 -O2 -g \
	-Wall -Wextra -Werror -I. -I$(USER_INCLUDE) -Iuser/lib/include $(USER_HAS) -fno-pic \
	-fno-stack-protector -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -MMD -MP
USER_LDFLAGS := -nostartfiles -static -no-pie -T user/lib/user.ld -Wl,--gc-sections \
	-Wl,-z,max-page-size=4096 -Wl,--build-id=none -Wl,--wrap=vfprintf -Wl,--fatal-warnings

USER_NAMES := $(sort $(basename $(notdir $(wildcard user/programs/*.c))) \
	$(notdir $(patsubst %/,%,$(dir $(wildcard user/programs/*/main.c)))))
USER_SERVERS := $(notdir $(patsubst %/,%,$(dir $(wildcard user/servers/*/main.c))))
USER_BINS := $(USER_NAMES:%=$(B)/user/bin/%) $(USER_SERVERS:%=$(B)/user/bin/%)
USER_FILES := $(wildcard user/files/*)

# Folders that a server shares with others, beside its own.
USER_USES_blk := driver virtio
USER_USES_rng := driver virtio
USER_USES_uart := driver
USER_USES_ramfs := driver
# Files of lib/ that it shares with the kernel; picolibc has what lib/string.h declares.
USER_SHARED_init := cpio elf
USER_SHARED_ramfs := bitmap cpio

# A program gets what it uses of the archive. Not in there: what it starts with, and what picolibc has too
# and its own members ask for; as objects they come first, and --gc-sections drops what is not used.
USER_LIB_OBJS := $(patsubst user/lib/%,$(B)/user/lib/%.o,$(basename $(wildcard user/lib/*.c user/lib/*.S)))
USER_START := $(addprefix $(B)/user/lib/,crt0.o start.o heap.o blocks.o malloc.o lock.o rounding.o character.o string.o)
USER_LIB := $(B)/user/lib/libloris.a
USER_PROTO := $(patsubst user/proto/%.proto,$(USER_INCLUDE)/proto/%.h,$(wildcard user/proto/*.proto))

sources = $(basename $(wildcard $(addsuffix /*.c,$(1)) $(addsuffix /*.S,$(1))))
# The objects of program $(1): its one file, or all of its folder; of server $(1).
user_objs = $(patsubst user/%,$(B)/user/%.o,$(basename $(wildcard user/programs/$(1).c)) \
	$(call sources,user/programs/$(1)))
server_objs = $(patsubst user/%,$(B)/user/%.o,$(call sources,$(addprefix user/servers/,$(1) $(USER_USES_$(1))))) \
	$(USER_SHARED_$(1):%=$(B)/user/shared/%.o)
USER_OBJS := $(sort $(foreach name,$(USER_NAMES),$(call user_objs,$(name))) \
	$(foreach name,$(USER_SERVERS),$(call server_objs,$(name))))

.PHONY: user
user: $(USER_BINS)

$(USER_INCLUDE)/proto/%.h: user/proto/%.proto tools/stubs
	@mkdir -p $(@D)
	@echo "  STUBS $<"
	@tools/stubs $< >$@.part && mv -f $@.part $@

# After that the compiler's .d files know who includes them.
$(USER_OBJS) $(USER_LIB_OBJS): | $(USER_PROTO)

$(B)/user/%.o: user/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

$(B)/user/shared/%.o: lib/%.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

$(B)/user/%.o: user/%.S
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -c -o $@ $<

# picolibc copies and compares byte by byte here; lib/string.c by words. Weak: programs may have their own. Its
# constants lie with the code: they are not worth a page of a small program.
$(B)/user/lib/string.o: lib/string.c
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(USER_CC) $(USER_CFLAGS) -ffreestanding -c -o $@ $<
	@$(CROSS)objcopy --weaken --rename-section .srodata.cst8=.text.cst8,contents,alloc,load,readonly,code $@

# A C program may have functions of these names, which are not C's: within the library each is loris_NAME, and
# what a program calls NAME is, unless it has its own, a jump there. (Members of an archive need names of their own.)
USER_POSIX := access alarm alphasort arc4random arc4random_buf arc4random_uniform chdir chmod chown clock_getres \
	clock_gettime close closedir creat dirfd dprintf dup dup2 err errx fchmod fchown fcntl fdatasync fdopen \
	flockfile fpathconf fstat fsync ftruncate ftrylockfile funlockfile getcwd getdelim getdtablesize \
	getegid getentropy geteuid getgid getgrgid getgrnam gethostname getline getlogin getpid getppid \
	getprogname getpwnam getpwuid getrandom getrlimit getrusage gettimeofday getuid ioctl isatty kill \
	lchown link lseek lstat mkdir mkdtemp mmap mprotect msync munmap nanosleep open open_memstream opendir \
	pathconf pclose pipe popen posix_spawn posix_spawnp pread pwrite read readdir readlink readv realpath \
	rewinddir rmdir scandir seekdir setegid seteuid setgid setrlimit setuid sigaction sigprocmask sleep \
	stat symlink sysconf telldir thread_exit thread_join thread_start thread_start_sized times truncate \
	umask uname unlink usleep utime utimes vdprintf verr verrx vwarn vwarnx wait waitpid warn warnx write \
	writev
USER_POSIX_OBJS := $(USER_POSIX:%=$(B)/user/lib/posix/posix_%.o)

$(USER_POSIX_OBJS): $(B)/user/lib/posix/posix_%.o: user/user.mk
	@mkdir -p $(@D)
	@printf '.globl $*\n.section .text.$*,"ax"\n$*: tail loris_$*\n' | $(USER_CC) -march=rv64gc -c -xassembler - -o $@

$(USER_LIB): $(filter-out $(USER_START),$(USER_LIB_OBJS)) $(USER_POSIX_OBJS)
	@rm -f $@
	@$(CROSS)ar rcsD $@ $(filter-out $(USER_POSIX_OBJS),$^)
	@$(CROSS)objcopy $(foreach name,$(USER_POSIX),--redefine-sym $(name)=loris_$(name)) $@
	@$(CROSS)ar rcsD $@ $(USER_POSIX_OBJS)

# Libraries that programs ask for elsewhere. All that they have is in the one library here.
USER_NONE := $(patsubst %,$(B)/user/lib/none/lib%.a,atomic dl pthread rt util)

$(USER_LIB): | $(USER_NONE)
$(USER_NONE): user/user.mk
	@mkdir -p $(@D)
	@rm -f $@
	@$(CROSS)ar rcsD $@

define user_program
$(B)/user/$(1).elf: $(USER_START) $(2) $(USER_LIB) user/lib/user.ld
	@echo "  LD    $$@"
	@$(USER_CC) $(USER_CFLAGS) $(USER_LDFLAGS) -o $$@ $$(filter %.o,$$^) \
		-Wl,--start-group $(USER_LIB) -lc -Wl,--end-group
endef
$(foreach name,$(USER_NAMES),$(eval $(call user_program,$(name),$(call user_objs,$(name)))))
$(foreach name,$(USER_SERVERS),$(eval $(call user_program,$(name),$(call server_objs,$(name)))))

$(B)/user/bin/%: $(B)/user/%.elf
	@mkdir -p $(@D)
	@$(CROSS)objcopy --strip-all $< $@

-include $(USER_OBJS:.o=.d) $(USER_LIB_OBJS:.o=.d) $(B)/user/lib/string.d
