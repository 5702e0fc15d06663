"""mutate.py WORKBOOK FOLDER COUNT [SEED]: writes copies of a workbook, each with one random edit of one attribute or one text of any part, and
FOLDER/cases.tsv: file, part, path of the element, what was edited, old, new, "silent" if no program shows it, else "shown?".

Every kind of place (part, element, attribute) is as likely as every other, however often it occurs. Nothing else in the file changes.
The same seed gives the same edits. Only the standard library."""
import os
import random
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from package import Package  # noqa: E402

TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)((?:\s+[^\s=]+=\"[^\"]*\")*)\s*(/?)>")
ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
CELL = re.compile(r"^(\$?)([A-Z]{1,3})(\$?)(\d+)(:.+)?$")
# Attributes that an element may have without being there, with a value that means something else than its absence.
ABSENT = {
    "row": [("hidden", "1"), ("outlineLevel", "1"), ("ht", "3"), ("s", "1")],
    "c": [("s", "1"), ("t", "str"), ("t", "b")],
    "col": [("hidden", "1"), ("outlineLevel", "1")],
    "f": [("t", "array"), ("ca", "1"), ("aca", "1")],
    "xf": [("quotePrefix", "1")],
    "alignment": [("indent", "3"), ("shrinkToFit", "1"), ("textRotation", "45"), ("readingOrder", "2"), ("wrapText", "1")],
    "sheetView": [("showFormulas", "1"), ("showZeros", "0"), ("rightToLeft", "1"), ("showGridLines", "0")],
    "sheetFormatPr": [("zeroHeight", "1"), ("defaultColWidth", "3"), ("customHeight", "1")],
    "sheet": [("state", "hidden"), ("state", "veryHidden")],
    "definedName": [("hidden", "1"), ("localSheetId", "0"), ("function", "1")],
    "calcPr": [("iterate", "1"), ("fullPrecision", "0"), ("calcMode", "manual"), ("refMode", "R1C1")],
    "workbookPr": [("date1904", "1"), ("hidePivotFieldList", "1")],
    "cfRule": [("stopIfTrue", "1"), ("rank", "3"), ("aboveAverage", "0")],
    "dataValidation": [("showDropDown", "1"), ("allowBlank", "1"), ("errorStyle", "warning")],
    "pageSetup": [("scale", "40"), ("blackAndWhite", "1"), ("pageOrder", "overThenDown"), ("firstPageNumber", "7"), ("errors", "blank")],
    "printOptions": [("gridLines", "1"), ("headings", "1"), ("verticalCentered", "1")],
    "headerFooter": [("differentFirst", "1"), ("differentOddEven", "1")],
    "hyperlink": [("location", "A1"), ("tooltip", "x")],
    "a:rPr": [("strike", "sngStrike"), ("baseline", "30000")],
}
# Other values of attributes whose values are words.
WORDS = {
    "horizontal": ["left", "right", "center", "fill", "justify", "general", "distributed"],
    "vertical": ["top", "bottom", "center", "justify"],
    "patternType": ["none", "solid", "gray125", "darkGrid", "lightUp"],
    "style": ["thin", "thick", "dashed", "double", "none", "hair"],
    "orientation": ["portrait", "landscape"],
    "type": ["cellIs", "expression", "dataBar", "list", "whole", "decimal", "custom", "max", "min", "num"],
    "operator": ["lessThan", "greaterThan", "equal", "notEqual", "between"],
    "state": ["hidden", "visible", "frozen", "split"],
    "t": ["s", "n", "b", "str", "e", "inlineStr"],
    "pane": ["bottomLeft", "topRight", "bottomRight"],
    "TargetMode": ["External", "Internal"],
    "underline": ["single", "double"],
}
# Edits that no program shows, as docs/audit.md lists them: part, path of the element, attribute or "text". In a file that a program saved
# again audit may pass over them.
SILENT = [
    (r"docProps/", r".*", r".*"),
    (r".*", r".*", r"count|uniqueCount|xml:space|x14ac:dyDescent|xr:uid"),
    (r"worksheets/sheet", r"worksheet/dimension|sheetView/selection|sheetViews/sheetView", r"ref|sqref|activeCell|activeCellId|pane|zoom.*|topLeftCell|colorId|tabSelected|workbookViewId|view|defaultGridColor|windowProtection"),
    (r"worksheets/sheet", r".*/f|.*/row", r"\+?(ca|aca|bx)(=1)?|spans|collapsed"),
    (r"worksheets/sheet", r"worksheet/pageSetup|worksheet/printOptions", r"horizontalDpi|verticalDpi|copies|cellComments|gridLinesSet|paperHeight|paperWidth"),
    (r"worksheets/sheet", r".*/cfRule", r"priority|\+rank=3|\+aboveAverage=0|percent|bottom"),
    (r"workbook.xml$", r"bookViews/workbookView|workbook/fileVersion|.*/ext|ext/.*|workbook/workbookPr", r"(?!.*1904).*"),
    (r"styles.xml$", r"cellStyles/.*|styleSheet/tableStyles|colors/.*|mruColors/.*", r".*"),
    (r"styles.xml$", r".*", r"family|charset|scheme|xfId|apply.*|\+?quotePrefix(=1)?|pivotButton|diagonalUp|diagonalDown"),
    (r"styles.xml$", r"font/(family|charset|scheme)|patternFill/bgColor", r".*"),
    (r"comments", r"rPr/.*|authors/author|.*/comment", r"val|text|authorId|shapeId|rgb|indexed"),
    (r"\.vml$", r"(?!x:ClientData/x:(Row|Column|Visible)).*", r"(?!style).*"),
    (r"theme", r"(?!a:(dk1|lt1|dk2|lt2|accent\d|hlink|folHlink)/).*", r".*"),
    (r"^_rels/", r"Relationships/Relationship", r"Id"),
]
BREAKS = ("\n", "\r", "\t", " ")


def is_silent(part, path, what):
    return any(re.search(p, part) and re.fullmatch(q, path) and re.fullmatch(a, what) for p, q, a in SILENT)


class Site:
    """One attribute or text: its place in the text of the part."""

    def __init__(self, path, name, start, end):
        self.path, self.name, self.start, self.end = path, name, start, end


def sites(text):
    """Lists the attributes and texts of a part, and where an attribute may be added."""
    out, open_tags, last = [], [], 0
    for tag in TAG.finditer(text):
        between = text[last:tag.start()]
        if open_tags and between.strip("".join(BREAKS)) and "<" not in between:
            out.append(Site(open_tags[-2:], "text", last, tag.start()))
        last = tag.end()
        if tag.group(1):
            if open_tags:
                open_tags.pop()
            continue
        path = open_tags[-1:] + [tag.group(2)]
        names = set()
        for attribute in ATTRIBUTE.finditer(tag.group(0)):
            names.add(attribute.group(1))
            if not attribute.group(1).startswith("xmlns"):
                out.append(Site(path, attribute.group(1), tag.start() + attribute.start(), tag.start() + attribute.end()))
        for name, value in ABSENT.get(tag.group(2), []):
            if name not in names:
                end = tag.end() - (2 if tag.group(4) else 1)
                out.append(Site(path, f"+{name}={value}", end, end))
        if not tag.group(4):
            open_tags.append(tag.group(2))
    return out


def letters_changed(chance, text):
    """Changes one letter, takes one away or adds one."""
    plain = [at for at, letter in enumerate(text) if letter.isalnum()]
    if not plain or "&" in text and chance.random() < 0.5:
        return text + "x"
    at = chance.choice(plain)
    if at >= text.rfind("&") >= 0 and ";" in text[at:]:
        return text + "x"
    letter = text[at]
    other = chance.choice([c for c in ("1234567890" if letter.isdigit() else "abcdegxyz") if c != letter.lower()])
    return chance.choice([text[:at] + other + text[at + 1:], text[:at] + text[at + 1:], text[:at] + letter + text[at:]])


def changed(chance, name, value, others):
    """Returns another value for an attribute or text."""
    ways = []
    if re.fullmatch(r"-?\d+", value):
        number = int(value)
        ways = [number + 1, number - 1 if number else 2, 0 if number else 1, number * 2 if number else 3, number + 10]
    elif re.fullmatch(r"-?\d*\.\d+(E-?\d+)?", value):
        ways = [float(value) * 2, float(value) / 2, float(value) + 1, -float(value)]
    elif value in ("true", "false"):
        ways = ["false" if value == "true" else "true"]
    elif re.fullmatch(r"[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}", value):
        ways = [value[:-6] + f"{chance.randrange(0x1000000):06X}", value[:-6] + "FFFFFF", value[:-6] + "FF0000"]
    elif CELL.match(value):
        column, row = CELL.match(value).group(2), int(CELL.match(value).group(4))
        ways = [value.replace(str(row), str(row + 1), 1), value.replace(column, "B" if column != "B" else "C", 1)]
    else:
        ways = [letters_changed(chance, value), letters_changed(chance, value)]
    if name in WORDS:
        ways += WORDS[name]
    ways += chance.sample(others, min(2, len(others)))
    ways = [str(way) for way in ways if str(way) != value]
    return chance.choice(ways) if ways else value + "1"


def groups(names):
    """The parts by kind: a kind with many parts is not edited more often than one with few."""
    out = {}
    for name in names:
        kind = re.sub(r"\d+", "", name)
        # The cells are where the figures are.
        out.setdefault(kind, []).append(name)
    return [out[kind] for kind in sorted(out)], {kind: 6 if "worksheets/sheet" in kind else 4 if "styles" in kind else 1 for kind in out}


class Mutator:
    """Makes random edits of a package."""

    def __init__(self, path, seed):
        self.package, self.chance, self.known = Package(path), random.Random(seed), {}
        names = [n for n in self.package.parts if n.lower().endswith((".xml", ".rels", ".vml"))]
        kinds, weights = groups(names)
        self.kinds, self.weights = kinds, [weights[re.sub(r"\d+", "", kind[0])] for kind in kinds]

    def places(self, part):
        if part not in self.known:
            by_key = {}
            for site in sites(self.package.text(part)):
                by_key.setdefault((site.path[-1], site.name), []).append(site)
            self.known[part] = by_key
        return self.known[part]

    def edit(self):
        """Returns part, path, what, old, new and the text of the part with one edit."""
        chance = self.chance
        while True:
            part = chance.choice(chance.choices(self.kinds, self.weights)[0])
            by_key = self.places(part)
            if not by_key:
                continue
            key = chance.choice(sorted(by_key))
            site = chance.choice(by_key[key])
            text = self.package.text(part)
            old = text[site.start:site.end]
            if site.name.startswith("+"):
                name, value = site.name[1:].split("=")
                new = f' {name}="{value}"'
            elif site.name == "text":
                others = [text[s.start:s.end] for s in chance.sample(by_key[key], min(5, len(by_key[key])))]
                new = changed(chance, "", old, others)
            elif chance.random() < 0.12:
                new = ""
            else:
                value = old.split('"')[1]
                others = [text[s.start:s.end].split('"')[1] for s in chance.sample(by_key[key], min(5, len(by_key[key])))]
                new = f' {site.name}="{changed(chance, site.name, value, others)}"'
            if new != old:
                return part, "/".join(site.path), site.name, old, new, text[:site.start] + new + text[site.end:]


def main(source, folder, count, seed="1"):
    os.makedirs(folder, exist_ok=True)
    mutator = Mutator(source, int(seed))
    with open(os.path.join(folder, "cases.tsv"), "w") as table:
        for number in range(int(count)):
            part, path, what, old, new, text = mutator.edit()
            mutant = mutator.package.copy()
            mutant.put(part, text)
            mutant.save(os.path.join(folder, f"{number:04}.xlsx"))
            verdict = "silent" if is_silent(part, path, what) else "shown?"
            print(f"{number:04}.xlsx", part, path, what, *[" ".join(v.split()) for v in (old, new)], verdict, sep="\t", file=table)


if __name__ == "__main__":
    main(*sys.argv[1:5])
