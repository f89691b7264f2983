# SPDX-License-Identifier: MIT
"""tools/loris-cc makes Loris programs of what knows nothing of Loris: test/boot/hosted, by a makefile of its own,
which prints the same as what the host's compiler makes of it."""
import os
import shutil
import subprocess

import pytest
from machine import B, BUILD, CROSS, ROOT

LORIS_CC = ROOT / "tools/loris-cc"
HOSTED = ROOT / "test/boot/hosted"
STATUS = 42
HELLO = '#include <stdio.h>\nint main(void) { puts("hello from C"); return 0; }\n'


def environment(**more):
    """Without what the make that runs the tests has set, of which B says where the library is."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return env | {"B": B, "CROSS": CROSS} | more


def run(*line, cwd, **env):
    """Whatever happens: its status, its output and what it complains about."""
    line = [str(word) for word in line]
    return subprocess.run(line, cwd=cwd, env=environment(**env), capture_output=True, text=True, check=False)


def make(tree, *settings):
    shutil.copytree(HOSTED, tree)
    done = run("make", "-s", "hosted", "posix", *settings, cwd=tree)
    assert done.returncode == 0, done.stderr
    return tree / "hosted", tree / "posix"


def ramdisk(tmp_path, *programs):
    system = [BUILD / "user/bin" / name for name in ("init", "ramfs")]
    image = tmp_path / "ramdisk.cpio"
    assert run(ROOT / "tools/ramdisk", image, *system, *programs, cwd=tmp_path).returncode == 0
    return image


@pytest.mark.parametrize("smp", [1, 4])
def test_same_as_on_the_host(boot, tmp_path, smp):
    here = make(tmp_path / "host", "CC=gcc")
    there = make(tmp_path / "loris", f"CC={LORIS_CC}", f"AR={CROSS}ar", f"RANLIB={CROSS}ranlib")
    wanted = run(here[0], "one", "two", cwd=tmp_path)
    assert wanted.returncode == STATUS, wanted.stdout
    files = run(here[1], cwd=tmp_path)
    assert files.returncode == 0, files.stdout
    machine = boot(smp=smp, initrd=ramdisk(tmp_path, *there))
    said = machine.run("run hosted one two")
    assert said == f"{wanted.stdout}hosted: exit status {STATUS}\n"
    assert machine.run("run posix") == files.stdout
    machine.power_off()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "hello.c").write_text(HELLO)
    (tmp_path / "wrong.c").write_text("int main(void) { return nothing; }\n")
    return tmp_path


def test_in_one_step_and_in_two(boot, folder):
    """From another folder; without -o."""
    assert run(LORIS_CC, "-O2", "hello.c", cwd=folder).returncode == 0
    assert run(LORIS_CC, "-c", "hello.c", cwd=folder).returncode == 0
    assert run(LORIS_CC, "-s", "-o", "two", "hello.o", "-lm", cwd=folder).returncode == 0
    assert (folder / "two").stat().st_size < (folder / "a.out").stat().st_size
    (folder / "hello.txt").write_text(HELLO)
    assert run(LORIS_CC, "-o", "no suffix", "-x", "c", "hello.txt", cwd=folder).returncode == 0
    assert run(LORIS_CC, "-r", "-o", "part.o", "hello.o", cwd=folder).returncode == 0
    assert run(LORIS_CC, "part.o", "-o", "three", cwd=folder).returncode == 0
    names = ("a.out", "two", "three", "no suffix")
    machine = boot(initrd=ramdisk(folder, *(folder / name for name in names)))
    for name in ("a.out", "two", "three", "'no suffix'"):
        assert machine.run(f"run {name}") == "hello from C\n"
    machine.power_off()


SYSTEM = r'''
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("[%s]%s", argv[i], i + 1 < argc ? "" : "\n");
	if (argc > 1)
		return argc;
	printf("%d %d\n", system(NULL) != 0, system(" "));
	fflush(stdout);
	printf("%x\n", (unsigned)system("again one 'two  three'  f\"our \"4"));
	printf("%x\n", (unsigned)system("nowhere to be found"));
	return 0;
}
'''


def test_system_runs_a_program(boot, tmp_path):
    (tmp_path / "again.c").write_text(SYSTEM)
    assert run(LORIS_CC, "-o", "again", "again.c", cwd=tmp_path).returncode == 0
    machine = boot(initrd=ramdisk(tmp_path, tmp_path / "again"))
    assert machine.run("run again") == "1 0\n[one][two  three][four 4]\n400\n7f00\n"
    assert machine.run("run again 'two  three' f\"our \"4 ''") == "[two  three][four 4][]\nagain: exit status 4\n"
    machine.power_off()


PIPES = r'''
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
int main(int argc, char **argv)
{
	char line[80];
	FILE *other;

	if (argc > 1 && strcmp(argv[1], "in") == 0) {
		while (fgets(line, sizeof(line), stdin))
			printf("got %s", line);
		return 5;
	}
	if (argc > 1)
		return printf("%s\n%s\n", argv[1], argv[2]), 6;
	other = popen("pipes out 'two  words'", "r");
	while (fgets(line, sizeof(line), other))
		printf("said %s", line);
	printf("%d\n", WEXITSTATUS(pclose(other)));
	other = popen("pipes in", "w");
	fprintf(other, "a\nb\n");
	printf("%d\n", WEXITSTATUS(pclose(other)));
	printf("%d %d\n", popen("nowhere", "r") == NULL, errno == ENOENT);
	printf("%d %d\n", popen("pipes", "x") == NULL, errno == EINVAL);
	printf("%d %d\n", pclose(stdin), errno == ECHILD);
	warnx("%d of %s", 2, "three");
	errno = ENOENT;
	err(7, "%s", "name");
}
'''


def test_programs_at_the_other_end(boot, tmp_path):
    (tmp_path / "pipes.c").write_text(PIPES)
    assert run(LORIS_CC, "-Wall", "-Werror", "-o", "pipes", "pipes.c", cwd=tmp_path).returncode == 0
    machine = boot(initrd=ramdisk(tmp_path, tmp_path / "pipes"))
    said = machine.run("run pipes")
    assert said == ("said out\nsaid two  words\n6\ngot a\ngot b\n5\n1 1\n1 1\n-1 1\npipes: 2 of three\n"
                    "pipes: name: No such file or directory\npipes: exit status 7\n")
    machine.power_off()


C11 = """assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool
stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype""".split()
C89 = "assert ctype errno float limits locale math setjmp signal stdarg stddef stdio stdlib string time".split()
POSIX = """dirent err fcntl fnmatch getopt grp libgen pwd regex sched search spawn stdio_ext strings sysexits unistd utime sys/ioctl
sys/mman sys/param sys/random sys/resource sys/select sys/stat sys/time sys/times sys/types sys/uio sys/utsname
sys/wait""".split()
STANDARDS = {"-std=c89": C89, "-ansi -D_POSIX_C_SOURCE=1": C89, "-std=c99": C11, "-std=c11": C11, "-std=c2x": C11,
             "-std=gnu89": C89 + POSIX, "-std=gnu11": C11 + POSIX, "-D_GNU_SOURCE": C11 + POSIX,
             "-std=c11 -D_XOPEN_SOURCE=700": C11 + POSIX}


@pytest.mark.parametrize("standard", STANDARDS)
def test_each_header_stands_alone(tmp_path, standard):
    """In each dialect, by itself and all together, without a complaint."""
    headers = STANDARDS[standard]
    for number, header in enumerate(headers):
        (tmp_path / f"h{number}.c").write_text(f"#include <{header}.h>\nint h{number};\n")
    (tmp_path / "all.c").write_text("".join(f"#include <{header}.h>\n" for header in headers) + "int main(void) { return 0; }\n")
    flags = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
    done = run(LORIS_CC, *standard.split(), *flags, *(file.name for file in tmp_path.glob("*.c")), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


STOPS = {  # before linking: what it says, or the file that it writes
    "-E hello.c": "int main(void)",
    "-M hello.c": "hello.o: hello.c",
    "-MM hello.c": "hello.o: hello.c",
    "-fsyntax-only hello.c": "",
    "-S hello.c": "hello.s",
    "-c hello.c -MD -MF deps": "deps",
    "--version": "riscv64",
    "-dumpmachine": "riscv64",
    "-print-libgcc-file-name": "libgcc.a",
    "-print-search-dirs": "libraries",
    "-v": "",
}


@pytest.mark.parametrize("arguments", STOPS)
def test_what_stops_before_linking(folder, arguments):
    done = run(LORIS_CC, *arguments.split(), cwd=folder)
    assert done.returncode == 0, done.stderr
    assert STOPS[arguments] in done.stdout or (folder / STOPS[arguments]).stat().st_size > 0
    assert not (folder / "a.out").exists()


def test_errors_are_errors(folder):
    assert "'nothing' undeclared" in run(LORIS_CC, "wrong.c", cwd=folder).stderr
    for arguments in ("wrong.c", "hello.c -lnowhere", "none.c", "-c wrong.c", "-shared hello.c"):
        assert run(LORIS_CC, *arguments.split(), cwd=folder).returncode != 0
    assert not (folder / "a.out").exists()


@pytest.mark.parametrize("env, line", [({"B": "nowhere"}, "run make first"), ({"CROSS": "none-"}, "none-gcc")])
def test_what_is_missing_is_said_in_a_line(folder, env, line):
    done = run(LORIS_CC, "hello.c", cwd=folder, **env)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1 and line in done.stderr


def test_without_picolibc(folder):
    """A gcc that has none."""
    (folder / "bare-gcc").write_text('#!/bin/sh\n[ $1 = -print-file-name=picolibc.specs ] && echo picolibc.specs\n')
    (folder / "bare-gcc").chmod(0o755)
    done = run(LORIS_CC, "hello.c", cwd=folder, CROSS=f"{folder}/bare-")
    assert done.returncode == 1
    assert done.stderr == f"loris-cc: {folder}/bare-gcc has no picolibc: tools/setup installs it\n"
