# SPDX-License-Identifier: MIT
"""Where things lie in the programs that were built, from their symbol tables."""
import subprocess

from machine import CROSS


TEXT = "tTwW"


def symbols(elf, kinds=TEXT):
    """(address, name) of everything of these kinds (nm(1)), ascending."""
    lines = subprocess.check_output([CROSS + "nm", "-n", elf], text=True).splitlines()
    split = [line.split() for line in lines]
    return [(int(words[0], 16), words[2]) for words in split if words[1] in kinds]


def function_at(elf, pc):
    return [name for at, name in symbols(elf) if at <= pc][-1]


def address_of(elf, name, kinds=TEXT):
    return {name: at for at, name in symbols(elf, kinds)}[name]
