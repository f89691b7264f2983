# SPDX-License-Identifier: MIT
"""What the model is shown, in the words of guest.S: on purpose wrong, and the same done right.

A line that begins with + is only in the right one, with - only in the wrong one. `wrong` is what tlbcheck
must report then, by name and number; the right one must give no report. `options` are the plugin's.
"""
from dataclasses import dataclass, field


@dataclass
class Case:
    first: str
    wrong: dict
    second: str = ""
    options: str = ""
    harts: int = 1
    counted: dict = field(default_factory=dict)  # of the wrong one's summary: at least


REMAP = "set L0_A, LEAF(PAGE2, R | W | U)\n"
DONE = "hint FLUSHED, 0, 4096, ROOT_A\n"

CASES = {
    # ---- user half: the flush is complete, the entry is not gone --------------------------------------
    "other_frame": Case(
        "touch 0\n" + REMAP + "+fence_va_asid 0, 1\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "lost_right": Case(
        "touch 0\n set L0_A, LEAF(PAGE1, R | U)\n+fence_va 0\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "fence_of_another_page": Case(
        "touch 0\n" + REMAP + "-fence_va_asid 4096, 1\n+fence_va_asid 8, 1\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "fence_of_another_asid": Case(
        "touch 0\n" + REMAP + "-fence_asid 2\n+fence_asid 1\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "register_that_holds_0_is_not_x0": Case(
        "touch 0\n" + REMAP + "-fence_asid 0\n+fence_all\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "address_that_does_not_exist": Case(
        "touch 0\n" + REMAP + "-fence_va 0x4000000000\n+fence_va 0\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "any_page_of_a_big_leaf": Case(
        "touch BIG\n set L1_A + 8, TABLE(L0_C)\n-fence_va BIG + 0x200000\n+fence_va BIG + 0x1ff000\n"
        "hint FLUSHED, BIG, 0x200000, ROOT_A\n touch BIG",
        {"stale-flushed": 1},
    ),
    "flush_of_everything": Case(
        "touch 0\n" + REMAP + "+fence_asid 1\n hint FLUSHED, 0, 0, ROOT_A\n touch 0",
        {"stale-flushed": 1},
    ),
    "frame_given_back": Case(
        "touch 0\n" + REMAP + "+fence_va_asid 0, 1\n hint FRAME_FREE, PAGE1\n touch 0",
        {"stale-frame": 1},
    ),
    "satp_removes_nothing": Case(
        "touch 0\n" + REMAP + "space ROOT_B, 2\n space ROOT_A, 1\n+fence_asid 1\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    # ---- user half: legal --------------------------------------------------------------------------------
    "flush_not_complete": Case(
        "touch 0\n" + REMAP + "touch 0\n",
        {},
        counted={"pending": 1},
    ),
    "flush_of_another_space": Case(
        "touch 0\n" + REMAP + "hint FLUSHED, 0, 4096, ROOT_B\n touch 0\n",
        {},
        counted={"pending": 1},
    ),
    "gained_right": Case(
        "set L0_A, LEAF(PAGE1, R | U)\n fence_all\n touch 0\n set L0_A, LEAF(PAGE1, R | W | U)\n"
        + DONE
        + "change 0",
        {},
        counted={"spurious": 1},
    ),
    # ---- ASIDs ------------------------------------------------------------------------------------------
    "asid_of_another_space": Case(
        "hint SPACE, ROOT_A, 7\n hint SPACE, ROOT_B, 8\n space ROOT_B, 2\n space ROOT_A, 1\n touch 0\n"
        "space ROOT_B, 1\n+fence_asid 1\n touch 0",
        {"other-space": 3},  # two pointers and the leaf
    ),
    "two_asids": Case(
        "touch 0\n space ROOT_B, 2\n touch 0\n space ROOT_A, 1\n touch 0",
        {},
    ),
    "fewer_asid_bits": Case(
        "touch 0\n-space ROOT_B, 17\n+space ROOT_B, 2\n touch 0",
        {"other-space": 3},
        options="asidbits=4",
    ),
    # ---- tables ----------------------------------------------------------------------------------------
    "address_form_leaves_pointers": Case(
        "touch 0\n set L1_A, TABLE(L0_C)\n-fence_va_asid 0, 1\n+fence_asid 1\n" + DONE + "touch 0",
        {"stale-pointer": 1},
    ),
    "freed_and_reachable": Case(
        "touch 0\n+set L1_A, 0\n+fence_asid 1\n hint TABLE_FREE, L0_A",
        {"table-reached": 1, "table-cached": 1},
    ),
    "freed_and_cached": Case(
        "touch 0\n set L1_A, 0\n-fence_va 0\n+fence_asid 1\n hint TABLE_FREE, L0_A",
        {"table-cached": 1},
    ),
    "freed_and_loaded_again": Case(
        "touch 0\n space ROOT_B, 2\n set ROOT_A, 0\n hint TABLE_FREE, L1_A\n hint TABLE_FREE, L0_A\n"
        "+fence_asid 1\n space ROOT_A, 1\n nop",
        {"table-cached": 2},
    ),
    "walk_through_a_free_table": Case(
        "space ROOT_B, 2\n-hint TABLE_FREE, L0_A\n hint FRAME_USED, L0_A\n+hint TABLE_USED, L0_A\n"
        "-hint TABLE_FREE, L0_A\n space ROOT_A, 1\n touch 0",
        {"table-reached": 1},
    ),
    "free_frame_is_mapped": Case(
        "touch 0\n hint FRAME_USED, PAGE1\n hint FRAME_FREE, PAGE1\n+hint FRAME_USED, PAGE1\n touch 0",
        {"frame-mapped": 1},
    ),
    "frame_handed_out_twice": Case(
        "hint FRAME_USED, PAGE1\n+hint FRAME_FREE, PAGE1\n hint FRAME_USED, PAGE1",
        {"frame-twice": 1},
    ),
    "frame_given_back_twice": Case(
        "hint FRAME_FREE, PAGE1\n+hint FRAME_USED, PAGE1\n hint FRAME_FREE, PAGE1",
        {"frame-twice": 1},
    ),
    # ---- roots -------------------------------------------------------------------------------------------
    "root_freed_while_loaded": Case(
        "+space ROOT_B, 2\n nop\n hint TABLE_FREE, ROOT_A\n hint FRAME_FREE, ROOT_A",
        {"root-free": 1},
    ),
    "free_root_is_loaded": Case(
        "hint TABLE_FREE, ROOT_B\n hint FRAME_FREE, ROOT_B\n+hint FRAME_USED, ROOT_B\n+hint TABLE_USED, ROOT_B, 2\n"
        "space ROOT_B, 2\n nop",
        {"root-free": 1},
    ),
    "kernel_half_differs": Case(
        "hint KERNEL_ROOT, ROOT_A\n-set ROOT_B + 300 * 8, 2\n+set ROOT_B + 200 * 8, 2\n space ROOT_B, 2\n nop",
        {"kernel-half": 1},
    ),
    "kernel_half_of_the_user_view": Case(
        "hint KERNEL_ROOT, ROOT_A\n+hint SPACE, ROOT_A, 5, ROOT_B\n set ROOT_B + 300 * 8, 2\n space ROOT_B, 2\n nop",
        {"kernel-half": 1},
    ),
    "global_in_the_user_half": Case(
        "-set L0_A, LEAF(PAGE1, R | W | U | G)\n touch 0",
        {"user-global": 1},
    ),
    # ---- kernel half ----------------------------------------------------------------------------------------
    "user_mapping_in_the_kernel_half": Case(
        "-set L0_K, LEAF(PAGE1, R | U)\n touch VIEW",
        {"kernel-user": 1},
    ),
    "asid_form_leaves_global_ones": Case(
        "touch VIEW\n set L0_K, LEAF(PAGE2, R | G)\n-fence_va_asid VIEW, 1\n-fence_asid 1\n+fence_va VIEW\n touch VIEW",
        {"kernel-stale": 1},
    ),
    "kernel_lost_a_right": Case(
        "set L0_K, LEAF(PAGE1, R | W | G)\n fence_all\n touch VIEW\n set L0_K, LEAF(PAGE1, R | G)\n"
        "+fence_all\n run_on\n touch VIEW",
        {"kernel-stale": 1},
    ),
    "kernel_gained_a_right": Case(
        "touch VIEW\n set L0_K, LEAF(PAGE1, R | W | G)\n+fence_va VIEW\n change VIEW",
        {"kernel-weaker": 1},
    ),
    "kernel_page_was_invalid": Case(
        "fence_all\n set L0_K + 8, LEAF(PAGE1, R | G)\n+fence_all\n touch VIEW + 4096",
        {"kernel-weaker": 1},
        options="invalid=on",
    ),
    "kernel_table_was_invalid": Case(
        "fence_all\n set L1_K + 8, TABLE(L0_K)\n+fence_all\n touch VIEW + 0x200000",
        {"kernel-weaker": 1},
        options="invalid=on",
    ),
    # ---- what hardware does without being asked ----------------------------------------------------------
    "speculation": Case(
        "space ROOT_B, 2\n space ROOT_A, 1\n nop\n" + REMAP + "+fence_asid 1\n" + DONE + "touch 0",
        {"stale-flushed": 1},
        options="eager=on",
    ),
    "no_speculation": Case(
        "space ROOT_B, 2\n space ROOT_A, 1\n nop\n" + REMAP + DONE + "touch 0",
        {},
    ),
    # ---- Svinval ----------------------------------------------------------------------------------------------
    "sinval_not_ordered_before": Case(
        "touch 0\n" + REMAP + "+w_inval\n sinval_va 0\n inval_ir\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    "sinval_not_ordered_after": Case(
        "touch 0\n" + REMAP + "w_inval\n sinval_va 0\n+inval_ir\n" + DONE + "touch 0",
        {"stale-flushed": 1},
    ),
    # ---- two harts ---------------------------------------------------------------------------------------------
    "other_hart_was_not_asked": Case(
        "step 1\n await 2\n" + REMAP + "fence_all\n+step 3\n+await 4\n" + DONE + "step 5\n await 6",
        {"stale-flushed": 1},
        second="touch 0\n step 2\n+await 3\n+fence_va_asid 0, 1\n+step 4\n await 5\n touch 0\n step 6",
        harts=2,
    ),
    "other_hart_has_it_loaded": Case(
        "step 1\n await 2\n space ROOT_B, 2\n set ROOT_A, 0\n fence_all\n"
        "hint TABLE_FREE, L1_A\n hint TABLE_FREE, ROOT_A",
        {"root-free": 1, "table-cached": 1},
        second="touch 0\n+space ROOT_B, 2\n nop\n step 2",
        harts=2,
    ),
}
