# SPDX-License-Identifier: MIT
#
# The kernel's own files that switch, flush and tear down, on a model of up to 8 harts with a weakly
# ordered memory and TLBs that forget nothing. Included by test/host/host.mk.
#
#   $(B)/host/protocol        by hand, for hours: --seconds 3600
#   $(B)/host/test_protocol   the quick part, among the host tests
#   $(B)/host/protocol-fuzz   for libFuzzer: make fuzz FUZZ_SECONDS=60

PROTOCOL_KERNEL := kernel/switch.c kernel/mm.c kernel/load.c kernel/flush.c kernel/smp.c kernel/lock.c \
	kernel/kthread.c kernel/hotplug.c kernel/vm.c kernel/map.c kernel/region.c kernel/user_roots.c kernel/policy_text.c arch/riscv/asid.c \
	arch/riscv/satp.c arch/riscv/pagetable.c arch/riscv/kpti.c lib/bitmap.c lib/heap.c
PROTOCOL_DIR := test/host/protocol
PROTOCOL_MODEL := $(addprefix $(PROTOCOL_DIR)/,weak.c choice.c fiber.c point.c trace.c memory.c tlb.c \
	space.c policy_unit.c reaper_unit.c stubs.c ledger.c threads.c firmware.c life.c run.c)
PROTOCOL_SRC := $(PROTOCOL_KERNEL) $(PROTOCOL_MODEL)
PROTOCOL_INCLUDE := $(B)/host/protocol-include
PROTOCOL_ARCH := $(addprefix $(PROTOCOL_INCLUDE)/arch/riscv/,arch.h order.h)
# load_once() of a const object casts to its type, const and all.
PROTOCOL_CFLAGS := -I$(PROTOCOL_INCLUDE) -I$(PROTOCOL_DIR)/fake $(HOST_CFLAGS) -O2 -Wno-ignored-qualifiers
FUZZ_SECONDS ?= 60

host-build: $(B)/host/protocol $(B)/host/test_protocol

# Generated first, so that no file finds the real ones.
$(PROTOCOL_ARCH): $(PROTOCOL_INCLUDE)/%.h: %.h $(PROTOCOL_DIR)/arch.awk
	@mkdir -p $(@D)
	@awk -f $(PROTOCOL_DIR)/arch.awk $< >$@

$(B)/host/protocol-obj/%.o: %.c $(PROTOCOL_ARCH) $(PROTOCOL_DIR)/protocol.mk
	@mkdir -p $(@D)
	$(HOSTCC) $(PROTOCOL_CFLAGS) -c -o $@ $<

$(B)/host/protocol: $(PROTOCOL_SRC:%.c=$(B)/host/protocol-obj/%.o) \
		$(B)/host/protocol-obj/$(PROTOCOL_DIR)/main.o
	$(HOSTCC) $(HOST_CFLAGS) -o $@ $^

$(B)/host/test_protocol: $(PROTOCOL_SRC:%.c=$(B)/host/protocol-obj/%.o) \
		$(B)/host/protocol-obj/test/host/test_protocol.o
	$(HOSTCC) $(HOST_CFLAGS) -o $@ $^ -lcmocka

$(B)/host/protocol-fuzz: $(PROTOCOL_SRC) $(PROTOCOL_DIR)/fuzz.c $(PROTOCOL_ARCH) $(wildcard $(PROTOCOL_DIR)/*.h)
	clang $(filter-out -MMD -MP,$(PROTOCOL_CFLAGS)) -fsanitize=fuzzer -o $@ $(filter %.c,$^)

.PHONY: fuzz
fuzz: $(B)/host/protocol-fuzz ## fuzz the switching protocol on the host; FUZZ_SECONDS=60
	@mkdir -p $(B)/host/protocol-corpus
	@$< -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -len_control=0 -artifact_prefix=$(B)/host/ \
		$(B)/host/protocol-corpus

-include $(shell find $(B)/host/protocol-obj -name '*.d' 2>/dev/null)
