"""The guides as pages that every browser opens without a network."""
import re
import sys
from pathlib import Path

sys.path.append("/usr/lib/python3/dist-packages")
import markdown

from programs import ROOT

FOLDERS = {"docs/huong-dan": ("huong-dan", "vi"), "docs/guides": ("guides", "en")}
PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.55 "Segoe UI", "Liberation Sans", sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1a1a1a; background: #fff }}
h1, h2 {{ line-height: 1.25; color: #166534 }}
table {{ border-collapse: collapse }}
th, td {{ border: 1px solid #b9c6bf; padding: .3em .6em; text-align: left; vertical-align: top }}
pre, code {{ font-family: Consolas, "Liberation Mono", monospace; background: #f2f5f3 }}
pre {{ padding: .7em; overflow-x: auto }}
img {{ max-width: 100%; border: 1px solid #d5ddd8 }}
@media print {{ body {{ font-size: 11pt; margin: 0 }} }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def pages():
    """Returns the pages and their pictures by name."""
    files, pictures = {}, set()
    for folder, (name, lang) in FOLDERS.items():
        for source in sorted((ROOT / folder).glob("*.md")):
            text = source.read_text(encoding="utf-8")
            title = re.search(r"^# (.*)", text, re.MULTILINE)
            body = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"], output_format="html5")
            pictures.update(re.findall(r'src="\.\./img/([^"]+)"', body))
            body = re.sub(r'href="([^":]*)"', lambda m: f'href="{target(source, m[1])}"', body)
            stem = "index" if source.stem == "README" else source.stem
            page = PAGE.format(lang=lang, title=title.group(1) if title else stem, body=body)
            files[f"{name}/{stem}.html"] = page.encode()
    for picture in sorted(pictures):
        files[f"img/{picture}"] = (ROOT / "docs/img" / picture).read_bytes()
    return files


def target(source, link):
    """Returns where a link of a guide leads: to the page of another guide, else to nowhere."""
    path, _, part = link.partition("#")
    if not path:
        return link
    place = Path(re.sub(r"[^/]+/\.\./", "", str((source.parent / path).relative_to(ROOT)))) if path.endswith(".md") else None
    folder = FOLDERS.get(str(place.parent)) if place else None
    if not folder:
        return "#"
    stem = "index" if place.stem == "README" else place.stem
    return f"../{folder[0]}/{stem}.html" + (f"#{part}" if part else "")
