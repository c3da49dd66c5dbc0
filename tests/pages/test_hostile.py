"""What users write is shown as it is written on every page, and runs nothing where a table is taken."""

import json
import os
import re
from dataclasses import replace

import pandas as pd
import pytest

from pages.parts.markup import as_label, as_written, read_aloud
from pages.parts.session import Held
from simulation.panel import read_panel
from simulation.scenario import Scenario
from simulation.scenario.store import Store
from simulation.text.problems import Problem, Text
from tests.pages.test_pages import PAGES, open_page

NAMES = {
    "picture": "![x](http://evil.example/x.png)",
    "link": "[open](http://evil.example)",
    "html": "<a href='http://evil.example'>x</a><img src=http://evil.example/i>",
    "formula": "$x^2$ `code` ~~no~~ **bold**",
    "sign": ":material/home: :smile: :+1: :red[loud]",
    "break": "one\n# two\r\n- three\u2028four",
    "sheet": '=HYPERLINK("http://evil.example")',
    "bare": "www.evil.example a@evil.example https://evil.example",
    "turned": "abc\u202edef\u2066\x07",
}
HOSTILE = "\n".join(NAMES.values())
# What would do something, were it to reach a text that the browser reads as Markdown.
ALIVE = [
    r"(?<!\\)!?(?<!\\)\[[^\]\\]*\]\(http", r"<(a|img)\b(?<!\\<a)(?<!\\<img)", r"(?<!\\)\$x", r"(?<!\\)`code",
    r"(?<!\\)~~no", r"(?<!\\)\*\*bold", r"(?<!\\):material/home:", r"(?<!\\):smile:", r"(?<!\\):red\[", r"[\r\u2028]",
    r"\n\s*#? ?two", r"\n- three", r"[\u202e\u2066\x07]", r"https?\\?://", r"www\.", r"a@evil", r":smile", r":material/home",
]  # fmt: skip
FEW = Scenario().with_values({"simulation.draws": 200, "policy.parts_subsidy.annual_cap": 100})
PLAIN = {"selectbox", "multiselect", "dataframe", "text_input", "text_area", "code", "html"}
OURS = re.compile(r":material/\w+:")  # icons that the program itself names


def texts(proto):
    """Every text of an element, whatever its field."""
    for field, value in proto.ListFields():
        if field.name in ("icon", "id", "form_id", "element_id", "url", "page", "page_script_hash"):
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, str):
                yield one
            elif hasattr(one, "ListFields"):
                yield from texts(one)


def elements(block):
    """All elements and the blocks that hold them, by their protocol's message."""
    for child in block.children.values():
        proto = getattr(child, "proto", None)
        if proto is not None:
            yield child.type, proto
        if hasattr(child, "children"):
            yield from elements(child)


def shown(app):
    """What the browser reads as Markdown, and the charts."""
    markdown, charts = [], []
    for root in (app.main, app.sidebar):
        for kind, proto in elements(root):
            if kind == "plotly_chart":
                charts.append(proto.spec or proto.figure.spec)
            elif kind in PLAIN:
                markdown.append(getattr(proto, "label", ""))
            else:
                markdown += list(texts(proto))
    for table in app.table:
        markdown += [str(one) for one in [*table.value.columns, *table.value.to_numpy().ravel()]]
    return markdown, charts


def check(app):
    assert not app.exception
    markdown, charts = shown(app)
    assert markdown
    for text in markdown:
        bare = OURS.sub("", text) if text.startswith(":material") else text
        for alive in ALIVE:
            assert not re.search(alive, bare), (alive, text)
    for spec in charts:
        words = json.dumps(json.loads(spec), ensure_ascii=False)
        assert "<a " not in words and "<img" not in words
    return markdown, charts


@pytest.fixture(scope="module")
def saved():
    """Hostile scenarios in the store: on the board, in the bin, two versions of one."""
    store = Store(os.environ["OUTLAY_STORE"])
    figures = {"mean": 1.0, "received": 1.0, "claimants": 2.0}
    first = store.save(
        FEW.renamed(HOSTILE[:200]), note=HOSTILE, author=NAMES["html"][:80], figures=figures
    ).version
    second = store.save(
        FEW.renamed(NAMES["html"]), note=HOSTILE, author=NAMES["sign"], onto=first.id, figures=figures
    )
    binned = store.save(Scenario(NAMES["picture"]), author=NAMES["link"]).version
    store.put_away(binned.id)
    sheet = store.save(Scenario(NAMES["sheet"]), author="@x", note="+x", figures=figures).version
    opened = store.open(first.id)
    messages = [Problem(NAMES["link"], Text(HOSTILE, HOSTILE), Text(HOSTILE, HOSTILE))]
    store.close()
    return {"opened": replace(opened, messages=messages), "second": second.version.id, "sheet": sheet.id}


@pytest.fixture(scope="module")
def roster():
    rows = [
        {"enterprise_id": f"E{n}", "name": NAMES["html"], "district": "yuhang", "field": "robots", "year": year,
         "revenue": 3000.0 * (n + 1), "parts_purchases": 1000.0 * year % 7}
        for n in range(30) for year in (2021, 2022, 2023)
    ]  # fmt: skip
    return Held(read_panel({"enterprises.csv": pd.DataFrame(rows).to_csv(index=False).encode()}), HOSTILE)


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_name_note_and_author_do_nothing_on_any_page(page, saved):
    app = open_page("overview", "en", FEW)
    app.session_state["opened"] = saved["opened"]
    app.session_state["scenario"] = saved["opened"].scenario
    if page == "scenarios":  # only what differs from the opened version can be saved
        changed = saved["opened"].scenario.with_value("policy.scene_subsidy.cap", 100)
        app.session_state["scenario"] = changed
    if page == "compare":
        app.session_state["compared"] = ["current", f"saved:{saved['second']}", f"saved:{saved['sheet']}"]
    app.switch_page(f"pages/{page}.py").run()
    if page == "scenarios":
        app.selectbox(key="shelf").set_value(saved["second"]).run()
        app.button(key="save_onto").click().run()
    markdown, _ = check(app)
    assert any("evil" in text for text in markdown)  # the name is there, and does nothing


@pytest.mark.parametrize("page", ["panel", "calculator", "overview", "reports"])
def test_a_hostile_roster_does_nothing(page, roster):
    app = open_page("overview", "zh", FEW)
    app.session_state["panel"] = roster
    app.switch_page(f"pages/{page}.py").run()
    markdown, _ = check(app)
    assert any("evil" in text for text in markdown)


def test_a_hostile_heading_and_file_name_of_payments_do_nothing():
    app = open_page("actuals", scenario=FEW)
    heading = "![x](http://evil.example/x.png)"
    rows = f"measure,district,fiscal_year,amount,payer,{heading}\nparts_subsidy,yuhang,2024,320.5,both,1\n"
    app.file_uploader(key="payments_upload").set_value((f"{heading}.csv", rows.encode(), "text/csv")).run()
    check(app)
    assert any("evil" in text for text in shown(app)[0])


def test_the_board_s_table_holds_no_formula(saved):
    app = open_page("scenarios", scenario=FEW)
    board = app.dataframe[0].value
    texts = [str(one) for one in board.to_numpy().ravel() if isinstance(one, str)]
    assert any("HYPERLINK" in text for text in texts)
    assert not [text for text in texts if text.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_text_for_markdown_is_alive_in_nothing_and_is_read_as_it_was(name):
    written = as_written(name)
    for alive in ALIVE:
        assert not re.search(alive, written), alive
    assert read_aloud(written) == " ".join(re.sub("[\u202e\u2066\x07]", "", name).split())


def test_a_text_for_a_chart_is_no_html_and_fills_in_nothing():
    assert as_label("<b>a</b>\n%{x} & c") == "&lt;b&gt;a&lt;/b&gt; %&#123;x} &amp; c"
