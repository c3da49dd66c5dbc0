"""The panel page: files in, problems out, fits taken; and a panel that is nobody else's business."""

import builtins
import io
import logging
import os
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from pages.parts import estimates as store
from pages.parts.rosters import Held
from simulation.engine.run import simulate
from simulation.panel import read_panel
from simulation.places import DATA
from simulation.report.figures import baseline_of
from simulation.scenario import Scenario
from simulation.scenario.wording import population_names
from simulation.text.numbers import money
from tests.pages.test_pages import open_page, words
from tests.panel.workbooks import FIRM, HEAD, data, row, workbook

SECRET = "ZQX-SECRET-ENTERPRISE"
FEW = Scenario().with_value("simulation.draws", 200)


def roster(district="yuhang", revenue=3210.0, name=SECRET):
    rows = [
        {"enterprise_id": f"E{n:02d}", "name": name, "district": district, "field": "robots", "year": year,
         "revenue": revenue * (n + 1) * (1.0 + 0.02 * (n % 7) if year == 2022 else 1.0), "parts_purchases": 0.4 * revenue * (n + 1)}
        for n in range(40) for year in (2021, 2022)
    ]  # fmt: skip
    return pd.DataFrame(rows).to_csv(index=False).encode()


def held(content=None):
    return Held(read_panel({"enterprises.csv": content or roster()}), "enterprises.csv")


def open_panel(part="bring", panel=None, language="zh"):
    app = open_page("overview", language, FEW)
    if panel is not None:
        app.session_state["panel"] = panel
    app.session_state["panel_part"] = part
    app.switch_page("pages/panel.py").run()
    assert not app.exception
    return app


def upload(app, *files):
    turn = app.session_state["panel_turn"]
    app.file_uploader(key=f"panel_files:{turn}").set_value(
        [(name, content, "text/csv") for name, content in files]
    )
    app.button[[button.label for button in app.button].index("检查并采用")].click()
    app.run()
    assert not app.exception
    return app


def problems(app):
    return app.dataframe[0].value


def test_a_roster_tells_what_it_does_to_the_total_and_asks_whether_it_is_whole():
    app = open_panel(panel=held())
    alone = money(simulate(FEW).summary().mean)
    own = money(simulate(FEW, held().panel).summary().mean)
    assert alone != own
    assert f"2023–2025 年支出合计：不用名册 {alone}，用此名册 {own}" in words(app)
    assert f"{population_names('zh')['robots']} 40" in words(app) and "如不全，请填写覆盖比例" in words(app)
    app.session_state["scenario"] = FEW.with_value("fields.robots.coverage", 0.5)
    app.run()
    assert "按覆盖比例另补约 40 家" in words(app) and "如不全" not in words(app)
    app.switch_page("pages/overview.py").run()
    assert f"不用名册时 {alone}" in words(app)


def test_a_good_file_is_taken_and_every_page_says_so():
    app = upload(open_panel(), ("enterprises.csv", roster()))
    assert not app.error
    panel = app.session_state["panel"].panel
    for page in ("panel", "estimate", "districts"):
        if page != "panel":
            app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert panel.hash[:8] in words(app), page
        assert "80 行" in words(app), page


def test_hidden_rows_are_read_and_told_or_left_out_by_the_box_beside_the_upload():
    hidden = data(row(*HEAD), row(*FIRM), row("E2", *FIRM[1:], more=' hidden="1"'))
    app = open_panel()
    for leave_out, rows, said in ((False, 2, "已读入 1 行隐藏行"), (True, 1, "已略去 1 行隐藏行")):
        turn = app.session_state["panel_turn"]
        app.checkbox(key=f"panel_leave_out:{turn}").set_value(leave_out)
        upload(app, ("panel.xlsx", workbook({"enterprises": hidden})))
        panel = app.session_state["panel"].panel
        assert len(panel.tables["enterprises"]) == rows
        assert any(said in notice.wrong.zh for notice in panel.notices)


def test_a_wrong_file_tells_every_problem_and_leaves_the_former_panel():
    app = open_panel(panel=held())
    before = app.session_state["panel"]
    wrong = roster(district="yuhng").replace(b"3210.0", b"-5", 1)
    upload(app, ("enterprises.csv", wrong))
    assert app.session_state["panel"] is before
    assert "原有名册保持不变" in app.error[0].value
    table = problems(app)
    assert len(table) == 81
    assert list(table.columns) == ["位置", "行", "列或键", "值", "问题", "应如何"]
    first = table[table["列或键"].str.fullmatch("[A-Z]+2 区县")]
    assert first.iloc[0]["位置"] == "企业 · enterprises.csv"
    assert first.iloc[0]["行"] == "2"
    assert first.iloc[0]["值"] == "yuhng"
    assert "余杭区" in first.iloc[0]["应如何"]
    upload(app, ("enterprises.csv", roster(revenue=99.0)))
    assert not app.error
    assert app.session_state["panel"].panel.hash != before.panel.hash


def macro_book():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return target.getvalue()


def blank_book():
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("files", "words_told"),
    [
        ([], "没有收到文件"),
        ([("enterprises.csv", b"")], "文件是空的"),
        ([("photo.png", b"\x89PNG\r\n")], "这是图片"),
        ([("enterprises.csv", b"\x89PNG\x00\x00")], "这是图片"),
        ([("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))], "旧版"),
        ([("book.xlsm", macro_book())], "宏"),
        ([("book.xlsx", blank_book())], "没有可识别的表"),
        ([("enterprises.csv", b"," * (60 * 1024 * 1024))], "50 MB"),
        ([("projects.csv", b"project_id,enterprise_id,year,investment,loan,loan_rate,months\n")], "缺少企业表"),
        ([("enterprises.csv", roster()), ("enterprises.csv", roster())], "同名"),
    ],
    ids=["none", "empty", "image", "disguised", "xls", "macro", "blank book", "60 MB", "no enterprises", "twice"],
)  # fmt: skip
def test_what_cannot_be_read_is_answered(files, words_told):
    app = upload(open_panel(), *files)
    assert app.session_state["panel"] is None if "panel" in app.session_state else True
    assert words_told in " ".join(problems(app)["问题"])


def test_warnings_let_the_work_go_on():
    odd = roster().replace(b"3210.0", b"32100000.0", 1)
    app = upload(open_panel(), ("enterprises.csv", odd))
    assert app.session_state["panel"].panel.notices
    assert "不影响继续" in app.warning[0].value
    assert len(problems(app)) == len(app.session_state["panel"].panel.notices)


def test_the_example_is_marked_as_invented_and_can_be_removed():
    app = open_panel()
    app.button(key="panel_example").click().run()
    assert not app.exception
    assert "虚构" in app.warning[0].value
    assert app.session_state["panel"].invented
    app.button(key="panel_remove").click().run()
    assert app.session_state["panel"] is None
    assert "own_results" not in app.session_state


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", ["bring", "look", "learn", "cover"])
def test_every_part_shows_without_and_with_a_panel(part, language):
    assert open_panel(part, None, language).get("plotly_chart") == []
    app = open_panel(part, Held(read_panel(DATA / "example-panel"), "example", True), language)
    assert not app.error
    assert part == "bring" or app.get("plotly_chart")


@pytest.mark.parametrize("view", ["known", "counts", "trends", "outliers", "ready"])
@pytest.mark.parametrize(
    "content", [roster(), b"enterprise_id,district,field,year\nE1,yuhang,robots,2023\n"], ids=["forty", "one"]
)
def test_every_view_bears_a_full_and_a_bare_panel(view, content):
    app = open_panel("look", held(content))
    app.segmented_control(key="panel_view").set_value(view).run()
    assert not app.exception


def test_a_fit_goes_into_the_scenario_and_back():
    app = open_panel("learn", held())
    app.selectbox(key="panel_lesson").set_value("fields.robots.revenue").run()
    app.button(key="take:fields.robots.revenue").click().run()
    assert not app.exception
    assert app.session_state["scenario"].is_changed("fields.robots.revenue")
    assert "take:fields.robots.revenue" not in [button.key for button in app.button]
    app.button(key="back:fields.robots.revenue").click().run()
    assert app.session_state["scenario"] == FEW


def test_all_fits_of_a_field_are_taken_at_once():
    app = open_panel("learn", held())
    app.button(key="panel_take_all").click().run()
    assert not app.exception
    changed = {path for path, _ in app.session_state["scenario"].overrides}
    assert {"fields.robots.revenue", "fields.robots.parts_share", "fields.robots.growth"} <= changed
    app.button(key="panel_back_all").click().run()
    assert app.session_state["scenario"] == FEW


def test_coverage_goes_into_the_scenario():
    app = open_panel("cover", held())
    app.text_input(key="low:fields.all.coverage").set_value("50").run()
    assert not app.exception
    assert app.session_state["scenario"].doubt("fields.all.coverage").low == 0.5


def test_of_a_half_filled_year_the_user_says_what_a_missing_row_means():
    rows = pd.read_csv(io.BytesIO(roster()))
    half = rows[(rows["year"] == 2021) | (rows["enterprise_id"] < "E10")]
    app = open_panel("cover", held(half.to_csv(index=False).encode()))
    assert "企业：2021 年的 40 个中，2022 年有行的 10 个" in words(app)
    app.segmented_control(key="panel_missing_rows").set_value("left").run()
    assert not app.exception
    assert app.session_state["scenario"].value("roster.missing_rows") == "left"


def test_where_every_year_is_filled_nothing_is_asked():
    app = open_panel("cover", held())
    assert "panel_missing_rows" not in [control.key for control in app.segmented_control]


def test_the_part_that_was_open_stays_open_when_the_page_changes():
    app = open_panel("cover", held())
    app.switch_page("pages/estimate.py").run()
    app.switch_page("pages/panel.py").run()
    assert app.segmented_control(key="panel_part").value == "cover"


def shared():
    return store._shared()


def test_results_of_a_panel_are_kept_in_its_session_and_nowhere_else():
    scenario = FEW.with_value("simulation.seed", 4711)
    app = open_page("overview", scenario=FEW)
    app.session_state["panel"] = held()
    app.session_state["scenario"] = scenario
    app.run()
    assert not app.exception
    own = app.session_state["own_results"]
    outlay = own.known(scenario)
    assert outlay.manifest["panel_hash"] == own.roster.hash
    assert shared().known(scenario).manifest["panel_hash"] is None  # the total without the roster
    doubt = ("doubt", scenario.dice_hash, outlay.headline)
    assert own.answers.known(doubt) and shared().answers.known(doubt) is None
    other = open_page("overview", scenario=scenario)
    assert "own_results" not in other.session_state
    assert "panel" not in other.session_state or other.session_state["panel"] is None
    assert shared().known(scenario).manifest["panel_hash"] is None


def test_two_sessions_with_two_panels_share_nothing():
    one, other = open_panel(panel=held()), open_panel(panel=held(roster(revenue=77.0)))
    first, second = (app.session_state["own_results"] for app in (one, other))
    assert first is not second
    assert first.known(FEW).manifest["panel_hash"] != second.known(FEW).manifest["panel_hash"]


def test_a_new_panel_leaves_no_result_of_the_former_one():
    app = open_panel(panel=held())
    former = app.session_state["own_results"]
    upload(app, ("enterprises.csv", roster(revenue=50.0)))
    own = app.session_state["own_results"]
    assert own is not former
    assert own.known(FEW).manifest["panel_hash"] == app.session_state["panel"].panel.hash


def test_the_change_against_the_baseline_has_the_panel_on_both_sides():
    app = open_page("overview", scenario=FEW)
    mine = held()
    app.session_state["panel"] = mine
    app.session_state["scenario"] = FEW.with_value("policy.parts_subsidy.annual_cap", 77)
    app.run()
    assert not app.exception
    own = app.session_state["own_results"]
    baseline = baseline_of(FEW, 200)
    base = own.known(baseline)
    assert base.manifest["panel_hash"] == mine.panel.hash
    assert (own.answers.known(("baseline", baseline.dice_hash)) == base.total()).all()


def test_the_own_store_is_bounded():
    own = open_panel(panel=held()).session_state["own_results"]
    assert own.outlays._held.maxsize == store.OWN_BYTES < store.SHARED_BYTES


def test_a_panel_is_never_logged_and_never_written(caplog, capfd, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    written = []
    real = builtins.open

    def watched(file, mode="r", *rest, **named):
        if set(mode) & set("wax+") and not isinstance(file, int) and not str(file).startswith(os.devnull):
            written.append(str(file))
        return real(file, mode, *rest, **named)

    app = open_panel()
    monkeypatch.setattr(builtins, "open", watched)
    caplog.set_level(logging.DEBUG)
    upload(app, ("enterprises.csv", roster(district="yuhng")))
    upload(app, ("enterprises.csv", roster()))
    for part in ("look", "learn", "cover"):
        app.segmented_control(key="panel_part").set_value(part).run()
    app.switch_page("pages/overview.py").run()
    assert not app.exception
    told = capfd.readouterr()
    for text in (caplog.text, told.out, told.err):
        assert SECRET not in text
        assert "3210" not in text
    assert [path for path in written if "__pycache__" not in path] == []
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_while_reading_is_told_without_the_files_words(monkeypatch, caplog):
    import pages.parts.roster.upload as panel_in

    def fails(source, hidden):
        raise KeyError(SECRET)

    monkeypatch.setattr(panel_in, "read_panel", fails)
    app = upload(open_panel(), ("enterprises.csv", roster()))
    assert "KeyError" in problems(app)["问题"][0]
    assert SECRET not in str(problems(app))
    assert SECRET not in caplog.text


def test_no_page_keeps_a_panel_outside_the_session():
    for path in Path("pages").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for line, after in zip(text.splitlines(), text.splitlines()[1:], strict=False):
            if line.strip().startswith(("@st.cache_data", "@st.cache_resource", "@lru_cache", "@cache")):
                assert "panel" not in after, f"{path}: {after}"
