"""An .xlsx package as texts, with the edits that forging needs. Only the standard library."""
import re
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def unescape(text):
    for code, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(code, letter)
    return text


def letters(column):
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


class Package:
    """The parts by name, in order. `raw` holds what cannot be said by parts: it edits the finished archive."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.twice, self.infos, self.raw = [], {}, None

    def copy(self):
        other = object.__new__(Package)
        other.parts, other.twice, other.infos, other.raw = dict(self.parts), [], {}, None
        return other

    def save(self, path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in list(self.parts.items()) + self.twice:
                info = zipfile.ZipInfo(self.infos.get(name, {}).get("name", name), (1980, 1, 1, 0, 0, 0))
                info.compress_type = self.infos.get(name, {}).get("method", zipfile.ZIP_DEFLATED)
                info.extra = self.infos.get(name, {}).get("extra", b"")
                archive.writestr(info, content)
        if self.raw:
            with open(path, "rb") as file:
                content = self.raw(file.read())
            with open(path, "wb") as file:
                file.write(content)

    def text(self, part):
        return self.parts[part].decode()

    def put(self, part, text):
        self.parts[part] = text.encode() if isinstance(text, str) else text

    def edit(self, part, old, new, count=1):
        """Replaces a text; fails if it is not there, so that no case is empty."""
        text = self.text(part)
        if old not in text:
            raise ValueError(f"{part}: no {old!r}")
        self.put(part, text.replace(old, new, count))

    def sub(self, part, pattern, new, count=1):
        text, found = re.subn(pattern, new, self.text(part), count=count, flags=re.S)
        if not found:
            raise ValueError(f"{part}: no {pattern!r}")
        self.put(part, text)

    def before(self, part, tag, new):
        """Inserts before the first of some tags that is there."""
        text = self.text(part)
        for one in tag.split("|"):
            if one in text:
                return self.put(part, text.replace(one, new + one, 1))
        raise ValueError(f"{part}: no {tag}")

    # Sheets and cells

    def sheets(self):
        return [unescape(n) for n in re.findall(r'<sheet name="([^"]*)"', self.text("xl/workbook.xml"))]

    def sheet(self, name):
        tag = next(t for t in re.findall(r"<sheet [^>]*>", self.text("xl/workbook.xml")) if unescape(re.search(r'name="([^"]*)"', t).group(1)) == name)
        target = re.search(rf'Id="{re.search(r"r:id=.([^ ]*?).[ /]", tag).group(1)}"[^>]*?Target="([^"]*)"', self.text("xl/_rels/workbook.xml.rels")).group(1)
        return "xl/" + target

    def strings(self):
        items = re.findall(r"<si>(.*?)</si>|<si/>", self.text("xl/sharedStrings.xml"), re.S)
        return [unescape("".join(re.findall(r"<t[^>]*>(.*?)</t>", item, re.S))) for item in items]

    def find(self, sheet, text, after=0):
        """The address of the first cell with this shared text, from a row on."""
        if not hasattr(self, "known"):
            self.known = self.strings()
        for address, index in re.findall(r'<c r="([A-Z]+\d+)"[^>]*t="s"[^>]*><v>(\d+)</v>', self.text(self.sheet(sheet))):
            if self.known[int(index)] == text and int(re.sub(r"\D", "", address)) > after:
                return address
        raise ValueError(f"{sheet}: no {text!r}")

    def cell(self, sheet, address):
        found = re.search(rf'<c r="{address}"[^>]*?(/>|>.*?</c>)', self.text(self.sheet(sheet)), re.S)
        if not found:
            raise ValueError(f"{sheet}: no cell {address}")
        return found.group(0)

    def change(self, sheet, address, new):
        """Replaces a cell; `new` is its XML or makes it from the old one."""
        old = self.cell(sheet, address)
        self.edit(self.sheet(sheet), old, new(old) if callable(new) else new)

    def row(self, sheet, number):
        return re.search(rf'<row r="{number}"[^>]*?(/>|>.*?</row>)', self.text(self.sheet(sheet)), re.S).group(0)

    # Styles

    def part_of_style(self, name, index):
        block = re.search(rf"<{name}[ >].*?</{name}>", self.text("xl/styles.xml"), re.S).group(0)
        inner = {"cellXfs": "xf", "fonts": "font", "fills": "fill", "borders": "border", "dxfs": "dxf"}[name]
        return re.findall(rf"<{inner}(?:[ ][^>]*)?(?:/>|>.*?</{inner}>)", block, re.S)[index]

    def append_style(self, name, xml):
        block = re.search(rf"<{name}[ >].*?</{name}>", self.text("xl/styles.xml"), re.S).group(0)
        count = int(re.search(r'count="(\d+)"', block).group(1))
        new = block.replace(f'count="{count}"', f'count="{count + 1}"', 1).replace(f"</{name}>", f"{xml}</{name}>")
        self.edit("xl/styles.xml", block, new)
        return count

    def restyle(self, sheet, address, change):
        """Gives a cell a format of its own: `change` makes it from the XML of the old one."""
        index = int(re.search(r' s="(\d+)"', self.cell(sheet, address)).group(1))
        new = self.append_style("cellXfs", change(self.part_of_style("cellXfs", index)))
        self.change(sheet, address, lambda cell: cell.replace(f' s="{index}"', f' s="{new}"', 1))

    def number_format(self, sheet, address, code):
        code = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        self.edit("xl/styles.xml", "</numFmts>", f'<numFmt numFmtId="399" formatCode="{code}"/></numFmts>')
        self.restyle(sheet, address, lambda xf: re.sub(r'numFmtId="\d+"', 'numFmtId="399" applyNumberFormat="1"', xf.replace(' applyNumberFormat="1"', ""), count=1))

    def other(self, sheet, address, name, change):
        """Gives a cell another font, fill or border: `change` makes it from the XML of the old one."""
        key = {"fonts": "fontId", "fills": "fillId", "borders": "borderId"}[name]

        def xf(old):
            index = int(re.search(rf'{key}="(\d+)"', old).group(1))
            new = self.append_style(name, change(self.part_of_style(name, index)))
            return old.replace(f'{key}="{index}"', f'{key}="{new}"', 1)

        self.restyle(sheet, address, xf)

    def align(self, sheet, address, attributes):
        def xf(old):
            if "<alignment" in old:
                names = re.findall(r"(\w+)=", attributes)
                old = re.sub(rf' ({"|".join(names)})="[^"]*"', "", old)
                return old.replace("<alignment", f"<alignment {attributes}", 1)
            return old[:-2] + f"><alignment {attributes}/></xf>" if old.endswith("/>") else old.replace(">", f"><alignment {attributes}/>", 1)

        self.restyle(sheet, address, xf)

    # Parts

    def relate(self, source, kind, target, mode=""):
        folder, name = source.rsplit("/", 1) if "/" in source else ("", source)
        part = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if part not in self.parts:
            self.put(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>')
        mode = f' TargetMode="{mode}"' if mode else ""
        kind = kind if ":" in kind else f"{TYPES}/{kind}"
        self.edit(part, "</Relationships>", f'<Relationship Id="rIdForged" Type="{kind}" Target="{target}"{mode}/></Relationships>')

    def declare(self, part, kind):
        self.edit("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')
