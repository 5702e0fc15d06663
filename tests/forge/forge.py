"""forge.py WORKBOOK FOLDER [NAME,…]: writes many forged copies of a consolidated workbook, each with one thing forged, and FOLDER/cases.tsv:
file, group, must | no, sheet, cell, part, what a person sees. `no`: nothing that counts changed, audit must be silent.

Every edit is of the XML or of the archive, as a text editor makes it: nothing else in the file changes."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from package import Package  # noqa: E402

CASES = []


def case(group, place, seen, expected="must"):
    """Registers a case. `place`: "sheet!cell", "sheet!", or "part"; may be a function of the package."""

    def register(change):
        CASES.append((change.__name__, group, expected, place, seen, change))
        return change

    return register


class Places:
    """The cells that are forged, found by their texts."""

    def __init__(self, package):
        import re

        self.th = "Tổng hợp"
        self.total_row = int(re.sub(r"\D", "", package.find(self.th, "Tổng cộng")))
        column = re.sub(r"\d", "", package.find(self.th, "Lũy kế kết nạp"))
        self.total = f"{column}{self.total_row}"
        self.first = f"{column}{self.total_row - 1}"
        self.unit_row = self.total_row - 3


def main(source, folder, only=""):
    import forgeries_active  # noqa: F401
    import forgeries_further  # noqa: F401
    import forgeries_look  # noqa: F401
    import forgeries_package  # noqa: F401
    import forgeries_sheet  # noqa: F401

    os.makedirs(folder, exist_ok=True)
    base = Package(source)
    places = Places(base)
    with open(os.path.join(folder, "cases.tsv"), "w") as table:
        for name, group, expected, place, seen, change in CASES:
            if only and name not in only.split(","):
                continue
            forged = base.copy()
            change(forged, places)
            forged.save(os.path.join(folder, f"{name}.xlsx"))
            place = place(base, places) if callable(place) else place
            sheet, cell, part = "", "", place
            if "!" in place:
                (sheet, cell), part = place.rsplit("!", 1), ""
            print(f"{name}.xlsx", group, expected, sheet, cell, part, seen, sep="\t", file=table)
    print(len(CASES))


if __name__ == "__main__":
    sys.modules["forge"] = sys.modules["__main__"]
    main(*sys.argv[1:4])
