#!/usr/bin/env python3
"""Makes this sample campaign again: returns (tra-loi/) and truth (su-that.tsv).

usage: TONGHOP=path/to/tonghop lam-mau.py [FOLDER]     the program makes the blank forms, quarter by quarter
       lam-mau.py --mock FOLDER                        the same with small mock forms, without the program

Needs Python 3.11, openpyxl and LibreOffice (soffice). FOLDER is this script's folder unless given."""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
from lam_mau import annex, fill, mail, mock, office, rules, truth, world  # noqa: E402

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE.parents[1] / "templates" / "277-kh-ldld"


def blank_forms(campaign: Path, quarter: str, units: dict, mocked: bool) -> Path:
    folder = campaign / "bieu-mau" / quarter
    if mocked:
        mock.make(folder, quarter, units)
    else:
        subprocess.run([os.environ["TONGHOP"], "forms", str(campaign), "--quarter", quarter], check=True)
    return folder


def make_quarter(campaign: Path, quarter: str, files: list, units: dict, mocked: bool) -> dict:
    """Fills in and saves one quarter's forms as returns. Returns (file, figure) -> cell."""
    blanks = blank_forms(campaign, quarter, units, mocked)
    folder = campaign / "tra-loi" / quarter
    folder.mkdir(parents=True)
    cells, again = {}, []
    for file in (f for f in files if f.quarter == quarter):
        out, blank = folder / file.name, blanks / f"BM01_{quarter}_{file.sent.unit}.xlsx"
        if file.copy_of:
            shutil.copyfile(folder / file.copy_of, out)
            continue
        where = (fill.retype if file.by == "retyped" else fill.fill)(blank, file, out)
        if file.by == "moved":
            office.move(out)
            fill.settle(out, file.sent.header["ngay_nop"])
        elif file.by == "libreoffice":
            again.append((out, file.sent.header["ngay_nop"]))
        if file.by != "moved":
            cells |= {(file.path, name): cell for name, cell in where.items()}
    office.save_again([path for path, _ in again])
    for path, day in again:
        fill.settle(path, day)
    return cells


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--mock", action="store_true", help="use small mock forms")
    options = parser.parse_args()
    if options.mock and options.folder == HERE:
        parser.error("--mock needs a folder of its own")

    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        campaign = Path(scratch) / "dot"
        campaign.mkdir()
        shutil.copyfile(TEMPLATE / "plan.toml", campaign / "ke-hoach.toml")
        shutil.copyfile(TEMPLATE / "phu-luc.tsv", campaign / "phu-luc.tsv")
        units = annex.read(campaign / "phu-luc.tsv")
        returns = world.make(units)
        rules.assert_sound(returns, units)
        truth.assert_complete(campaign / "ke-hoach.toml")
        files = mail.make(returns)
        cells = {}
        for quarter in annex.QUARTERS:
            cells |= make_quarter(campaign, quarter, files, units, options.mock)
        truth.write(campaign / "su-that.tsv", files, units, cells)
        for name in ["ke-hoach.toml", "phu-luc.tsv", "su-that.tsv"]:
            shutil.copyfile(campaign / name, options.folder / name)
        shutil.rmtree(options.folder / "tra-loi", ignore_errors=True)
        shutil.copytree(campaign / "tra-loi", options.folder / "tra-loi")
    print(f"{options.folder}: {len(files)} files")


if __name__ == "__main__":
    main()
