# SPDX-License-Identifier: MIT
import pytest
from machine import Machine


@pytest.fixture
def start():
    """start(smp=2, append=...) -> a Machine that has just been switched on."""
    machines = []

    def make(**settings):
        machines.append(Machine(**settings))
        return machines[-1]

    yield make
    for machine in machines:
        machine.end()


@pytest.fixture
def boot(start):
    """Likewise, at its first prompt; machine.banner is what it said until then."""

    def make(**settings):
        machine = start(**settings)
        machine.banner = machine.expect_prompt()
        return machine

    return make
