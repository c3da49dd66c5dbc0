"""Real databases for the tests of the store: a SQLite file, and a PostgreSQL cluster of their own.

PostgreSQL runs on loopback in a temporary folder. It refuses to run as root, so root starts it as
the user that Debian's package makes.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

USER = "postgres"


def _programs():
    on_path = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return (
        Path(on_path).parent
        if on_path
        else next((place for place in places if (place / "initdb").exists()), None)
    )


@contextmanager
def postgres_cluster():
    """The address of a fresh cluster, which ends with the block."""
    programs = _programs()
    if programs is None:
        pytest.fail(
            "PostgreSQL is missing: apt-get install postgresql, or set OUTLAY_NO_POSTGRES=1 to leave its tests out"
        )
    folder = Path(tempfile.mkdtemp(prefix="outlay-postgres-"))
    before = []
    if os.getuid() == 0:
        shutil.chown(folder, USER)
        before = ["runuser", "-u", USER, "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def call(program, *arguments):
        done = subprocess.run(
            [*before, str(programs / program), *arguments],
            cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout.decode()

    data, log = folder / "data", folder / "log"
    try:
        call(
            "initdb", "-D", str(data), "-A", "trust", "-U", "outlay", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        settings = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        call("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", settings, "start")
        try:
            yield f"postgresql://outlay@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(cluster):
    """The address of an empty database in a cluster."""
    url = make_url(cluster).set(drivername="postgresql+psycopg")
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as link:
        link.execute(text(f"create database {name}"))
    engine.dispose()
    return url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


def driven(address):
    """An address with the driver that SQLAlchemy must be told."""
    return address.replace("postgresql://", "postgresql+psycopg://")
