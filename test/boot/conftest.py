# SPDX-License-Identifier: MIT
import pytest
from machine import Machine


def starter():
    machines = []

    def make(**settings):
        machines.append(Machine(**settings))
        return machines[-1]

    yield make
    for machine in machines:
        machine.end()


@pytest.fixture
def start():
    """start(smp=2, append=...) -> a Machine that has just been switched on."""
    yield from starter()


@pytest.fixture(scope="module")
def start_for_module():
    """Likewise, for a run whose results several tests look at."""
    yield from starter()


@pytest.fixture
def boot(start):
    """Likewise, at its first prompt; machine.banner is what it said until then."""

    def make(**settings):
        machine = start(**settings)
        machine.banner = machine.expect_prompt()
        return machine

    return make
