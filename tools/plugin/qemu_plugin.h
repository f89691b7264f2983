/* SPDX-License-Identifier: MIT */
/*
 * The part of QEMU's plugin interface that our plugins use, declared here because no package
 * carries the header. The functions are QEMU's and are resolved when it loads the plugin; a wrong
 * declaration would show only at run time, so each difference between versions is confined to this
 * file:
 *
 *   version 1 (QEMU 4.2 .. 8.2)  inline counters are plain memory, shared by all harts
 *   version 2 (QEMU 9.0)         inline counters are per hart, in a scoreboard
 *   version 3 (QEMU 9.1)         an instruction's bytes are copied out instead of pointed at
 *   version 4 (QEMU 10.0)        registers can be read, of the hart that a callback runs on
 *   version 7 (QEMU 11.0)        callbacks lose the plugin's id and gain a pointer of ours
 *
 * QEMU_PLUGIN_API names the version; tools/plugin/api tells it from the QEMU at hand.
 */
#ifndef QEMU_PLUGIN_H
#define QEMU_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t qemu_plugin_id_t;

typedef struct {
	const char *target_name;
	struct {
		int min, cur;
	} version;
	bool system_emulation;
	union {
		struct {
			int smp_vcpus, max_vcpus;
		} system;
	};
} qemu_info_t;

struct qemu_plugin_tb;	 /* a translated block */
struct qemu_plugin_insn; /* one instruction of it, valid during the translation callback */

enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_CB_R_REGS };
enum qemu_plugin_mem_rw { QEMU_PLUGIN_MEM_R = 1, QEMU_PLUGIN_MEM_W, QEMU_PLUGIN_MEM_RW };
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

/* what a plugin gives QEMU */
extern __attribute__((visibility("default"))) int qemu_plugin_version;
__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv);

typedef void (*qemu_plugin_vcpu_udata_cb_t)(unsigned int vcpu, void *data);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void *qemu_plugin_insn_haddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_vcpu_udata_cb_t call,
					    enum qemu_plugin_cb_flags flags, void *data);

void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  qemu_plugin_vcpu_udata_cb_t call,
					  enum qemu_plugin_cb_flags flags, void *data);

typedef uint32_t qemu_plugin_meminfo_t; /* valid during the callback */
typedef void (*qemu_plugin_vcpu_mem_cb_t)(unsigned int vcpu, qemu_plugin_meminfo_t info,
					  uint64_t vaddr, void *data);
bool qemu_plugin_mem_is_store(qemu_plugin_meminfo_t info);
/* Calls after each access that succeeded. */
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn, qemu_plugin_vcpu_mem_cb_t call,
				      enum qemu_plugin_cb_flags flags, enum qemu_plugin_mem_rw rw,
				      void *data);

#if QEMU_PLUGIN_API < 7
typedef void (*qemu_plugin_udata_cb_t)(qemu_plugin_id_t id, void *data);
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
					   qemu_plugin_vcpu_tb_trans_cb_t call);
#else
typedef void (*qemu_plugin_udata_cb_t)(void *data);
typedef void (*qemu_plugin_vcpu_tb_trans_cb_t)(struct qemu_plugin_tb *tb, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_plugin_vcpu_tb_trans_cb_t call,
					   void *data);
#endif
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, qemu_plugin_udata_cb_t call, void *data);

#if QEMU_PLUGIN_API < 2
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
						enum qemu_plugin_op op, void *counter,
						uint64_t value);
#else
struct qemu_plugin_scoreboard;
typedef struct {
	struct qemu_plugin_scoreboard *score;
	size_t offset;
} qemu_plugin_u64;

struct qemu_plugin_scoreboard *qemu_plugin_scoreboard_new(size_t element_size);
uint64_t qemu_plugin_u64_get(qemu_plugin_u64 entry, unsigned int vcpu);
void qemu_plugin_register_vcpu_insn_exec_inline_per_vcpu(struct qemu_plugin_insn *insn,
							 enum qemu_plugin_op op,
							 qemu_plugin_u64 entry, uint64_t value);
#endif

size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
#if QEMU_PLUGIN_API < 3
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
#else
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *dest, size_t len);
#endif

#if QEMU_PLUGIN_API >= 4
/* GLib's, of which QEMU brings the functions: what is used of them. */
typedef struct {
	char *data;
	unsigned int len;
} GArray;
typedef struct {
	uint8_t *data;
	unsigned int len;
} GByteArray;
GByteArray *g_byte_array_new(void);
GByteArray *g_byte_array_set_size(GByteArray *array, unsigned int length);
char *g_array_free(GArray *array, int free_data);

struct qemu_plugin_register;
typedef struct {
	struct qemu_plugin_register *handle;
	const char *name;
	const char *feature;
} qemu_plugin_reg_descriptor;

/* false: `value` is none of on, off, yes, no, true, false. */
bool qemu_plugin_bool_parse(const char *name, const char *value, bool *result);

/* Of the hart whose callback calls; the array of descriptors is the caller's to free. */
GArray *qemu_plugin_get_registers(void);
/* Appends the value, in the guest's byte order, to buf; what it returns differs between versions, so
 * look at buf's length. Only in callbacks with QEMU_PLUGIN_CB_R_REGS, or without flags. */
#if QEMU_PLUGIN_API < 6
int qemu_plugin_read_register(struct qemu_plugin_register *handle, GByteArray *buf);
#else
bool qemu_plugin_read_register(struct qemu_plugin_register *handle, GByteArray *buf);
#endif
#endif

#endif
