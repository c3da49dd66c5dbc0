"""A file stands whole under its name or not at all, and its place is looked at before the work."""

import os
import stat

import pytest

from simulation.report.outputs import write_result
from simulation.system.writing import ready_file, ready_folder, write_files
from simulation.text.problems import InputError

resource = pytest.importorskip("resource")


def said(act):
    with pytest.raises(InputError) as error:
        act()
    [problem] = error.value.problems
    return problem.line("en")


@pytest.fixture
def small_files():
    """The system refuses files of more than 1,000 bytes, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_folder_that_can_be_made_is_not_made_before_there_is_something_in_it(tmp_path):
    ready_folder(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []
    ready_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_hold_files_is_refused_beforehand(tmp_path):
    file = tmp_path / "file"
    file.write_text("keep")
    assert "is a file and no folder" in said(lambda: ready_folder(file))
    assert "is a file and no folder" in said(lambda: ready_folder(file / "below"))
    assert "too long" in said(lambda: ready_folder(tmp_path / ("x" * 300)))
    assert "too long" in said(lambda: ready_folder(tmp_path / "new" / ("x" * 300)))
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert "is a file and no folder" in said(lambda: ready_folder(tmp_path / "dangling"))
    assert file.read_text() == "keep"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_refused_beforehand(tmp_path):
    tmp_path.chmod(0o500)
    assert "permission" in said(lambda: ready_folder(tmp_path / "out"))


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path):
    file = tmp_path / "panel.xlsx"
    ready_file(file, replace=False)
    file.write_text("filled in")
    assert "--force" in said(lambda: ready_file(file, replace=False))
    ready_file(file, replace=True)
    assert "it is a folder" in said(lambda: ready_file(tmp_path, replace=True))
    assert "too long" in said(lambda: ready_file(tmp_path / ("x" * 300 + ".xlsx"), replace=False))


def test_files_are_written_whole_and_what_gave_way_is_named(tmp_path):
    target = tmp_path / "new" / "folder"
    assert write_files(target, {"a": b"1", "b": b"2"}) == []
    assert write_files(target, {"a": b"1", "b": b"3"}) == ["b"]
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"a": b"1", "b": b"3"}
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE((target / "a").stat().st_mode) == 0o666 & ~umask


def test_a_full_disk_leaves_the_old_file_and_nothing_cut(tmp_path, small_files):
    (tmp_path / "a").write_bytes(b"old")
    line = said(lambda: write_files(tmp_path, {"a": b"new", "b": b"x" * 5000}))
    assert line.startswith(f"{tmp_path / 'b'}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_a_result_is_written_whole_or_not_at_all(tmp_path, small_files):
    rows = [{"payer": "city", "mean": float(row)} for row in range(200)]
    assert "larger than" in said(lambda: write_result({"payers": rows}, tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_leaves_nothing_cut(tmp_path, monkeypatch):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_files(tmp_path, {"a": b"new"})
    assert list(tmp_path.iterdir()) == []


def test_a_name_taken_by_a_folder_is_refused(tmp_path):
    (tmp_path / "a").mkdir()
    assert "it is a folder" in said(lambda: write_files(tmp_path, {"a": b"new"}))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
