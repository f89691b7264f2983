# SPDX-License-Identifier: MIT
#
# Unit tests that run on the machine that builds. Included by the top Makefile, and complete in
# itself: make -f test/host/host.mk host-test
#
#   host-build  builds $(B)/host/test_*, each a cmocka program that can be run alone, from anywhere
#   host-test   runs them all and fails if one did; T="list heap" runs only those
#   SEED=N      (environment) gives the random tests another seed than the fixed one

B ?= build
CROSS ?= riscv64-unknown-elf-
QEMU ?= qemu-system-riscv64
HOSTCC ?= cc
DTC ?= dtc

# A test is one line here: what it tests; with its own code in test/host/test_NAME.c.
host_src_list :=
host_src_asid := arch/riscv/asid.c lib/bitmap.c
host_src_bitmap := lib/bitmap.c
host_src_heap := lib/heap.c
host_src_string := lib/string.c
host_src_parse := lib/parse.c
host_src_format := lib/format.c
host_src_cpio := lib/cpio.c
host_src_elf := lib/elf.c
host_src_fdt := lib/fdt.c lib/fdt_walk.c lib/fdt_reg.c lib/fdt_strings.c
host_src_fdt_hostile := $(host_src_fdt)
host_src_virtio := test/host/fake_virtio.c user/servers/virtio/dma.c user/servers/virtio/ring.c \
	user/servers/virtio/virtio.c user/servers/blk/disk.c
host_src_entropy := test/host/fake_virtio.c user/servers/virtio/dma.c user/servers/virtio/ring.c \
	user/servers/virtio/virtio.c user/servers/rng/source.c
host_src_line := user/servers/uart/line.c
host_src_ramfs_data := $(addprefix user/servers/ramfs/,space.c lots.c data.c pipe.c) test/host/fake_pages.c lib/bitmap.c
host_src_ramfs_tree := $(addprefix user/servers/ramfs/,space.c lots.c data.c hash.c node.c fs.c archive.c) \
	test/host/fake_pages.c lib/bitmap.c lib/cpio.c
host_src_ramfs_lots := user/servers/ramfs/lots.c test/host/fake_pages.c lib/bitmap.c
host_src_ramfs_hash := user/servers/ramfs/hash.c
host_src_ramfs_clients := $(addprefix user/servers/ramfs/,account.c session.c slots.c)
host_src_init := $(addprefix user/servers/init/,pool.c start_page.c programs.c) lib/cpio.c lib/elf.c
host_src_init_family := $(addprefix user/servers/init/,family.c pool.c)

# Real files that a test carries within it, as NAME_start and NAME_end.
host_blob_cpio := sample_cpio
host_blob_elf := program_elf
host_blob_ramfs_tree := sample_cpio
host_blob_init := program_elf
host_blob_fdt := tree_dtb virt64_dtb
host_blob_fdt_hostile := tree_dtb

HOST_TESTS := $(sort $(patsubst host_src_%,%,$(filter host_src_%,$(.VARIABLES))))
HOST_BINS := $(HOST_TESTS:%=$(B)/host/test_%)
HOST_CFLAGS := -std=gnu17 -Wall -Wextra -Werror -O1 -g -I. -MMD -MP \
	-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

.PHONY: host-build host-test
host-build: $(HOST_BINS) $(B)/host/lib_alone

# All run, also after one has failed, so that one look shows everything that is broken.
T ?= $(HOST_TESTS)
host-test: host-build
	@failed=; for t in $(T); do $(B)/host/test_$$t || failed="$$failed $$t"; done; \
	if [ -n "$$failed" ]; then echo "host tests failed:$$failed"; exit 1; fi

define host_test_rule
$(B)/host/test_$(1): $(patsubst %.c,$(B)/host/obj/%.o,test/host/test_$(1).c $(host_src_$(1))) \
		$(host_blob_$(1):%=$(B)/host/obj/%.o)
	$$(HOSTCC) $$(HOST_CFLAGS) -o $$@ $$^ -lcmocka
endef
$(foreach t,$(HOST_TESTS),$(eval $(call host_test_rule,$(t))))

$(B)/host/obj/%.o: %.c test/host/host.mk
	@mkdir -p $(@D)
	$(HOSTCC) $(HOST_CFLAGS) -c -o $@ $<

# Beside the C library's functions, under other names.
$(B)/host/obj/lib/string.o: HOST_CFLAGS += -ffreestanding -include test/host/renamed_string.h

$(B)/host/obj/%.o: $(B)/host/%.blob test/host/blob.S
	@mkdir -p $(@D)
	$(HOSTCC) -c -DBLOB=$* -DBLOB_FILE='"$<"' -o $@ test/host/blob.S

$(B)/host/sample_cpio.blob: test/host/host.mk
	@rm -rf $(B)/host/sample && mkdir -p $(B)/host/sample/dir
	@printf 'hello, ramdisk\n' >$(B)/host/sample/hello
	@printf 'x' >$(B)/host/sample/dir/one
	@: >$(B)/host/sample/empty
	cd $(B)/host/sample && printf 'hello\ndir\ndir/one\nempty\n' | \
		cpio --quiet -o -H newc >../$(@F)

$(B)/host/program_elf.blob: test/host/program.c
	@mkdir -p $(@D)
	$(CROSS)gcc -march=rv64imac -mabi=lp64 -mcmodel=medany -O1 -nostdlib -static \
		-Wl,-z,max-page-size=4096 -o $@ $<

$(B)/host/tree_dtb.blob: test/host/tree.dts
	@mkdir -p $(@D)
	$(DTC) -q -I dts -O dtb -o $@ $<

$(B)/host/virt64_dtb.blob:
	@mkdir -p $(@D)
	$(QEMU) -M virt,dumpdtb=$@.full -smp 64 -m 256M -display none 2>/dev/null
	$(DTC) -q -I dtb -O dtb -o $@ $@.full

# The library must need nothing but itself on the target, no libgcc either; and no string function may
# have become a call of itself, which compilers do to loops that they take for one.
HOST_LIB_SRC := $(wildcard lib/*.c)
$(B)/host/lib_alone: $(HOST_LIB_SRC) $(wildcard lib/*.h) test/host/host.mk
	@mkdir -p $(B)/host/target
	@for f in $(HOST_LIB_SRC:lib/%.c=%); do $(CROSS)gcc -std=c17 -Wall -Wextra -Werror \
		-Wmissing-prototypes -ffreestanding -march=rv64imac_zicsr_zifencei -mabi=lp64 \
		-mcmodel=medany -O2 -I. -c -o $(B)/host/target/$$f.o lib/$$f.c || exit 1; done
	@$(CROSS)ld -r -o $@.o $(HOST_LIB_SRC:lib/%.c=$(B)/host/target/%.o)
	@if $(CROSS)nm -u $@.o | grep .; then echo 'lib/ needs these from elsewhere'; exit 1; fi
	@if $(CROSS)objdump -r $(B)/host/target/string.o | \
		grep -E 'CALL.* (mem(cpy|move|set|cmp)|strn?len|strr?chr)'; \
		then echo 'lib/string.c calls itself'; exit 1; fi
	@touch $@

-include $(shell find $(B)/host/obj -name '*.d' 2>/dev/null)
