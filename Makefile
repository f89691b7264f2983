# SPDX-License-Identifier: MIT
#
#   make qemu     builds Loris and boots it        make test    runs all tests
#   make help     lists everything else
#
# `make qemu` and `make test` install what they need first (tools/setup); the other targets do not.

B ?= build
CROSS ?= riscv64-unknown-elf-
QEMU ?= qemu-system-riscv64
HOSTCC ?= gcc
# Debian's own, for which its packages of pytest and pexpect are; another one must have both.
PYTHON ?= /usr/bin/python3
export B CROSS QEMU PYTHON

# $(call remember,FILE,TEXT): FILE holds TEXT. What depends on FILE is rebuilt when TEXT changes, only then.
define remember
$(1): FORCE
	@mkdir -p $$(@D)
	@echo '$(strip $(2))' | cmp -s - $$@ || echo '$(strip $(2))' >$$@
endef

# What stands behind a command writes the target whole or not at all: a source that was cut off when all was killed
# (SIGKILL, the machine's end) would look finished to the next make.
INTO_PLACE = >$@.part && mv -f $@.part $@

.PHONY: all kernel debug ramdisk plugin qemu test bench figures soak wild killtest foreign mutants lint format newqemu clean help FORCE
.DELETE_ON_ERROR:
.SUFFIXES:

all: kernel ramdisk ## build the kernel and the ramdisk (the default)
kernel: $(if $(filter 0,$(SHELL_CMDS)),$(B)/loris-noshell.elf,$(B)/loris.elf $(B)/loris.img)
debug: ## build the kernel that checks itself: build/loris-debug.elf
	@$(MAKE) --no-print-directory DEBUG=1 $(B)/loris-debug.elf
ramdisk: $(B)/ramdisk.cpio

# --- kernel -----------------------------------------------------------------------------------------

# DEBUG=1: another kernel beside the usual one, which looks after itself all the time (docs/debug.md).
# SHELL_CMDS=0: one without the shell's commands and what only they need, as small as it gets.
VARIANT := $(if $(DEBUG),-debug,$(if $(filter 0,$(SHELL_CMDS)),-noshell))
K := $(B)/kernel$(VARIANT)
ELF := $(B)/loris$(VARIANT).elf
SMALL := $(filter -noshell,$(VARIANT))
KERNEL_SHELL := $(if $(SMALL),kernel/noshell,kernel/shell)

KERNEL_CC := $(CROSS)gcc
# The kernel keeps no gp. What the linker makes shorter are calls, a tenth of the text, and addresses: the image
# stands at the end of the address space, where a `lui` of two bytes reaches it, and its small variables in the last
# 2 KiB, which need none (arch/riscv/kernel.ld). The second link must not move what the first one placed, and is
# checked for that.
KERNEL_CFLAGS := -std=c17 -march=rv64imac_zicsr_zifencei -mabi=lp64 -mcmodel=medlow \
	-msmall-data-limit=64 -ffreestanding -fno-pic -fno-common -fno-stack-protector \
	-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections -g -I. -I$(K)/include \
	-Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes -Wshadow -Wundef -MMD -MP \
	$(if $(DEBUG),-DLORIS_DEBUG) $(if $(SMALL),-DLORIS_SMALL)
# By name: gcc does not find its own library for an -march that spells extensions out.
KERNEL_LIBGCC := $(shell $(KERNEL_CC) -march=rv64imac -mabi=lp64 -print-libgcc-file-name)
KERNEL_LDFLAGS := -nostdlib -static -no-pie -T arch/riscv/kernel.ld -Wl,--gc-sections \
	-Wl,--build-id=none,--fatal-warnings,-z,max-page-size=4096
# The message stays in its registers: C may not touch them. What the trap has saved is scratch.
CFLAGS_kernel/ipc_fast := $(addprefix -ffixed-,s0 a0 a1 a2 a3 a4 a5 a6 a7 t1 t2 t3 t4) \
	$(addprefix -fcall-used-,s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11)
# It runs before its addresses do: what it takes must be relative to pc, and stay so.
CFLAGS_arch/riscv/early := -mcmodel=medany -mno-relax
# gcc -O2 makes calls of memset and memcpy out of the very loops that implement them.
CFLAGS_lib/string := -fno-tree-loop-distribute-patterns
# Small is better than fast, but on the paths that are measured: HOT is a switch, a message, a page. What
# is called now and then (WARM) is small; all else may also save its registers by calls to libgcc.
HOT := $(addprefix kernel/,sched switch load ipc_fast sys_notify wake map region) \
	arch/riscv/pagetable
WARM := $(addprefix kernel/,ipc ipc_carry ipc_send ipc_recv ipc_settle sys_ipc handle_table quota slab vm page) \
	arch/riscv/tlb lib/string
COLD_CFLAGS := -Os -msave-restore
# Files of which nothing is called once the machine is up: their pages are given back (arch/riscv/kernel.ld).
BOOT_ONLY := arch/riscv/boot arch/riscv/early arch/riscv/devicetree kernel/bootargs kernel/main \
	$(addprefix lib/,cpio fdt fdt_reg fdt_walk) \
	$(if $(SMALL),$(addprefix kernel/,exec init ramdisk noshell/policy noshell/policy_text) lib/elf lib/parse)
$(foreach f,$(if $(SMALL),kernel/ipc_fast,$(HOT)),$(eval OPTIMISE_$f := -O2))
$(foreach f,$(if $(SMALL),,$(WARM)),$(eval OPTIMISE_$f := -Os))
# What is not measured is compiled as one, in the small kernel all; but for what has registers of its own, what
# compilers call by themselves, and what is moved as objects. The debug kernel keeps its functions apart.
WHOLE := $(if $(DEBUG),,-flto)
WHOLE_LDFLAGS := $(if $(DEBUG),,-flto -flto-partition=one -O2)
NOT_WHOLE := kernel/ipc_fast lib/string $(if $(SMALL),,$(HOT) $(WARM))

KERNEL_OFFSETS := arch/riscv/offsets.c
# The small kernel has no use for its symbols, so that it is linked once.
# In the small kernel a file of kernel/noshell stands in for the one of the same name, and some are not there.
SMALL_LACKS := $(patsubst kernel/noshell/%,kernel/%,$(wildcard kernel/noshell/*.c)) \
	$(addprefix kernel/,hotplug.c stats.c stats_check.c user_roots.c) \
	$(addprefix arch/riscv/,backtrace.c kpti.c trampoline.S)
KERNEL_SRC := $(filter-out $(KERNEL_OFFSETS) $(if $(SMALL),$(SMALL_LACKS)),$(wildcard kernel/*.[cS] $(KERNEL_SHELL)/*.[cS] arch/riscv/*.[cS] lib/*.c) \
	$(if $(DEBUG),$(wildcard kernel/debug/*.[cS])))
KERNEL_OBJS := $(KERNEL_SRC:%=$(K)/%.o)

$(eval $(call remember,$(K)/flags,$(KERNEL_CC) $(KERNEL_CFLAGS) $(KERNEL_LDFLAGS) $(COLD_CFLAGS) $(HOT) $(WARM) \
	$(BOOT_ONLY) $(NOT_WHOLE) $(WHOLE_LDFLAGS) $(CFLAGS_kernel/ipc_fast) $(CFLAGS_arch/riscv/early) $(CFLAGS_lib/string)))
$(eval $(call remember,$(K)/objects,$(KERNEL_OBJS)))

$(K)/%.c.o: %.c $(K)/flags
	@mkdir -p $(@D)
	@echo "  CC    $<"
	@$(KERNEL_CC) $(KERNEL_CFLAGS) $(or $(OPTIMISE_$*),$(COLD_CFLAGS)) $(CFLAGS_$*) \
		$(if $(filter $*,$(BOOT_ONLY) $(NOT_WHOLE)),,$(WHOLE)) -c -o $@ $<
	$(if $(filter $*,$(BOOT_ONLY)),@$(CROSS)objcopy --prefix-alloc-sections=.boot $@)

$(K)/%.S.o: %.S $(K)/include/offsets.h $(K)/flags
	@mkdir -p $(@D)
	@echo "  AS    $<"
	@$(KERNEL_CC) $(KERNEL_CFLAGS) -c -o $@ $<

# C's view of structures, for assembly: offsets.c leaves `->NAME value` lines in its compiler output.
$(K)/offsets.s: $(KERNEL_OFFSETS) $(K)/flags
	@mkdir -p $(@D)
	@$(KERNEL_CC) $(KERNEL_CFLAGS) -S -o $@ $<

$(K)/include/offsets.h: $(K)/offsets.s
	@mkdir -p $(@D)
	@sed -n 's/^->\([A-Za-z_0-9]*\) \([0-9-]*\).*/#define \1 \2/p' $< $(INTO_PLACE)

# --- the two links: the second carries the names that the first found -------------------------------

$(K)/symbols-none.c: tools/symbols $(K)/flags
	@tools/symbols </dev/null $(INTO_PLACE)

$(K)/symbols.c: $(K)/loris-nameless.elf
	@$(CROSS)nm -n $< | tools/symbols $(INTO_PLACE)

$(K)/symbols-none.o $(K)/symbols.o: %.o: %.c
	@$(KERNEL_CC) $(KERNEL_CFLAGS) -c -o $@ $<

$(K)/loris-nameless.elf: $(KERNEL_OBJS) $(K)/symbols-none.o $(K)/objects arch/riscv/kernel.ld
	@$(KERNEL_CC) $(KERNEL_CFLAGS) $(WHOLE_LDFLAGS) $(KERNEL_LDFLAGS) -o $@ $(filter %.o,$^) $(KERNEL_LIBGCC)

# The names are right only if no text moved between the links.
$(ELF): $(KERNEL_OBJS) $(K)/symbols$(if $(SMALL),-none).o $(K)/objects arch/riscv/kernel.ld
	@echo "  LD    $@"
	@$(KERNEL_CC) $(KERNEL_CFLAGS) $(WHOLE_LDFLAGS) $(KERNEL_LDFLAGS) -Wl,-Map=$(K)/loris.map -o $@ $(filter %.o,$^) $(KERNEL_LIBGCC)
	$(if $(SMALL),,@$(CROSS)nm -n $@ | tools/symbols | cmp - $(K)/symbols.c)

$(B)/loris.img: $(B)/loris.elf
	@$(CROSS)objcopy -O binary $< $@

-include $(KERNEL_OBJS:.o=.d) $(K)/offsets.d $(K)/symbols.d $(K)/symbols-none.d

# --- user programs, host tests, plugin --------------------------------------------------------------

-include user/user.mk
-include test/host/host.mk
-include test/host/protocol/protocol.mk
-include tools/tlb/tlb.mk
-include tools/irqs/irqs.mk
-include test/model/model.mk
# Their default goals are not ours.
.DEFAULT_GOAL := all

# A file that is gone must leave the ramdisk too.
$(eval $(call remember,$(B)/ramdisk.list,$(USER_BINS) $(USER_FILES)))

$(B)/ramdisk.cpio: $(USER_BINS) $(USER_FILES) $(B)/ramdisk.list tools/ramdisk
	@echo "  CPIO  $@"
	@tools/ramdisk $@ $(USER_BINS) $(USER_FILES)

# Built for the plugin interface of the QEMU that will load it. Asked only when it is needed; $(shell)
# knows nothing of export.
PLUGIN_API = $(shell QEMU='$(QEMU)' tools/plugin/api)
PLUGIN_SRC := $(wildcard tools/plugin/*.c)
PLUGIN_CFLAGS := -std=c17 -O2 -g -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror -Wshadow \
	-Wmissing-prototypes

plugin: ## build the QEMU plugin that counts what the CPU executes, for $(QEMU)
	@$(MAKE) --no-print-directory $(B)/count-v$(PLUGIN_API).so

$(B)/count-v%.so: $(PLUGIN_SRC) $(wildcard tools/plugin/*.h)
	@mkdir -p $(@D)
	@echo "  HOST  $@"
	@$(HOSTCC) $(PLUGIN_CFLAGS) -DQEMU_PLUGIN_API=$* -o $@ $(PLUGIN_SRC) -pthread

# --- what people call -------------------------------------------------------------------------------

# Who names no -j builds with all processors.
IN_PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

qemu: export SMP := $(SMP)
qemu: export MEM := $(MEM)
qemu: export APPEND := $(APPEND)
qemu: export RUN := $(RUN)
qemu: export KERNEL := $(KERNEL)
qemu: export INITRD := $(INITRD)
qemu: export MACHINE := $(MACHINE)
qemu: export CPU := $(CPU)
qemu: export QEMU_ARGS := $(QEMU_ARGS)
qemu: ## boot: SMP=2 MEM=256M RUN="cmd; cmd; poweroff" APPEND= INITRD= MACHINE= CPU= QEMU= QEMU_ARGS=
	@tools/setup
	@$(MAKE) $(IN_PARALLEL) --no-print-directory all
	@tools/run

test: ## run all tests; TESTS=NAME runs those whose name has NAME in it
	@tools/setup test
	@tools/setup newqemu || echo 'test: without QEMU 10 the model of the TLB is not tested'
	@$(MAKE) $(IN_PARALLEL) --no-print-directory all debug host-build plugin
	@$(MAKE) $(IN_PARALLEL) --no-print-directory SHELL_CMDS=0 kernel
	@tools/test $(if $(TESTS),-k '$(TESTS)') $(PYTEST_ARGS)

bench: ## measure instructions, boot and memory against their budgets and against other kernels
	@tools/setup test
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s all plugin
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s SHELL_CMDS=0 kernel
	@tools/bench

figures: ## count what docs/protocol.md says: interrupts, atomics, rollovers, the age of dead spaces
	@tools/setup test
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s all plugin
	@tools/figures

soak: ## run debug kernels under every kind of load, T seconds long (600); SEED=
	@tools/setup test
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s debug ramdisk
	@tools/soak

wild: ## wild system calls and messages for minutes, on several machines
	@tools/setup test
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s all debug
	@$(PYTHON) -m pytest -q -p no:cacheprovider test/boot/wild.py

killtest: ## kill each server KILLS times (1000) while clients work, and look what is left
	@tools/setup test
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s all
	@KILLS=$(or $(KILLS),1000) $(PYTHON) -m pytest -q -p no:cacheprovider test/boot/test_servers.py -k killed

foreign: ## fetch other people's programs, build them with loris-cc, compare their work; NAMES="lua bzip2"
	@tools/setup
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s all
	@tools/foreign/run $(NAMES)

mutants: ## break one invariant at a time and see who notices; MUTANTS="H14 model": those only
	@tools/setup test
	@tools/setup lint
	@$(MAKE) $(IN_PARALLEL) --no-print-directory -s all debug host-build
	@tools/mutants $(MUTANTS)

lint: ## check the sources: clang, clang-format, shellcheck, and the rules of the house
	@tools/setup lint
	@$(MAKE) $(IN_PARALLEL) --no-print-directory $(K)/include/offsets.h $(K)/kernel/ipc_fast.c.o $(USER_PROTO)
	@tools/lint

format: ## put the C sources into the house's format
	@git ls-files -co --exclude-standard '*.[ch]' | xargs clang-format -i

newqemu: ## unpack Debian's backported QEMU into build/qemu-new; then QEMU=build/qemu-new/...
	@tools/setup newqemu

clean: ## remove what was built (not build/qemu-new, which was fetched)
	@[ ! -d $(B) ] || find $(B) -mindepth 1 -maxdepth 1 ! -name qemu-new -exec rm -rf {} +

help: ## show this list
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10
