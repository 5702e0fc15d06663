"""window.py FOLDER EXE CAMPAIGN: starts the program on a terminal from explorer.exe of the folder, as the desktop does, and from a
program of another name. Ends with 1 unless
- after a file the window waits for Enter, and does not where another program started it;
- after a double click in the campaign, and after the campaign was dropped on it, the menu follows the merge and takes single
  keys without Enter;
- a double click elsewhere offers to make a campaign, and makes it under a name with accents."""
import os
import pty
import re
import select
import shutil
import sys
import tempfile
import time

folder, exe, campaign = sys.argv[1:]
shutil.copy(f"{folder}/explorer.exe", f"{folder}/other.exe")
SECONDS = 240


def plain(said):
    """Removes the codes that move the cursor: Wine puts them between letters."""
    text = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", said).decode("utf-8", "replace")
    return re.sub(r"\s+", "", text)


def session(parent, words, place, answers):
    """Starts the program in a folder; gives each answer when its text has appeared since the last one. Returns whether all
    were given and the program ended, and what it printed."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.environ["COLUMNS"] = "80"
        os.chdir(place)
        os.execvp("wine", ["wine", f"{folder}/{parent}.exe", "Z:" + exe.replace("/", "\\"), *words])
    said, at, start = b"", 0, time.monotonic()
    answers = list(answers)
    while time.monotonic() - start < SECONDS and "ENDED" not in plain(said):
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                said += os.read(terminal, 65536)
            except OSError:
                break  # The other side of the terminal is closed.
        if answers and re.sub(r"\s+", "", answers[0][0]) in plain(said[at:]):
            time.sleep(2)
            at = len(said)
            os.write(terminal, answers.pop(0)[1].encode())
    os.close(terminal)
    if "ENDED" not in plain(said):
        os.kill(child, 9)
    os.waitpid(child, 0)
    return not answers and "ENDED" in plain(said), plain(said)


faults = []


def expect(name, parent, words, place, answers, texts):
    done, said = session(parent, words, place, answers)
    missing = [text for text in texts if re.sub(r"\s+", "", text) not in said]
    if not done or missing:
        faults.append(name)
        print(f"{name}: {'ended' if done else 'NOT ended'}, without {missing}\n{said[-1500:]}")
    else:
        print(f"{name}: as expected")


MENU = "Bấm một phím số"
# The whole menu and its prompt: what is pressed before it is dropped.
END = "[0] Thoát" + MENU
expect("a file, from the desktop", "explorer", ["--version"], campaign, [("Enter", "\r\n")], ["tonghop"])
done, _ = session("other", ["--version"], campaign, [])
if not done:
    faults.append("a file, from another program")
keys = [(END, "x"), ("không dùng", "4"), (END, "0")]
expect("a double click in a campaign", "explorer", [], campaign, keys, ["Đã ghi", "Thoát", "đơn vị đã gửi"])
dropped = "Z:" + campaign.replace("/", "\\")
expect("a campaign dropped on it", "explorer", [dropped], folder, [(END, "0")], ["Đã ghi", "Thoát"])
with tempfile.TemporaryDirectory() as home:
    keys = [(MENU, "9"), (MENU, "1"), ("Tên thư mục mới", "đợt một\r"), (END, "2"), (END, "0")]
    expect("a double click elsewhere", "explorer", [], home, keys, ["Chưa có thư mục kế hoạch", "Đã ghi"])
    if not os.path.isdir(f"{home}/đợt một/bieu-mau"):
        faults.append("the campaign that the menu makes")
        print(os.listdir(home))
sys.exit(1 if faults else 0)
