"""The dossier held against its run, and signatures: what leaders read is verified as well."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from commandline import Planner
from conftest import write_small
from dossier_edit import write_into
from dossier_forgeries import DRAFT, FIELD, FORGERIES, SUBMISSION, in_text, other_digit
from dossier_forgeries import signed_again as dossier_signed_again
from dossier_forgeries import told as everything_told
from forgeries import signed_again

from planner.errors import InputError
from planner.output.dossier import write_dossier
from planner.output.dossier.inputs import OfficeData
from planner.output.dossier.matter import Matter, gather
from planner.pipeline import run
from planner.scenario.reading import read_scenario
from planner.store.bundle import opened, write_bundle
from planner.store.bundle.signatures import signature_of, signed_by
from planner.store.evidence import verify_whole
from planner.store.evidence.papers import signature_told, verify_papers
from planner.store.manifest import RECORD
from planner.store.record import Result
from planner.store.runs import read_run

pytestmark = pytest.mark.slow


def matter_of(folder: Path) -> Matter:
    return gather(*read_run(folder), Result.read(folder))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run nine squares, and write the dossier into the run folder."""
    folder = write_small(tmp_path_factory.mktemp("papers"))
    run(read_scenario(folder / "small.yaml"), folder / "out")
    write_dossier(matter_of(folder / "out"), OfficeData(), folder / "out" / "dossier")
    return folder / "out"


@pytest.fixture
def copy(done: Path, tmp_path: Path) -> Path:
    """Copy the dossier."""
    return Path(shutil.copytree(done / "dossier", tmp_path / "dossier"))


def saved_by_libreoffice(path: Path) -> None:
    """Open a document in LibreOffice and save it, as an official does."""
    program = shutil.which("soffice")
    assert program, "install LibreOffice: documents are saved by a real one"
    out = path.parent / "saved"
    order = [program, f"-env:UserInstallation={(path.parent / 'home').as_uri()}", "--headless"]
    order += ["--convert-to", path.suffix[1:], "--outdir", str(out), str(path)]
    subprocess.run(order, check=True, capture_output=True, timeout=180)
    shutil.move(out / path.name, path)
    shutil.rmtree(path.parent / "home")
    out.rmdir()


def test_a_dossier_saved_unchanged_by_another_program_is_the_same(done: Path, copy: Path) -> None:
    for name in (DRAFT, "2_de_an.docx", "2_phu_luc.xlsx"):
        saved_by_libreoffice(copy / name)
    control = verify_papers(copy, [done])
    assert (control.complaints, control.not_compared, control.ended) == ([], [], 0)
    assert [said.en.partition(":")[0] for said in control.notes] == [
        "2_de_an.docx",
        "2_phu_luc.xlsx",
        DRAFT,
    ]


def test_one_digit_of_the_draft_is_told_with_place_and_both_figures(
    done: Path, copy: Path, planner: Planner
) -> None:
    office = Path(shutil.copytree(done.parent, copy.parent / "office"))
    dossier = office / done.name / "dossier"
    before = [p.text for p in docx.Document(str(dossier / DRAFT)).paragraphs]
    in_text(DRAFT, other_digit)(dossier)
    after = [p.text for p in docx.Document(str(dossier / DRAFT)).paragraphs]
    saved_by_libreoffice(dossier / DRAFT)
    ((old, new),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    verified = planner("--lang", "en", "verify", str(office / done.name))
    assert verified.returncode == 1
    (line,) = [line for line in verified.stderr.splitlines() if "!!" in line]
    told = re.search(rf"{DRAFT}, paragraph \d+: “(.*)” stands there; the run gives “(.*)”", line)
    assert told, line
    there, given = (each.strip("… ").split() for each in told.groups())
    assert there != given and len(there) == len(given)
    assert " ".join(there) in " ".join(new.split()) and " ".join(given) in " ".join(old.split())
    # So does the list of what is still to be done.
    checked = planner("--lang", "en", "report", str(office / done.name), "--check")
    assert checked.returncode == 1 and "stands there; the run gives" in checked.stdout


def test_what_people_wrote_is_shown_with_its_field(done: Path, copy: Path) -> None:
    write_into(copy / SUBMISSION, FIELD, "Kết luận số 5 của Tỉnh ủy")
    control = verify_papers(copy, [done])
    assert control.complaints == []
    (line,) = [said.en for said in control.notes if "written by people" in said.en]
    assert SUBMISSION in line and "Kết luận số 5 của Tỉnh ủy" in line


EACH = (
    "a digit of the draft",
    "a sentence hidden",
    "a clause moved into a field",
    "a map for another",
)


@pytest.mark.parametrize(
    "what",
    [n if n in EACH else pytest.param(n, marks=pytest.mark.more) for n in FORGERIES],
)
def test_a_forgery_of_a_dossier_is_told(done: Path, copy: Path, what: str) -> None:
    """All that can be told without a signature; `tests/dossier_forgeries.py` prints the table."""
    assert len(FORGERIES) >= 39 and {*EACH} <= FORGERIES.keys()
    forge, name = FORGERIES[what]
    forge(copy)
    dossier_signed_again(copy)
    said = everything_told(copy, done)
    assert any(name in line for line in said) if name else said == []


def test_text_outside_fields_is_named_when_a_dossier_is_made_again(done: Path, copy: Path) -> None:
    paper = docx.Document(str(copy / DRAFT))
    paper.add_paragraph("Ghi chú của Văn phòng")
    paper.add_comment(paper.paragraphs[3].runs, "xem lại")
    paper.save(str(copy / DRAFT))
    made = write_dossier(matter_of(done), OfficeData(), copy, force=True)
    said = [line.en for line in made.said]
    assert any("Ghi chú của Văn phòng" in line and DRAFT in line for line in said), said
    assert any("comments" in line and "xem lại" in line for line in said), said


def test_the_true_file_is_read_and_every_figure_compared(done: Path, tmp_path: Path) -> None:
    """A run of forged figures that names the hash of the official file."""
    office = Path(shutil.copytree(done.parent, tmp_path / "office"))
    official = Path(shutil.copy(office / "people.csv", tmp_path / "people.csv"))
    rows = (office / "people.csv").read_text("utf-8").split("\n")
    code, figure = rows[1].split(",")
    rows[1] = f"{code},{int(figure) + 1}"
    (office / "people.csv").write_text("\n".join(rows), encoding="utf-8")
    shutil.rmtree(office / "out")
    run(read_scenario(office / "small.yaml"), office / "out")
    record = json.loads((office / "out" / RECORD).read_text("utf-8"))
    true = Result.read(done).inputs
    for each in record["inputs"]:
        each["sha256"] = next(file.sha256 for file in true if file.name == each["name"])
    (office / "out" / RECORD).write_text(json.dumps(record), encoding="utf-8")
    signed_again(office / "out")
    ((_, found),) = verify_whole(office / "out", office / "out", data=[official])
    said = [complaint.en for complaint in found.verdict.complaints]
    told = f"units.gpkg: people of {code} is {int(figure) + 1}, and {figure} in the files"
    assert found.ended == 1 and told in said, said
    # And the official file says nothing against a run of its own.
    ((_, found),) = verify_whole(done, done, data=[official])
    assert (found.verdict.complaints, found.not_read) == ([], None)


def key_of(folder: Path, name: str) -> tuple[Path, str]:
    """Make a key as an office does, and its line for a file of names and keys."""
    order = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
    subprocess.run(order, check=True)
    return folder / name, f"{name} {(folder / f'{name}.pub').read_text('utf-8')}"


def test_two_offices_sign_and_each_is_known_by_name(done: Path, tmp_path: Path) -> None:
    (one, line), (other, second) = (key_of(tmp_path, name) for name in ("ha-tinh", "nghe-an"))
    names = tmp_path / "names"
    names.write_text(line, encoding="utf-8")
    mine = write_bundle(done, tmp_path / "mine.zip", key=one)
    theirs = write_bundle(done, tmp_path / "theirs.zip", key=other)
    assert signed_by(mine, names).name == "ha-tinh"
    assert "none of names" in signed_by(theirs, names).fault.en
    names.write_text(line + second, encoding="utf-8")
    assert signed_by(theirs, names).name == "nghe-an"
    # The tool alone says the same, without ours.
    order = ["ssh-keygen", "-Y", "verify", "-n", "planner-bundle", "-I", "ha-tinh"]
    order += ["-f", str(names), "-s", str(signature_of(mine))]
    subprocess.run(order, check=True, input=mine.read_bytes(), capture_output=True)
    # Whatever was changed in it, told otherwise or not, is not what was signed.
    data = bytearray(mine.read_bytes())
    for at in range(0, len(data), len(data) // 20):
        changed = bytearray(data)
        changed[at] ^= 1
        mine.write_bytes(changed)
        assert "not the signature" in signed_by(mine, names).fault.en
    signature_of(mine).unlink()
    assert "no signature" in signed_by(mine, names).fault.en


def test_a_log_rewritten_from_its_first_line_is_told_by_a_signed_bundle(
    done: Path, tmp_path: Path, planner: Planner
) -> None:
    office = Path(shutil.copytree(done.parent, tmp_path / "office"))
    key, line = key_of(tmp_path, "ha-tinh")
    (tmp_path / "names").write_text(line, encoding="utf-8")
    assert planner("verify", str(office / "out")).returncode in (0, 1)
    bundle = write_bundle(office / "out", office / "out.zip", key=key)
    log = office / "audit.jsonl"
    with opened(bundle) as folder:
        control = signature_told(bundle, folder.parent, tmp_path / "names", log)
    assert control.complaints == [] and "line 1" in control.notes[-1].en
    log.unlink()
    planner("--lang", "en", "verify", str(office / "out"))
    with opened(bundle) as folder:
        control = signature_told(bundle, folder.parent, tmp_path / "names", log)
    assert ["not the log of the bundle" in said.en for said in control.complaints] == [True]


def test_without_the_tool_there_is_a_sentence(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = key_of(tmp_path, "ha-tinh")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(InputError, match="ssh-keygen"):
        write_bundle(done, tmp_path / "out.zip", key=key)
    assert not (tmp_path / "out.zip").exists()


def test_one_page_says_what_was_checked(done: Path, tmp_path: Path, planner: Planner) -> None:
    key, line = key_of(tmp_path, "ha-tinh")
    (tmp_path / "names").write_text(line, encoding="utf-8")
    bundle = write_bundle(done, tmp_path / "out.zip", key=key)
    for ending in ("html", "docx"):
        page = tmp_path / f"page.{ending}"
        names = str(tmp_path / "names")
        verified = planner("verify", str(bundle), "--signed-by", names, "--report", str(page))
        assert verified.returncode == 0, verified.stderr
        said = (
            page.read_text("utf-8")
            if ending == "html"
            else "\n".join(paragraph.text for paragraph in docx.Document(str(page)).paragraphs)
        )
        for part in ("ha-tinh", "Chữ ký", "Chưa kiểm tra", "planner 0.2.0", "Chỗ khác nhau"):
            assert part in said, part
