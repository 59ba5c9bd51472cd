from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.commands import link as command
from cli.disk_spill import Spill, SpillFailed
from matching.blocking.candidates import MemoryBudget

APP = typer.Typer()
APP.command("link")(command.link)

HEADER = (
    "record_ref,kind,full_name,name_native,birth_date,sex,nationalities,marks,event_date,"
    "event_country,height_cm\n"
)
GIRL = "GR-1,missing,Maryam Karimi,,2009-03-05,F,AF,scar:hand:left,2024-01-10,GR,150\n"
FOUND = "DE-1,found,,مریم کریمی,2009-03-05,F,AF,scar:hand:left,2024-03-01,DE,151\n"
OTHERS = (
    "DE-2,found,Oksana Bondar,,2004-08-09,F,UA,,2024-02-02,DE,160\nGR-3,missing,Thanh"
    " Pham,,2010-10-11,M,VN,,,,\n"
)
TRUTH = "left,right,origin\nDE-1,GR-1,afghan_dari\nDE-2,GR-3,invented\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "all.csv").write_text(HEADER + GIRL + FOUND + OTHERS, encoding="utf-8")
    (tmp_path / "left.csv").write_text(HEADER + GIRL, encoding="utf-8")
    (tmp_path / "right.csv").write_text("\ufeff" + HEADER + FOUND + OTHERS, encoding="utf-8")
    (tmp_path / "truth.csv").write_text(TRUTH, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(APP, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def found(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_file_is_matched_with_itself(files: Path) -> None:
    code, stdout, _ = run(files / "all.csv", "--out", files / "pairs.csv")
    assert code == 0
    (pair,) = found(files / "pairs.csv")
    assert list(pair) == ["left", "right", "probability", "bits", "amount", "band", "reasons"]
    assert (pair["left"], pair["right"], pair["band"]) == ("GR-1", "DE-1", "strong")
    assert 0.9 < float(pair["probability"]) <= 1
    assert "birth dates agree" in pair["reasons"]
    assert "Karimi" not in pair["reasons"]
    assert "4 rows, 1 pairs" in stdout


def test_two_files_are_matched_with_each_other_and_a_byte_order_mark_does_no_harm(
    files: Path,
) -> None:
    code, _, _ = run(files / "left.csv", files / "right.csv", "--out", files / "pairs.csv")
    assert code == 0
    assert [(pair["left"], pair["right"]) for pair in found(files / "pairs.csv")] == [
        ("GR-1", "DE-1")
    ]


def test_truth_is_measured_by_origin(files: Path) -> None:
    code, stdout, _ = run(
        files / "all.csv", "--out", files / "pairs.csv", "--truth", files / "truth.csv", "--json"
    )
    assert code == 0
    summary = json.loads(stdout)
    assert (summary["true"], summary["found"], summary["predicted"]) == (2, 1, 1)
    assert (summary["precision"], summary["recall"], summary["f1"]) == (1.0, 0.5, 0.666667)
    assert summary["by_origin"]["afghan_dari"] == {"true": 1, "found": 1, "recall": 1.0}
    assert summary["by_origin"]["invented"]["recall"] == 0.0


def test_true_pairs_without_an_origin_are_counted_as_unknown(files: Path) -> None:
    truth = files / "pairs-only.csv"
    with (files / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = [f"{row['left']},{row['right']}" for row in csv.DictReader(file)]
    truth.write_text("\n".join(["left,right", *rows]) + "\n", encoding="utf-8")
    code, stdout, _ = run(
        files / "all.csv", "--out", files / "pairs.csv", "--truth", truth, "--json"
    )
    summary = json.loads(stdout)
    assert (code, summary["true"], summary["found"]) == (0, 2, 1)
    assert summary["by_origin"] == {"unknown": {"true": 2, "found": 1, "recall": 0.5}}


def test_truth_is_printed_as_a_table(files: Path) -> None:
    code, stdout, _ = run(
        files / "all.csv", "--out", files / "pairs.csv", "--truth", files / "truth.csv"
    )
    assert code == 0
    assert "precision 1.000  recall 0.500  F1 0.667" in stdout
    assert "afghan_dari" in stdout


def test_true_pairs_inside_one_of_two_files_are_not_asked_for(files: Path) -> None:
    (files / "truth.csv").write_text(
        TRUTH + "DE-1,DE-2,inside\nNO-1,NO-2,elsewhere\n", encoding="utf-8"
    )
    arguments = (
        files / "left.csv",
        files / "right.csv",
        "--out",
        files / "p.csv",
        "--truth",
        files / "truth.csv",
        "--json",
    )
    summary = json.loads(run(*arguments)[1])
    assert summary["true"] == 1
    assert summary["truth_not_in_files"] == 3


def test_the_least_probability_is_kept_to(files: Path) -> None:
    run(files / "all.csv", "--out", files / "all-pairs.csv", "--min-probability", "0")
    run(files / "all.csv", "--out", files / "few.csv", "--min-probability", "1")
    assert len(found(files / "all-pairs.csv")) >= 1
    assert all(float(pair["probability"]) == 1 for pair in found(files / "few.csv"))


def test_rejected_rows_and_warnings_name_number_and_column_and_never_the_value(
    files: Path,
) -> None:
    bad = (
        "GR-9,missing,Secretname Here,,31.31.3131,F,Atlantis,,,,\n"
        ",missing,Nameless Ref,,,,,,,,\n"
        "GR-1,found,Double Ref,,,,,,,,\n"
    )
    (files / "all.csv").write_text(HEADER + GIRL + FOUND + bad, encoding="utf-8")
    code, stdout, stderr = run(files / "all.csv", "--out", files / "pairs.csv", "--json")
    assert code == 0
    summary = json.loads(stdout)
    assert (summary["rows"], summary["rejected_rows"], summary["warnings"]) == (3, 2, 2)
    assert "row 3: birth_date: warning" in stderr
    assert "row 3: nationalities: warning" in stderr
    assert "row 4: record_ref: rejected: missing" in stderr
    assert "row 5: record_ref: rejected" in stderr
    for value in ("Secretname", "31.31", "Atlantis", "Nameless", "Double"):
        assert value not in stderr + stdout


def test_a_reference_that_is_a_formula_is_neutralised(files: Path) -> None:
    (files / "all.csv").write_text(HEADER + GIRL.replace("GR-1", "=1+1") + FOUND, encoding="utf-8")
    run(files / "all.csv", "--out", files / "pairs.csv")
    assert found(files / "pairs.csv")[0]["left"] == "'=1+1"


BAD_INPUTS = {
    "missing": (None, "no such file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "not UTF-8"),
    "UTF-16": ((HEADER + GIRL).encode("utf-16"), "not UTF-8"),
    "empty": (b"", "no column record_ref"),
    "other columns": (b"a,b\n1,2\n", "no column record_ref, kind"),
    "no name column": (b"record_ref,kind\nA,found\n", "none of the columns"),
    "header only": (HEADER.encode(), "no usable row"),
    "an open quote": ((HEADER + '"GR-1,missing\n').encode(), "not a CSV file"),
    "a huge cell": ((HEADER + "x" * 200_000 + ",missing\n").encode(), "not a CSV file"),
}


@pytest.mark.parametrize(("content", "message"), BAD_INPUTS.values(), ids=BAD_INPUTS)
@pytest.mark.parametrize("as_json", [False, True])
def test_an_unreadable_file_gets_one_clear_line_and_leaves_no_output(
    files: Path, content: bytes | None, message: str, *, as_json: bool
) -> None:
    path = files / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    code, stdout, stderr = run(path, "--out", files / "pairs.csv", *(["--json"] if as_json else []))
    assert code == 2
    assert message in stderr
    assert stderr.count("\n") == 1
    assert stdout == ""
    assert not [file for file in files.iterdir() if "pairs" in file.name]


def test_an_unreadable_truth_stops_before_the_work(files: Path) -> None:
    code, _, stderr = run(
        files / "all.csv", "--out", files / "pairs.csv", "--truth", files / "all.csv"
    )
    assert code == 2
    assert "no column left, right" in stderr
    assert not (files / "pairs.csv").exists()


@pytest.mark.parametrize("out", ["nowhere/pairs.csv", "."], ids=["no folder", "a folder"])
def test_a_bad_output_path_is_refused_before_any_file_is_read(files: Path, out: str) -> None:
    code, _, stderr = run(files / "not-there.csv", "--out", files / out)
    assert code == 2
    assert "not-there.csv" not in stderr


def test_a_failing_run_leaves_the_earlier_output_whole(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = files / "pairs.csv"
    out.write_text("earlier", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "_result_cells", fail)
    code, _, stderr = run(files / "all.csv", "--out", out)
    assert code == 2
    assert "No space left on device" in stderr
    assert out.read_text(encoding="utf-8") == "earlier"
    assert not list(files.glob(".pairs-*"))


def test_the_memory_limit_changes_no_pair_and_too_little_is_reported(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (files / "left.csv", files / "right.csv", "--min-probability", "0", "--out")
    assert run(*arguments, files / "all-pairs.csv")[0] == 0
    code, _, stderr = run(*arguments, files / "none.csv", "--memory", "0.5")
    assert code == 2
    assert "--memory 0.5 is too little for the program and these records; use 0.7 or more" in stderr
    monkeypatch.setattr(command, "_room", lambda _, spill, __: MemoryBudget(1, spill))
    assert run(*arguments, files / "few.csv", "--memory", "1")[0] == 0
    assert found(files / "few.csv") == found(files / "all-pairs.csv") != []
    assert not (files / "none.csv").exists()


def test_a_full_disk_while_keys_are_spilled_loses_no_pair(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise SpillFailed(
            "keys cannot be put aside in here: No space left on device; give more --memory"
        )

    out = files / "pairs.csv"
    out.write_text("earlier", encoding="utf-8")
    monkeypatch.setattr(command, "_room", lambda _, spill, __: MemoryBudget(1, spill))
    monkeypatch.setattr(Spill, "write", full)
    code, _, stderr = run(files / "all.csv", "--out", out, "--memory", "1")
    assert code == 2
    assert "No space left on device; give more --memory" in stderr
    assert out.read_text(encoding="utf-8") == "earlier"
    assert not list(files.glob(".*"))


@pytest.mark.parametrize("value", ["-0.1", "1.1", "much"])
def test_a_probability_outside_0_to_1_is_refused(files: Path, value: str) -> None:
    assert run(files / "all.csv", "--min-probability", value, "--out", files / "pairs.csv")[0] == 2


def test_equal_rows_are_pairs_of_each_other(files: Path) -> None:
    copies = "".join(
        f"C-{number},found,Adama Coly,,2008-04-04,M,SN,,2024-02-02,IT,\n" for number in range(250)
    )
    (files / "copies.csv").write_text(HEADER + GIRL + FOUND + copies, encoding="utf-8")
    code, stdout, _ = run(files / "copies.csv", "--out", files / "pairs.csv", "--json")
    assert (code, json.loads(stdout)["pairs"]) == (0, 1 + 250 * 249 // 2)
