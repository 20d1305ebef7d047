"""
A pytest plugin: servers of the run's own, whichever way pytest is started.

With pytest-xdist the first process starts them and every worker has a database and a Redis number of its own.
"""

import gc
import os
import re

import pytest

from config import embedded
from config.setup import browser, messages, migrated
from config.setup.said import Stop


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> object:
    """Name the servers in the environment before pytest-django reads the settings."""
    try:
        embedded.ensure_throw_away()
        messages.compile_changed()
        if "MIGRATED_DATABASE" not in os.environ:  # the first process; workers and children copy the same
            os.environ["MIGRATED_DATABASE"] = migrated.ensure()
    except Stop as problem:
        pytest.exit(f"✗ {problem}", returncode=3)
    _use_redis_number_of_this_worker()
    os.environ["CHROMIUM"] = browser.found()
    # Playwright's own loop makes Django think it is called from asynchronous code; the tests are not.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    return (yield)


def _use_redis_number_of_this_worker() -> None:
    worker = re.fullmatch(r"gw(\d+)", os.environ.get("PYTEST_XDIST_WORKER", ""))
    number = int(worker[1]) + 1 if worker else 0
    os.environ["REDIS_URL"] = re.sub(r"\?db=\d+$", f"?db={number}", os.environ["REDIS_URL"])


def pytest_configure() -> None:
    """
    Load the Hypothesis profile that was asked for: few examples in every run, many under `./test --long`.
    """
    from hypothesis import settings

    settings.register_profile("short", max_examples=50, deadline=None)
    settings.register_profile("long", max_examples=2000, deadline=None)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Skip the long tests unless they were asked for, and the journeys where there is no browser.

    What takes minutes goes first, so that no worker is left with it at the end.
    """
    items.sort(key=lambda item: "journey" not in item.keywords and "early" not in item.keywords)
    for item in items:
        if "long" in item.keywords and not os.environ.get("LONG"):
            item.add_marker(pytest.mark.skip(reason="long: ./test --long runs it"))
        if "journey" in item.keywords and not os.environ["CHROMIUM"]:
            item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> object:
    """
    Keep the garbage collector from walking, again and again, what stays for the whole run.

    That is all code and every test: a quarter of the time to collect them, a sixth of the time to run them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 50, 100)
        gc.enable()
