# SPDX-License-Identifier: MIT
"""docs/tutorial.md: what it shows is in the files, and what it tells to type gives what it says."""
import os
import re
import shutil
import subprocess

from machine import CROSS, ROOT

TEXT = (ROOT / "docs" / "tutorial.md").read_text()
FILES = ["user/proto/greeter.proto", "user/programs/greeter.c", "user/programs/greet.c"]
BY_INIT = "## 6. Let init start it"

blocks = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE).findall
BEFORE, AFTER = TEXT.split(BY_INIT)


def sessions(text):
    """For each block that begins with `$ make qemu`: the lines behind it, by the command at the prompt."""
    for _, block in blocks(text):
        if block.startswith("$ make qemu"):
            parts = block.split("loris> ")[1:]
            yield [part.split("\n", 1) for part in parts]


def pattern(line):
    """N stands for a number, ADDRESS for an address."""
    numbers = re.sub(r"\bN\b", r"\\d+", re.escape(line))
    return numbers.replace("ADDRESS", "0x[0-9a-f]+")


def follow(machine, session):
    """Lines of different programs may come in any order."""
    for command, expected in session:
        said = machine.run(command).splitlines()
        for line in expected.splitlines():
            found = next((one for one in said if re.fullmatch(pattern(line), one)), None)
            assert found, f"{command}: no line {line!r} in {said}"
            said.remove(found)
        assert said == []


def test_blocks_are_in_the_files():
    files = [(ROOT / file).read_text() for file in FILES]
    shown = [block for _, block in blocks(BEFORE) if not block.startswith("$ ")]
    assert len(shown) == 9
    for block in shown:
        assert any(block in file for file in files), block


def test_greeter(boot):
    machine = boot(smp=1)
    (session,) = sessions(BEFORE)
    follow(machine, session)
    assert machine.run("run greet") == "greet: error -5\ngreet: exit status 1\n"
    machine.power_off()


def insert(path, anchor, line):
    text = path.read_text()
    assert text.count(anchor) == 1
    path.write_text(text.replace(anchor, anchor + line))


def build_as_told(tree):
    """A copy of user/ with part 6 done to it; its ramdisk."""
    for folder in ("lib", "user", "tools"):
        shutil.copytree(ROOT / folder, tree / folder)
    server, for_make, for_init = (block for _, block in blocks(AFTER) if not block.startswith("$ "))
    (tree / "user/servers/welcome").mkdir()
    (tree / "user/servers/welcome/main.c").write_text(server)
    insert(tree / "user/user.mk", "USER_USES_ramfs := driver\n", for_make)
    insert(tree / "user/servers/init/servers.c", "static struct server servers[] = {\n", for_init)
    names = ["init", "ramfs", "welcome", "greet"]
    programs = [f"build/user/bin/{name}" for name in names]
    make = ["make", "-s", "-f", "user/user.mk", "B=build", f"CROSS={CROSS}", *programs]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    subprocess.run(make, cwd=tree, check=True, env=env)
    subprocess.run(["tools/ramdisk", "ramdisk.cpio", *programs], cwd=tree, check=True)
    return tree / "ramdisk.cpio"


def test_server_of_init(boot, tmp_path):
    (session,) = sessions(AFTER)
    machine = boot(smp=1, initrd=build_as_told(tmp_path))
    follow(machine, session)
    machine.power_off()
