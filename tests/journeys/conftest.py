"""A real browser, a real worker, and people who click."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.journeys.people import Stage

ROOT = Path(__file__).resolve().parents[2]


def worker_environment() -> dict[str, str]:
    """Return the environment of a process that shares this test's database, broker and files."""
    name = settings.DATABASES["default"]["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    url = re.sub(r"^postgresql:/(?!/)", "postgresql:///", url)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "EVIDENCE_ROOT": str(settings.EVIDENCE_ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }


@pytest.fixture
def worker(transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on the test's database."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "WARNING",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=worker_environment())
    yield process
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture
def stage(live_server: Any, browser: Browser, worker: object) -> Iterator[Stage]:
    """The product, running, with a worker behind it."""
    running = Stage(browser, live_server.url)
    yield running
    running.leave()
