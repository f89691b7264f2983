# SPDX-License-Identifier: MIT
"""tlbstat's finite TLBs against misses that were counted by hand.

The guest touches 20 pages, one after the other, twice; its code and its own data lie in one leaf of 1 GiB.
"""
import pytest
from qemu import boot_guest, macro, reason_to_skip

pytestmark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip() or "")

PAGES = 20
MAP = [f"set L0_A + {8 * i}, LEAF(PAGE1, R | W | U)" for i in range(PAGES)]
TOUCH = [f"touch {4096 * i}" for i in range(PAGES)]
MARKED = ["slti x0, x0, 1", *TOUCH, *TOUCH, "slti x0, x0, 2"]


def window(tmp_path, lines, *geometries):
    options = "mode=stat,geometry=" + "+".join(geometries)
    source = macro("first", lines) + macro("second", [])
    (result,) = boot_guest(tmp_path, source, options)
    (one,) = result["windows"]
    assert result["geometries"] == list(geometries) and (one["marker"], one["count"]) == (1, 1)
    return one


def missed(window):
    return [(tlb["l1"], tlb["walks"], tlb["reads"]) for tlb in window["tlbs"]]


def test_sizes_ways_levels_and_pointers(tmp_path):
    assert missed(
        window(
            tmp_path,
            MAP + ["fence_all", *MARKED],
            "l1=1024",  # each page once, three entries read
            "l1=20",  # just enough
            "l1=19",  # in turn, each is gone before it comes again
            "l1=32x1",  # a set for each
            "l1=16x1",  # 4 sets are shared by two pages
            "l1=16:l2=64x4",  # the second level remembers
            "l1=64:pointers=8",  # the walker knows both pointers after the first time
            "l1=64:pointers=1",  # and with one, the last that it met: the lower one
        )
    ) == [
        (20, 20, 60),
        (20, 20, 60),
        (40, 40, 120),
        (20, 20, 60),
        (24 + 4, 24 + 4, 3 * 28),
        (40, 20, 60),
        (20, 20, 22),
        (20, 20, 22),
    ]


def test_fences_by_their_operands(tmp_path):
    between = ["slti x0, x0, 1", *TOUCH]
    after = [*TOUCH, "slti x0, x0, 2"]
    for fence, misses in (
        ("fence_asid 1", 20),
        ("fence_asid 2", 0),
        ("fence_va 0x3000", 1),
        ("fence_va_asid 0x3000, 2", 0),
    ):
        one = window(tmp_path, MAP + [*TOUCH, *between, fence, *after], "l1=64")
        # the code's own leaf and the one through which memory is written go with an ASID
        own = 1 if fence == "fence_asid 1" else 0
        assert missed(one)[0][1] == misses + own, fence
        assert one["fences"] == 1


@pytest.mark.parametrize("bits, misses", [("", 21), (":asid=4", 0), (":asid=0", 0)])
def test_asids_that_look_the_same(tmp_path, bits, misses):
    """17 is 1 to a hart with 4 bits of it."""
    lines = MAP + [*TOUCH, "slti x0, x0, 1", "space ROOT_A, 17", *TOUCH, "slti x0, x0, 2"]
    one = window(tmp_path, lines, "l1=64" + bits)
    assert missed(one)[0][1] == misses and one["loads"] == 1


def test_bad_geometries_are_refused(tmp_path):
    for text in ("", "l1=0", "l1=16x3", "l2=64", "l1=16,asid=17", "l1=16:more=1", "l1=16+"):
        with pytest.raises(AssertionError):
            window(tmp_path, MARKED, text)
