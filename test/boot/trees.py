# SPDX-License-Identifier: MIT
"""Device trees: QEMU's own, changed as text."""
import re
import subprocess

from machine import CROSS, HERE, KERNEL, QEMU, RAMDISK

TREE_AT = 0x88000000  # as in firmware.S

CPU = """
		cpu@{n:x} {{
			device_type = "cpu";
			reg = <{n}>;
			status = "okay";
			compatible = "riscv";
			riscv,isa = "rv64imafdc";
			mmu-type = "riscv,sv39";
			interrupt-controller {{
				#interrupt-cells = <1>;
				interrupt-controller;
				compatible = "riscv,cpu-intc";
			}};
		}};
"""


class Tree:
    def __init__(self, folder, smp=1, memory="256M", append=""):
        self.folder = folder
        dtb = folder / "qemu.dtb"
        line = [QEMU, "-machine", f"virt,dumpdtb={dtb}", "-smp", str(smp), "-m", memory]
        line += ["-display", "none", "-kernel", KERNEL, "-initrd", RAMDISK, "-append", append]
        subprocess.run(line, check=True, capture_output=True, timeout=60)
        self.text = self._dtc(["-I", "dtb", "-O", "dts", dtb]).decode()

    def _dtc(self, arguments, text=None):
        done = subprocess.run(["dtc", "-q", *arguments], input=text, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def replace(self, pattern, by):
        """Every place, and there must be one."""
        self.text, count = re.subn(pattern, by, self.text, flags=re.MULTILINE | re.DOTALL)
        assert count, pattern
        return self

    def without(self, node):
        return self.replace(rf"^(\t+){node} \{{\n.*?^\1\}};\n", "")

    def with_harts(self, first, end):
        more = "".join(CPU.format(n=n) for n in range(first, end))
        return self.replace(r"^\t\tcpu-map \{", more + "\t\tcpu-map {")

    def bytes(self):
        return self._dtc(["-I", "dts", "-O", "dtb", "-"], self.text.encode())

    def file(self):
        path = self.folder / "tree.dtb"
        path.write_bytes(self.bytes())
        return path


def build_firmware(folder):
    """firmware.S; QEMU's arguments that let it hand over the bytes in folder/tree.dtb, unseen."""
    out = folder / "firmware.elf"
    line = [CROSS + "gcc", "-nostdlib", "-march=rv64imac_zicsr", "-mabi=lp64", "-o", out]
    line += ["-Wl,-Ttext=0x80000000,--build-id=none,-n", HERE / "firmware.S"]
    subprocess.run(line, check=True)
    loader = f"loader,file={folder / 'tree.dtb'},addr={TREE_AT:#x},force-raw=on"
    return ["-bios", out, "-device", loader]
