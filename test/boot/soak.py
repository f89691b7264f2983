# SPDX-License-Identifier: MIT
"""Load that does not end while the ground moves: policies change, harts stop and start, counters are read.

What programs in the background say may come in the middle of an echo, so only whole lines of output are
waited for.
"""
import itertools
import json
import random
import re
import time

from counters import LISTED

# who works meanwhile; each ends by itself, and is started again
LOAD = ["stress 40 {}", "spawnstorm 60 8", "threads 4 400", "fuzz 2 {}", "ipcstress 2 {} 3"]
# a job that did not end well, as the shell reports it; a kernel that did not
WRONG = re.compile(r"panic:|\[\d+\] \w+: (?!done)|.*, worker \d|\w+: (WRONG|STUCK|FAILED)")


def all_policies():
    for bits in itertools.product([True, False], repeat=len(LISTED)):
        text = ",".join(name for name, on in zip(LISTED, bits) if on) or "flush"
        for borrow, defer in itertools.product(["", ",borrow=count"], ["", ",defer=off"]):
            yield text + borrow + defer


CROWD = 64  # processes at once: more than ever later. How many the load has at once is chance
WARM = 3  # times the load, all at once: more than ever later, when it is added to fewer than three programs
LOOKS = 20  # for something that others talk into; for what goes by and by
PLAIN = "lazy,asid,global"  # with kpti, each space that is left has a second root


class Soak:
    def __init__(self, machine, smp, seed, stretch=False):
        self.machine, self.smp, self.rng = machine, smp, random.Random(seed)
        self.policies = list(all_policies())
        self.off = set()
        self.counts = {"policies": 0, "cycles": 0, "programs": 0, "readings": 0}
        self.number = 0
        self.command("run memhog touch", within=300)  # every table that is ever made for the kernel exists
        self.servers = self.read("mem -j", "free")["processes"]
        self.command(f"run spawnstorm {2 * CROWD} {CROWD}", within=300)
        for _ in range(WARM):  # and every table and heap of the servers is as large as it gets
            self.start_load()
        self.before = self.in_use()
        if stretch:
            self.command("stretch on")

    def command(self, line, within=120):
        """Types it and waits until the shell has done it."""
        self.number += 1
        self.machine.send(f"{line}\rhelp done{self.number}\r")
        return self.machine.expect(f"done{self.number}: no such command; try 'help'\r", within)

    def read(self, line, key):
        """The JSON object of a command, told from what others say by its last key's form. It may stand behind what
        they have begun to say, or have something of that in its middle: then it is asked for once more."""
        for _ in range(LOOKS):
            for row in re.findall(r'\{"type":.*\}', self.command(line)):
                try:
                    found = json.loads(row)
                except ValueError:
                    continue
                if key in found:
                    return found
        raise AssertionError(f"{line} is never said in one piece:\n{self.machine.said}")

    def settled(self):
        for _ in range(5000):
            mem = self.read("mem -j", "free")
            if mem["processes"] <= self.servers:
                return mem
            self.command("run idle 20")
        raise AssertionError(f"programs never end:\n{self.command('ps')}")

    def in_use(self):
        """As Machine.in_use()."""
        self.settled()
        self.command("policy " + PLAIN)
        mem = self.settled()
        mem["pages"] = mem.pop("total") - mem.pop("free") - mem.pop("slab_pages")
        return mem

    def start_load(self):
        for line in LOAD:
            self.command("run " + line.format(self.rng.randrange(1, 10**6)) + " &")
            self.counts["programs"] += 1

    def change_policy(self):
        policy = self.rng.choice(self.policies)
        said = self.command("policy " + policy)
        assert f"policy: {policy} (" in said, said  # a refusal says something else
        self.counts["policies"] += 1

    def toggle_hart(self):
        hart = self.rng.randrange(1, self.smp)
        on = hart in self.off
        said = self.command(f"hart {'on' if on else 'off'} {hart}")
        told = re.findall(rf"hart {hart}: .*", said)  # behind what somebody has begun to say, maybe
        if told:  # a program has pinned a thread there: no reason to stop it
            assert not on and ("pinned" in told[0] or "left alone" in told[0]), told
            return
        self.off ^= {hart}
        self.counts["cycles"] += on

    def look(self):
        sw = self.read("sw -j", "identities")
        assert sw["identities"] == "ok", sw["identities"]
        self.counts["readings"] += 1

    def running(self):
        return self.read("mem -j", "free")["processes"] - self.servers

    def step(self):
        what = self.rng.random()
        if what < 0.80:
            self.change_policy()
        elif what < 0.92:
            self.toggle_hart()
        else:
            self.look()

    def work(self, seconds=None, steps=None):
        end = time.monotonic() + (seconds or 10**9)
        for step in itertools.count():
            if time.monotonic() > end or step == steps:
                return
            if step % 50 == 0 and self.running() < 3:
                self.start_load()
            self.step()

    def finish(self):
        """Everything is given back, and everything adds up."""
        for hart in sorted(self.off):
            said = self.command(f"hart on {hart}")
            assert f"hart {hart}: " not in said, said
        for _ in range(LOOKS):  # as Machine.in_use_again()
            after = self.in_use()
            if after == self.before:
                break
            self.command("run idle 20")
        assert after == self.before, f"{self.before}\n{after}"
        self.look()
        self.machine.send("poweroff\r")
        assert self.machine.status() == 0
        wrong = [line for line in self.machine.said.splitlines() if WRONG.match(line)]
        assert not wrong, wrong
