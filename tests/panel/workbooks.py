"""Workbooks written sign by sign, as other programs and attackers write them."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = ("enterprise_id", "district", "field", "year", "revenue")
FIRM = ("E1", "yuhang", "robots", 2023, 3000)


def cell(value, more=""):
    """A cell as XML: a text in place, or a number."""
    if isinstance(value, str):
        return f'<c t="inlineStr"{more}><is><t>{value}</t></is></c>'
    return f"<c{more}><v>{value!r}</v></c>"


def row(*values, more=""):
    return f"<row{more}>" + "".join(map(cell, values)) + "</row>"


def data(*rows):
    return "<sheetData>" + "".join(rows) + "</sheetData>"


def roster(*cells):
    """The sheet of one firm; `cells` are XML and follow its id, district, field and year."""
    return data(row(*HEAD), "<row>" + "".join(map(cell, FIRM[:4])) + "".join(cells) + "</row>")


def workbook(sheets, *, styles=None, texts=None, settings="", spaces=(MAIN, RELATIONS), parts=None):
    """A workbook of named sheets: XML within <worksheet>, or (XML, state); `parts` replace or add others."""
    main, relations = spaces
    named, linked, written = [], [], {}
    for place, (title, sheet) in enumerate(sheets.items(), start=1):
        inner, state = sheet if isinstance(sheet, tuple) else (sheet, "visible")
        named.append(f'<sheet name="{title}" sheetId="{place}" state="{state}" r:id="r{place}"/>')
        linked.append((f"r{place}", "worksheet", f"worksheets/sheet{place}.xml"))
        written[f"xl/worksheets/sheet{place}.xml"] = f'<worksheet xmlns="{main}">{inner}</worksheet>'
    if styles is not None:
        linked.append(("s", "styles", "styles.xml"))
        written["xl/styles.xml"] = f'<styleSheet xmlns="{main}">{styles}</styleSheet>'
    if texts is not None:
        linked.append(("t", "sharedStrings", "sharedStrings.xml"))
        written["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{texts}</sst>'
    written["xl/workbook.xml"] = (
        f'<workbook xmlns="{main}" xmlns:r="{relations}">{settings}<sheets>{"".join(named)}</sheets></workbook>'
    )
    written["xl/_rels/workbook.xml.rels"] = _relations(linked, relations)
    written["_rels/.rels"] = _relations([("r", "officeDocument", "xl/workbook.xml")], relations)
    return zipped(written | (parts or {}))


def _relations(linked, relations):
    lines = (
        f'<Relationship Id="{one}" Type="{relations}/{kind}" Target="{to}"/>' for one, kind, to in linked
    )
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_parts(content, changes):
    """A workbook with some parts changed by a function of their bytes, or set."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name]) if callable(change) else change
    return zipped(parts)
