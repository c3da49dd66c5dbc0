"""The page read back: one file, no connection, and a hostile name inert."""

import json
import re

import pytest

from simulation.report.page import page, safe_json
from tests.report.conftest import EVIL


@pytest.fixture(scope="module", params=["zh", "en"])
def text(request, reports):
    return page(reports[request.param]).decode()


def test_it_refers_to_nothing_outside_itself(text):
    own = text[: text.index("<script>")] + text[text.rindex("<script>") :]
    assert not re.search(r"(src|href)\s*=", own)
    assert "url(" not in own and "@import" not in own
    assert "default-src 'none'" in own


def test_a_hostile_name_is_inert(text):
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    scripts = re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', text, re.DOTALL)
    assert [name for name, _ in scripts] == ["manifest", "charts"]
    assert json.loads(scripts[0][1])["scenario"]["name"] == EVIL


def test_json_in_a_script_cannot_end_it():
    assert "<" not in safe_json({"a": "</script><!--&"})
    assert json.loads(safe_json({"a": "</script><!--&"})) == {"a": "</script><!--&"}
