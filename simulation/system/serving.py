"""Where the app may listen: an address of this machine's own, never all of them."""

from __future__ import annotations

import errno
import os
import socket
import sys
from ipaddress import IPv4Address, IPv6Address, ip_address

from simulation.places import APP
from simulation.system.errors import problem_of
from simulation.text.problems import InputError, Problem, Text

_OWN = Text("请写本机在网内的地址，例如 10.0.0.5", "name this machine's own address, such as 10.0.0.5")

OPEN = Problem(
    "serve",
    Text(
        "没有登录：凡能访问此地址的人，都能查看、修改和移走全部已存情景",
        "there is no sign-in: anyone who can reach this address can read, change and put away all saved scenarios",
    ),
    Text("只在可信的内网使用，用完即停", "use it in a network that you trust, and stop it afterwards"),
    column="--address",
    severity="warning",
)


def listening(address: str, port: int) -> IPv4Address | IPv6Address:
    """The address that a name or a number, in whatever spelling, makes the app listen on.

    Raises InputError for every address at once, one that is not this machine's, and a port that is taken.
    """
    own = _bound(address, 0)
    mapped = own.ipv4_mapped if isinstance(own, IPv6Address) else None
    if own.is_unspecified or (mapped and mapped.is_unspecified):
        # Streamlit would ask a host outside for this machine's public address.
        raise _refused(Text("这会监听全部地址", "this is every address at once"), address)
    _bound(address, port)
    return mapped or own


def command(address: str, port: int, own: IPv4Address | IPv6Address) -> list[str]:
    """What starts the app. Only who names one of its hosts is answered, so that no foreign page gets in."""
    hosts = dict.fromkeys(["localhost", "127.0.0.1", address, str(own)])
    start = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
    start += ["--server.address", address, "--browser.serverAddress", address]
    return start + [part for host in hosts for part in ("--server.allowedHosts", host)]


def _bound(address: str, port: int) -> IPv4Address | IPv6Address:
    """Where the system binds the address, in the way that Streamlit will ask it to."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
            return ip_address(probe.getsockname()[0])
    except (socket.gaierror, UnicodeError, ValueError) as error:
        raise _refused(Text("没有这个地址", "there is no such address"), address) from error
    except OSError as error:
        if port:
            raise InputError([_port(error, port)]) from error
        raise _refused(Text("不是本机的地址", "it is not an address of this machine"), address) from error


def _refused(wrong: Text, address: str) -> InputError:
    return InputError([Problem("serve", wrong, _OWN, column="--address", value=address or '""')])


def _port(error: OSError, port: int) -> Problem:
    other = Text("请用 --port 换一个端口", "choose another by --port")
    if error.errno == errno.EADDRINUSE:
        wrong = Text("端口已被占用", "the port is in use")
    elif error.errno in (errno.EACCES, errno.EPERM):
        wrong = Text("没有使用此端口的权限", "there is no permission to use the port")
    else:
        wrong = problem_of(error, "serve").wrong
    return Problem("serve", wrong, other, column="--port", value=str(port))
