# SPDX-License-Identifier: MIT
#
# Builds the TLB model and runs it. Included by the Makefile at the root; complete by itself for the plugin.

B ?= build
HOSTCC ?= gcc

TLB_SRC := $(wildcard tools/tlb/*.c)
TLB_CFLAGS := -std=c17 -O2 -g -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror -Wshadow \
	-Wmissing-prototypes -D_GNU_SOURCE -I.

.PHONY: tlbcheck tlbstat
tlbcheck tlbstat: export SMP := $(SMP)
tlbcheck tlbstat: export POLICY := $(POLICY)
tlbcheck: export JOBS := $(JOBS)
tlbcheck: export ROUNDS := $(ROUNDS)
tlbstat: export GEOMETRY := $(GEOMETRY)
tlbstat: export BENCH := $(BENCH)
tlbstat: export N := $(N)
tlbstat: export ASIDBITS := $(ASIDBITS)

$(B)/tlb-v%.so: $(TLB_SRC) $(wildcard tools/tlb/*.h) $(wildcard tools/plugin/*.h) arch/riscv/hint.h lib/list.h
	@mkdir -p $(@D)
	@echo "  HOST  $@"
	@$(HOSTCC) $(TLB_CFLAGS) -DQEMU_PLUGIN_API=$* -o $@.$$$$ $(TLB_SRC) -pthread && mv $@.$$$$ $@ # two may build it at once

tlbcheck: ## run everything under a TLB that forgives nothing: SMP="1 2 4" POLICY= (all) JOBS=2 ROUNDS=60
	@$(MAKE) $(IN_PARALLEL) --no-print-directory debug ramdisk
	@tools/tlb/check

tlbstat: ## count what finite TLBs miss: POLICY= GEOMETRY= BENCH= N=200 SMP=1 ASIDBITS= (docs/tlb.md)
	@$(MAKE) $(IN_PARALLEL) --no-print-directory all
	@tools/tlb/stat
