"""screens.py UNZIPPED FOLDER: a newcomer's way on Windows as pictures: unzipped, double-clicked, a plan made, forms, returns,
merge, replies, publish. Runs the program in a console window of Wine (WINEPREFIX) on a display of its own; docs/windows.sh makes
the prefix and the tools. Needs Xvfb, xdotool, ImageMagick and a font with Vietnamese letters (fonts-noto-mono)."""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

unzipped, folder = (Path(word).resolve() for word in sys.argv[1:])
tools = Path(os.environ["WINEPREFIX"]).parent
DISPLAY = ":78"
SAMPLE = Path(__file__).resolve().parents[2] / "samples/277-lai-chau/tra-loi"
REGISTRY = """REGEDIT4

[HKEY_CURRENT_USER\\Console]
"FaceName"="Noto Sans Mono"
"FontSize"=dword:00100000
"FontPitchFamily"=dword:00000036
"WindowSize"=dword:00220064
"ScreenBufferSize"=dword:03000064
"CursorVisible"=dword:00000000
"""
# Wine 8 accepts the mode in which a console shows colours, and prints their codes as characters all the same.
environment = {**os.environ, "DISPLAY": DISPLAY, "NO_COLOR": "1"}


def run(*words, **options):
    return subprocess.run(words, env=environment, check=True, capture_output=True, **options).stdout


def picture():
    """Returns the window as a picture, without the scroll bar."""
    return run("import", "-window", "root", "-crop", "802x560+0+20", "+repage", "-colors", "16", "png:-")


def settled(before):
    """Waits until the window differs from an earlier picture and no longer changes, and returns it."""
    last, same = picture(), 0
    start = time.monotonic()
    while time.monotonic() - start < 240:
        time.sleep(2)
        now = picture()
        same = same + 1 if now == last and now != before else 0
        if same == 3:
            return now
        last = now
    sys.exit("the window does not change")


def press(keys):
    for key in keys:
        run("xdotool", "key", key)
        time.sleep(0.4)


def main():
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "tonghop"
        shutil.copytree(unzipped, home)
        (home / "x.reg").write_text(REGISTRY)
        run("wine", "regedit", str(home / "x.reg"))
        exe = "Z:" + str(home / "tonghop.exe").replace("/", "\\")
        program = subprocess.Popen(["wineconsole", str(tools / "explorer.exe"), exe], cwd=home, env=environment)
        shown = b""

        def keep(name):
            nonlocal shown
            shown = settled(shown)
            (folder / f"windows-{name}.png").write_bytes(shown)

        keep("1-bam-dup")
        press(["9"])
        shown = settled(shown)
        press(["1"])
        shown = settled(shown)
        run("xdotool", "type", "--delay", "200", "dot-1")
        press(["Return"])
        keep("2-tao-ke-hoach")
        press(["2"])
        keep("3-bieu-mau")
        for period in ("2021-Q3", "2021-Q4"):
            shutil.copytree(SAMPLE / period, home / "dot-1/tra-loi" / period, dirs_exist_ok=True)
        press(["1"])
        keep("4-tong-hop")
        press(["3"])
        keep("5-phan-hoi")
        press(["5"])
        keep("6-hoi-chot")
        press(["1"])
        keep("7-chot")
        press(["0"])
        program.wait(120)


display = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "830x640x24"], stderr=subprocess.DEVNULL)
try:
    time.sleep(2)
    main()
finally:
    display.terminate()
