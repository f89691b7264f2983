# SPDX-License-Identifier: MIT
"""The short form of `make soak`: policies change and harts come and go under load, and nothing is lost."""
import pytest
from machine import DEBUG
from soak import Soak


@pytest.mark.parametrize("smp", [2, 4])
def test_policies_and_harts_change_under_load(boot, smp):
    run = Soak(boot(smp=smp, kernel=DEBUG, append="asidbits=5"), smp, seed=smp)
    run.work(steps=150)
    run.finish()
    assert run.counts["policies"] > 50 and run.counts["readings"] > 3
