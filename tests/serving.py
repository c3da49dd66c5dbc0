"""The app as a program of its own, for tests that need a server."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.places import ROOT


@dataclass(frozen=True)
class Served:
    """Where a server answers, its process and the file of what it says."""

    address: str
    pid: int
    journal: Path


@contextmanager
def serving(journal, folder=ROOT):
    """The app of a folder on a port of its own; `journal` is the file of what it says."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = journal.open("w")
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
    ]
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            if process.poll() is not None:
                pytest.fail(f"the app ended at once:\n{journal.read_text()}")
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail(f"the app did not start within five minutes:\n{journal.read_text()}")
        yield Served(address, process.pid, journal)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()
    # Streamlit names these addresses only after it has listened to the network and asked outside for its own.
    told = journal.read_text()
    assert "Network URL" not in told and "external IP" not in told and "External URL" not in told, told
