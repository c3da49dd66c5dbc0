"""What the operating system refused, in words."""

from __future__ import annotations

import errno

from simulation.text.problems import Problem, Text

_OTHER_PLACE = Text("请换一个位置，或请管理员放行", "choose another place, or ask for the right to it")
_ROOM = Text("请腾出空间，或换一个位置", "make room, or choose another place")
_WHERE = Text("请核对路径", "check the path")
_SAID = {
    errno.ENOENT: (Text("不存在", "it does not exist"), _WHERE),
    errno.EISDIR: (Text("这是文件夹", "it is a folder"), Text("请给一个文件", "name a file")),
    errno.ENOTDIR: (Text("这里或上一级是文件，不是文件夹", "it, or what is above it, is a file and no folder"), _WHERE),
    errno.ENAMETOOLONG: (Text("名称过长", "the name is too long"), Text("请缩短名称", "shorten it")),
    # Windows answers so, too, where another program holds the file.
    errno.EACCES: (Text("没有权限，或正被其他程序打开", "no permission, or another program holds it open"), _OTHER_PLACE),
    errno.EPERM: (Text("没有权限", "no permission"), _OTHER_PLACE),
    errno.EROFS: (Text("此处只读", "this place is read-only"), _OTHER_PLACE),
    errno.ENOSPC: (Text("磁盘已满", "the disk is full"), _ROOM),
    errno.EDQUOT: (Text("磁盘配额已满", "the disk quota is used up"), _ROOM),
    errno.EFBIG: (Text("文件超过此处允许的大小", "the file is larger than this place allows"), _ROOM),
}  # fmt: skip


def problem_of(error: OSError, place: str) -> Problem:
    """The problem that the system's refusal is, at a path."""
    reason = error.strerror or type(error).__name__
    other = (Text(f"系统拒绝（{reason}）", f"the system refuses ({reason})"), _OTHER_PLACE)
    wrong, right = _SAID.get(error.errno or 0, other)
    return Problem(place, wrong, right)
