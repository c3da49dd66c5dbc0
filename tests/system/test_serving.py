"""The app listens on an address of this machine's own, and says who can reach it."""

import os
import socket
import subprocess
from ipaddress import ip_address

import pytest
from click.testing import CliRunner

from simulation.cli.main import main
from simulation.system.serving import listening
from simulation.text.problems import InputError


def serve(*arguments):
    return CliRunner().invoke(main, ["serve", *arguments, "--lang", "en"])


@pytest.fixture(autouse=True)
def started(monkeypatch):
    """What would take the process's place; no test here starts the app."""
    commands = []
    monkeypatch.setattr(os, "execv", lambda program, command: commands.append(command))
    monkeypatch.setattr(subprocess, "call", lambda command: commands.append(command) or 0)
    return commands


@pytest.mark.parametrize(
    "address", ["0.0.0.0", "0", "", "0x0", "00.0", "::", "::0", "0:0::", "::ffff:0.0.0.0"]
)
def test_every_spelling_of_everywhere_is_refused(address):
    answer = serve("--address", address)
    assert answer.exit_code == 2
    assert "every address at once" in answer.stderr
    assert "own address" in answer.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("*", "no such address"),
        ("no such name", "no such address"),
        ("x" * 300, "no such address"),
        ("a..b", "no such address"),
        ("203.0.113.7", "not an address of this machine"),
        ("2001:db8::7", "not an address of this machine"),
        ("[::1]", "no such address"),
    ],
)
def test_an_address_that_is_not_this_machines_is_one_line(address, said):
    answer = serve("--address", address)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert answer.stderr.startswith("error: ")
    assert len(answer.stderr.splitlines()) == 1


def test_a_port_in_use_is_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        answer = serve("--address", "127.0.0.1", "--port", port)
    assert answer.exit_code == 2
    assert "the port is in use" in answer.stderr
    assert port in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_name_and_a_short_spelling_of_this_machine_are_taken():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert listening("localhost", port) == listening("127.1", port) == ip_address("127.0.0.1")
    with pytest.raises(InputError):
        listening("256.1.1.1", port)


def hosts_of(command):
    return [command[place + 1] for place, part in enumerate(command) if part == "--server.allowedHosts"]


def test_an_address_in_the_network_is_told_to_have_no_sign_in(started, monkeypatch):
    monkeypatch.setattr("simulation.cli.main.listening", lambda address, port: ip_address("10.0.0.5"))
    answer = serve("--address", "bureau-pc")
    assert answer.stderr.startswith("warning: ")
    assert "no sign-in: anyone who can reach this address can read, change and put away" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert hosts_of(started[0]) == ["localhost", "127.0.0.1", "bureau-pc", "10.0.0.5"]


def test_this_machine_alone_needs_no_warning(started, monkeypatch):
    monkeypatch.setattr("simulation.cli.main.listening", lambda address, port: ip_address("127.0.0.1"))
    answer = serve()
    assert answer.stderr == ""
    assert hosts_of(started[0]) == ["localhost", "127.0.0.1"]
    assert "*" not in started[0]
