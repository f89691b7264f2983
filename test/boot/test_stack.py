# SPDX-License-Identifier: MIT
"""No way through the kernel takes more of a stack than there is; of the code as it was compiled.

What stands on a stack was called from its top: a trap from user mode and an interrupt begin on the hart's empty stack,
an exception in the kernel on the panic stack, a kthread on its own, where nothing comes on top of it. So the deepest
way down from any function is the most that any stack needs. What is called by pointer is named here; such a call in
another function, another recursion, or a stack that is moved in another way, fails the test.
"""
import re
import subprocess

import pytest
from machine import BUILD, CROSS, DEBUG, KERNEL

SMALL = BUILD / "loris-noshell.elf"
KERNELS = {"release": KERNEL, "debug": DEBUG, "small": SMALL}
BOUND = 6 * 1024  # of STACK_SIZE and BOOT_STACK, 8 KiB each (arch/riscv/layout.h)
PANIC_BOUND = 2 * 1024  # of first_panic_stack, 4 KiB (arch/riscv/boot.c)

# What harts do in a meeting, and what one asks others to do.
MET = "arrive|leave_user_space|nothing|give_back|note_own|change|open|empty|end_machine|copy_all|enter|policy_enter"
ASKED = "attend|flush_remote|leave_remote|drain|copy_own|check_satp|fence_kernel"
ENDS = "(endpoint|notification|reply|memory|process|thread|interrupt)_end"
POINTERS = {
    "from_user": r"sys_\w+",
    "kthread_entry": r"\w+_main|poll",
    "smp_serve_calls": ASKED,
    "attend": MET,
    "smp_meet": MET,
    "object_put": ENDS,
    "end_rest": ENDS,
    "grace_main": "object_free|end_rest|block_free|origin_free|finish_end",
    "reaper_main": "reap",
    "emit": "put_both|put_console|put_buffer",
    "asid_assign_locked": "each_claim",
    "each_claim": "reserve",
    "kthread_for_each": "find_kthreads|collect_kthread",
    "process_for_each": "find_pinned|rehome_threads|add_process|collect_process",
    "mm_for_each": "adopt_user_root|give_user_root|count_one|collect|check_half|check_space",
    "process_spawn": "equip",
    "release_four": "page_free",
    "for_each_range": "page_add_region|page_reserve",
    "bootargs_parse": r"take_\w+",
    "shell_run": r"cmd_\w+",
    "cmd_mem": "print_json|print_text",
    "complete": "insert",
    "run_list": "test_(?!memory_objects)\\w+",
    "test_memory_objects": "share|copy|refuse|all_or_nothing|unshare|in_parts",
}
# Once more on one way down, at most: who comes to it again from below.
AGAIN = {
    "object_put": {"interrupt_end", "endpoint_end", "turn_away_one", "process_letter_lost"},
    "panic": {"arch_send_ipi"},
    "region_merge_around": {"swallow_next"},
    "shell_run": {"cmd_sw", "show"},
    "kpti_entry": {"kpti_fence"},
}


def plain(name):
    """As in the source, where the compiler has made a function of a part, or a copy, of one."""
    return name.split(".")[0]


class Image:
    def __init__(self, kernel):
        lines = subprocess.run([CROSS + "objdump", "-dt", "--no-show-raw-insn", kernel], capture_output=True, text=True, check=True)
        self.name, self.own, self.calls, self.code, self.strange = {}, {}, {}, {}, []
        at, ends, compiled = None, True, set()
        for line in lines.stdout.splitlines():
            if symbol := re.match(r"([0-9a-f]+) .{6}F ", line):
                compiled.add(int(symbol[1], 16))
            elif begins := re.match(r"([0-9a-f]+) <(.+)>:$", line):
                if not ends and at not in compiled:  # assembly goes on there; C has called who does not return
                    self.calls[at].add(int(begins[1], 16))
                at = int(begins[1], 16)
                self.name[at], self.own[at], self.calls[at], self.code[at] = begins[2], 0, set(), []
            elif at and "\t" in line and "__riscv_" not in self.name[at]:
                operation, _, operands = line.split("\t", 1)[1].partition("\t")
                self.code[at].append((operation, operands))
                self.look(at, operation, operands)
                if operation not in ("nop", "..."):  # between functions
                    ends = operation in ("j", "jr", "ret", "sret", "ebreak", "unimp")
        self.again = dict.fromkeys(AGAIN, 0)

    def look(self, at, operation, operands):
        """A function makes its frame at once or part by part: the sum is no less than what it has at any time."""
        target = re.search(r"([0-9a-f]+) <([^>+]+)(?:\+(0x[0-9a-f]+))?>", operands)
        if made := re.match(r"sp,sp,-(\d+)\b", operands):
            self.own[at] += int(made[1])
        elif re.match(r"sp,(?!sp,\d)", operands) and operation in ("mv", "sub", "add") and self.name[at] != "boot_high":
            self.strange.append(f"{self.name[at]}: {operation} {operands}")
        if target and (saved := re.match(r"__riscv_save_(\d+)$", target[2])):
            self.own[at] += 16 * (int(saved[1]) // 2 + 1)
        elif target and operation[0] in "jb" and target[2] != self.name[at] and "__riscv_" not in target[2]:
            self.calls[at].add(int(target[1], 16) - int(target[3] or "0", 16))
        elif operation == "jalr" and not target:
            self.calls[at].add(plain(self.name[at]))

    def below(self, at):
        """Whom it calls, by pointer too."""
        for to in self.calls[at]:
            if isinstance(to, int):
                yield to
            elif to in POINTERS:
                yield from (who for who, name in self.name.items() if re.fullmatch(POINTERS[to], plain(name)))
            else:
                self.strange.append(f"{to} calls by a pointer")

    def depth(self, at):
        if at in self.way:
            self.strange.append("comes to itself again: " + " ".join(self.name[other] for other in self.way[self.way.index(at) :]))
            return 0
        if at not in self.deepest:
            self.way.append(at)
            below = 0
            for to in self.below(at):
                again = plain(self.name[at]) in AGAIN.get(self.name[to], ())
                below = max(below, self.again[self.name[to]] if again else self.depth(to))
            self.way.pop()
            self.deepest[at] = self.own[at] + below
        return self.deepest[at]

    def depths(self):
        """Of each function; and what is unknown."""
        for _ in range(2):  # the second time with the first one's depth for those that come again
            self.way, self.deepest = [], {}
            depths = sorted((self.depth(at), name) for at, name in self.name.items())
            self.again.update((name, depth) for depth, name in depths if name in AGAIN)
        return depths, sorted(set(self.strange))


@pytest.fixture(scope="module", params=KERNELS)
def image(request):
    return Image(KERNELS[request.param])


def test_stacks_suffice(image):
    depths, strange = image.depths()
    assert not strange
    assert 2000 < depths[-1][0] <= BOUND, depths[-20:]
    assert max(depth for depth, name in depths if name == "kernel_exception") <= PANIC_BOUND


MESSAGE = r"\b(a[1-5]|t[1-4])\b"  # and s0, a0, a6, a7 are variables there (arch/riscv/message.h)
READS = ("j", "jal", "sb", "sh", "sw", "sd", "fence")


def test_a_message_stays_in_its_registers(image):
    """ipc_fast.c has no stack, whatever compiled it: sp is still the thread's frame there."""
    code = [(name, line) for at, name in image.name.items() if name.startswith("ipc_fast_") for line in image.code[at]]
    assert len({name for name, _ in code}) == 3 and len(code) > 300
    for name, (operation, operands) in code:
        assert not re.search(r"\b(sp|ra)\b", operands), (name, operation, operands)
        assert operation in READS or operation[0] == "b" or not re.match(MESSAGE, operands), (name, operation, operands)
        if operation.startswith("j"):
            assert re.search(rf"<{name}|<message_\w+_end>|^t0,.*<message_carry_\w+>", operands), (name, operation, operands)
