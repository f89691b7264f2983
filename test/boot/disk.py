# SPDX-License-Identifier: MIT
"""What `blktest fill` writes (user/programs/blktest/client.c), and QEMU's view of the disk."""
import json
import socket
import struct

SECTOR = 512
WORDS = SECTOR // 8
GOLDEN = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1


def mix(state):
    z = (state + GOLDEN) & MASK
    z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return z ^ z >> 31


def sector(seed, number):
    first = mix((seed + number * GOLDEN) & MASK)
    return struct.pack(f"<{WORDS}Q", *((first + i * GOLDEN) & MASK for i in range(WORDS)))


def pattern(seed, first, count):
    return b"".join(sector(seed, first + i) for i in range(count))


def arguments(image, drive="", device="", legacy=True):
    """QEMU's, for a disk on virtio-mmio."""
    line = ["-drive", f"file={image},if=none,format=raw,id=d0" + drive]
    line += ["-device", "virtio-blk-device,drive=d0" + device]
    return line if legacy else line + ["-global", "virtio-mmio.force-legacy=false"]


def statistics(path):
    """Of the first disk, from the QEMU whose -qmp is the socket at path."""
    with socket.socket(socket.AF_UNIX) as qmp:
        qmp.connect(str(path))
        lines = qmp.makefile("rw")
        lines.readline()  # the greeting
        for name in ("qmp_capabilities", "query-blockstats"):
            lines.write(json.dumps({"execute": name}) + "\n")
            lines.flush()
            answer = json.loads(lines.readline())
        return answer["return"][0]["stats"]
