/* SPDX-License-Identifier: MIT */
/*
 * What QEMU calls, in the form that its plugin interface wants. The plugin that includes this defines
 * translated(), for each block that QEMU translates, and at_exit(), for the end of the run.
 */
#ifndef PLUGIN_CALLBACKS_H
#define PLUGIN_CALLBACKS_H

#include "qemu_plugin.h"

static void translated(struct qemu_plugin_tb *tb);
static void at_exit(void);

#if QEMU_PLUGIN_API < 7
static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	(void)id;
	translated(tb);
}

static void on_exit_of_qemu(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	at_exit();
}

static inline void register_callbacks(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
}
#else
static void on_translation(struct qemu_plugin_tb *tb, void *data)
{
	(void)data;
	translated(tb);
}

static void on_exit_of_qemu(void *data)
{
	(void)data;
	at_exit();
}

static inline void register_callbacks(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation, NULL);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
}
#endif

#endif
