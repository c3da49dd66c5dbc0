"""LibreOffice opens what we write, in both languages, and finds on the pages what we wrote."""

import shutil
import subprocess

import pytest

from simulation.report.making import files_of

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def pages(reports, tmp_path_factory):
    """The text of each report's pages, by language and format."""
    missing = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]
    if missing:
        pytest.fail(
            f"missing: {', '.join(missing)}: apt-get install libreoffice-calc-nogui libreoffice-impress-nogui "
            "libreoffice-writer-nogui poppler-utils, or set OUTLAY_NO_BROWSER=1"
        )
    folder = tmp_path_factory.mktemp("readers")
    files = {}
    for language, report in reports.items():
        for form in ("xlsx", "pptx", "docx"):
            target = folder / form / f"{language}.{form}"
            target.parent.mkdir(exist_ok=True)
            (content,) = files_of(report, form).values()
            target.write_bytes(content)
            files[language, form] = target
    for form in ("xlsx", "pptx", "docx"):
        # A profile of its own: an office that the user has open would take the job and answer nothing.
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder / form)]
        command += [str(files[language, form]) for language in reports]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    texts = {}
    for key, file in files.items():
        text = subprocess.check_output(["pdftotext", "-layout", str(file.with_suffix(".pdf")), "-"]).decode()
        texts[key] = text.removesuffix("\f").split("\f")
    return texts


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_brief_is_two_pages_and_the_slides_are_ten(pages, language):
    assert len(pages[language, "docx"]) == 2
    assert len(pages[language, "pptx"]) == 10


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["xlsx", "pptx", "docx"])
def test_the_answer_and_the_name_stand_on_the_first_page_as_text(pages, reports, language, form):
    first = "".join(pages[language, form][0].split())
    assert "".join(reports[language].headline.split()) in first
    assert '=HYPERLINK("http://x","y")<script>alert(1)</script>' in first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_cell_shows_a_fault(pages, language):
    whole = "".join(pages[language, "xlsx"])
    assert not [fault for fault in ("#REF", "#NAME", "#VALUE", "#DIV", "Err:", "###") if fault in whole]
