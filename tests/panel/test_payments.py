"""Payments in batches and recoveries: summed and told; only a row that is the same in everything stops."""

import pytest

from simulation.panel import Panel, read_payments
from simulation.text.problems import InputError

HEAD = "measure,district,fiscal_year,amount,payer,batch\n"


def read(*rows, head=HEAD):
    return read_payments("payments.csv", (head + "\n".join(rows)).encode())


def test_two_batches_and_a_recovery_are_kept_and_told_in_one_notice():
    frame, notices = read(
        "parts_subsidy,yuhang,2024,60,both,第1批",
        "parts_subsidy,yuhang,2024,60,both,第2批",
        "parts_subsidy,yuhang,2024,-20,both,",
        "parts_subsidy,xihu,2024,5,both,",
    )
    assert frame["amount"].sum() == 105
    assert frame["batch"].tolist() == ["第1批", "第2批", "", ""]
    (notice,) = notices
    assert (notice.row, notice.severity) == (3, "warning")
    assert notice.wrong.zh.startswith("1 处")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("parts_subsidy,yuhang,2024,60,both,", "parts_subsidy,yuhang,2024,60,,"),
        ("parts_subsidy,yuhang,2024,60,both,1", "parts_subsidy,余杭区,2024年,60.0,both,１"),
    ],
)
def test_the_same_payment_twice_is_asked_about_and_no_batch_is_advised_away(first, second):
    with pytest.raises(InputError) as error:
        read(first, second)
    (problem,) = error.value.problems
    assert problem.row == 3
    assert "batch" in problem.right.en
    assert "批次" in problem.right.zh


def test_payments_without_a_column_for_batches_are_read():
    frame, notices = read("parts_subsidy,yuhang,2024,-3", head="measure,district,fiscal_year,amount\n")
    assert frame["amount"].tolist() == [-3]
    assert frame["payer"].tolist() == ["both"]
    assert notices == ()


@pytest.mark.parametrize("cell", ["-300", "(300)", "（300）", "−300", "－３００"])
def test_a_recovery_is_read_however_its_minus_is_written(cell):
    frame, _ = read(f"parts_subsidy,yuhang,2024,{cell},both,")
    assert frame["amount"].tolist() == [-300]


def test_both_together_and_one_apart_is_a_problem_in_every_row_of_the_cell():
    with pytest.raises(InputError) as error:
        read(
            "parts_subsidy,yuhang,2024,60,both,",
            "parts_subsidy,yuhang,2024,30,city,",
            "parts_subsidy,xihu,2024,30,city,",
        )
    assert [(problem.row, problem.column) for problem in error.value.problems] == [(2, "payer"), (3, "payer")]


def test_the_order_of_batches_does_not_change_the_hash():
    frame, _ = read("parts_subsidy,yuhang,2024,60,both,1", "parts_subsidy,yuhang,2024,40,both,2")
    turned = frame.iloc[::-1]
    assert Panel({"payments": turned}).hash == Panel({"payments": frame}).hash
