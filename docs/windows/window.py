"""window.py FOLDER EXE: starts the program on a terminal from explorer.exe of the folder, and from a program of another name.
Ends with 1 unless the first waits for Enter and the second does not."""
import os
import pty
import re
import select
import shutil
import sys
import time

folder, exe = sys.argv[1:]
shutil.copy(f"{folder}/explorer.exe", f"{folder}/other.exe")


def plain(said):
    """Removes the codes that move the cursor: Wine puts them between letters."""
    return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", said)


def waits(parent):
    """Returns True if the program prints that it waits for Enter, and waits."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.execvp("wine", ["wine", f"{folder}/{parent}.exe", "Z:" + exe.replace("/", "\\")])
    said, pressed, start = b"", False, time.monotonic()
    while time.monotonic() - start < 60 and b"ENDED" not in plain(said):
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                said += os.read(terminal, 4096)
            except OSError:
                break  # The other side of the terminal is closed.
        if b"Enter" in plain(said) and not pressed:
            time.sleep(2)
            os.write(terminal, b"\r\n")
            pressed = True
    os.close(terminal)
    os.waitpid(child, 0)
    return pressed and b"ENDED" in plain(said)


sys.exit(0 if waits("explorer") and not waits("other") else 1)
