# SPDX-License-Identifier: MIT
#
# Builds the plugin that measures for how long interrupts are off. Included by the Makefile at the root.

B ?= build
HOSTCC ?= gcc

$(B)/irqs-v%.so: tools/irqs/irqs.c $(wildcard tools/plugin/*.h)
	@mkdir -p $(@D)
	@echo "  HOST  $@"
	@$(HOSTCC) -std=c17 -O2 -g -fPIC -shared -fvisibility=hidden -Wall -Wextra -Werror -Wshadow \
		-Wmissing-prototypes -I. -DQEMU_PLUGIN_API=$* -o $@.$$$$ $< -pthread && mv $@.$$$$ $@ # two may build it at once
