"""programs.py BINARY [NODE_FOLDER]: returned forms that were corrected, saved by several programs, and put back: each must be counted without
errors and warnings. NODE_FOLDER has the npm package xlsx (SheetJS); without it only LibreOffice and openpyxl save. LibreOffice also saves
.ods, as an export of Google Sheets may be. Prints what is not right; exit code 1 then."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "samples/277-lai-chau")
PERIOD, TODAY = "2022-Q1", "2022-04-15"
UNITS = ["TAMDUONG", "TANUYEN", "THANUYEN", "CDVC"]
# SheetJS is the program behind many web pages that save .xlsx.
SAVE_JS = """
const [from, to] = process.argv.slice(1)
const xlsx = require(process.env.NODE_FOLDER + '/node_modules/xlsx')
const options = { cellFormula: true, cellStyles: true, cellNF: true }
xlsx.writeFile(xlsx.readFile(from, options), to, { cellStyles: true, compression: true })
"""


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    if done.returncode > 1:
        sys.exit(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def convert(file, kind, folder):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run("soffice", profile, "--headless", "--norestore", "--nologo", "--convert-to", kind, "--outdir", folder, file)
    return os.path.join(folder, os.path.splitext(os.path.basename(file))[0] + "." + kind.split(":")[0])


def campaign(binary, folder):
    """Makes the campaign of tests/suite/feedback.rs; returns the folder of replies."""
    for name in ("ke-hoach.toml", "phu-luc.tsv"):
        shutil.copy(f"{SAMPLE}/{name}", folder)
    shutil.copytree(f"{SAMPLE}/tra-loi/{PERIOD}", f"{folder}/tra-loi/{PERIOD}")
    run(binary, "forms", folder, "--period", PERIOD, "--unit", "CDGD")
    run("/usr/bin/python3", f"{HERE}/send.py", folder, f"{folder}/bieu-mau/{PERIOD}/BM01_{PERIOD}_CDGD.xlsx")
    run(binary, "feedback", folder, "--period", PERIOD, "--today", TODAY)
    return f"{folder}/phan-hoi/{PERIOD}"


def corrected(replies, keep):
    """Corrects the forms as an officer does who reads only the sheet "Cần sửa"."""
    out = {}
    for unit in UNITS:
        form, books, first = f"{replies}/BM01_{PERIOD}_{unit}_lan-2.xlsx", f"{SAMPLE}/tra-loi/{PERIOD}/BM01_{PERIOD}_{unit}.xlsx", f"{keep}/{unit}.xlsx"
        run("/usr/bin/python3", f"{HERE}/correct.py", "books", form, books, first)
        computed, out[unit] = convert(first, "xlsx", f"{keep}/computed"), f"{keep}/{unit}-2.xlsx"
        run("/usr/bin/python3", f"{HERE}/correct.py", "figures", computed, out[unit])
    return out


def save(program, file, target, keep):
    if program == "openpyxl":
        run("/usr/bin/python3", "-W", "ignore", "-c", "import openpyxl, sys; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])", file, target)
    elif program in ("xlsx", "ods"):
        shutil.move(convert(file, program, f"{keep}/saved"), target)
    else:
        run("node", "-e", SAVE_JS, "--", file, target)
    if not os.path.exists(target):
        sys.exit(f"{program} wrote no {target}")


def main(binary, node=""):
    binary, faults = os.path.abspath(binary), 0
    os.environ["NODE_FOLDER"] = os.path.abspath(node)
    programs = ["openpyxl", "xlsx", "ods"] + (["SheetJS"] if node else [])
    with tempfile.TemporaryDirectory() as keep:
        first = f"{keep}/campaign"
        os.mkdir(first)
        forms = corrected(campaign(binary, first), keep)
        for program in programs:
            folder = f"{keep}/{program}"
            shutil.copytree(first, folder)
            for unit, form in forms.items():
                ending = "ods" if program == "ods" else "xlsx"
                save(program, form, f"{folder}/tra-loi/{PERIOD}/Sua {unit}.{ending}", keep)
            result = json.loads(run(binary, "status", folder, "--period", PERIOD, "--today", TODAY, "--format", "json"))["result"]
            states = {one["unit"]: (one["state"], one["submission"]) for one in result["unit_list"]}
            for unit in UNITS:
                # K02 tells the board that a later submission replaces the first one.
                found = sorted(group["code"] for group in result["groups"] if group.get("unit") == unit and group["code"] != "K02")
                if states[unit] != ("counted", 2) or found:
                    faults += 1
                    print(f"{program}: {unit}: {states[unit]} {found}")
            print(f"{program}: {len(UNITS)} forms put back")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
