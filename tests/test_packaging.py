"""The wheel brings all that it needs; the names to build on are there."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import simulation
from tests.places import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment with nothing of this checkout in it but the wheel; the dependencies are lent to it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # Built from a copy: what setuptools leaves beside its sources stays out of the checkout.
    source = folder / "source"
    for name in ("simulation", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "frame.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    subprocess.run([*pip, *build], check=True, cwd=folder)
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    (wheel,) = folder.glob("*.whl")
    subprocess.run(
        [*pip, "--python", str(python), "install", "--no-deps", str(wheel)], check=True, cwd=folder
    )
    paths = {"base": str(folder / "env"), "platbase": str(folder / "env")}
    home = Path(sysconfig.get_path("purelib", vars=paths))
    (home / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return python, environment, folder


def call(installed, *arguments):
    python, environment, folder = installed
    return subprocess.run(
        [python, *arguments], env=environment, cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_the_installed_command_runs_without_the_checkout(installed):
    told = json.loads(call(installed, "-m", "simulation", "run", "--draws", "20", "--json"))
    assert told["total"]["mean"] > 0
    home = call(installed, "-c", "import simulation; print(simulation.__file__)")
    assert str(installed[2]) in home and str(ROOT) not in home


def test_the_installed_app_shows_its_first_page(installed):
    told = call(
        installed,
        "-c",
        "import sys\n"
        "from simulation.places import APP\n"
        "sys.path.insert(0, str(APP.parent))\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file(str(APP.parent / 'frame.py'), default_timeout=600).run()\n"
        "print(APP, len(app.exception), len(app.metric))",
    )
    place, faults, metrics = told.rsplit(" ", 2)
    assert str(installed[2]) in place
    assert (int(faults), int(metrics) > 2) == (0, True)


def test_the_installed_server_knows_its_app_and_its_settings(installed):
    told = call(
        installed,
        "-c",
        "from ipaddress import ip_address\n"
        "from simulation.system.serving import command\n"
        "print(command('127.0.0.1', 8501, ip_address('127.0.0.1'))[4])",
    ).strip()
    assert told.startswith(str(installed[2])) and told.endswith("app.py")
    assert (installed[2] / "env" / "share" / "outlay" / ".streamlit" / "config.toml").is_file()


def test_every_public_name_is_there_and_a_wrong_one_is_an_attribute_error():
    assert simulation.__all__ == sorted(simulation.__all__)
    for name in simulation.__all__:
        assert getattr(simulation, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'simulated'"):
        simulation.simulated  # noqa: B018
