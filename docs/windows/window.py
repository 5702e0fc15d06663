"""window.py FOLDER EXE: starts the program on a terminal from explorer.exe of the folder, and from a program of another name.
Ends with 1 unless the first waits for Enter and the second does not."""
import os
import pty
import select
import shutil
import sys
import time

folder, exe = sys.argv[1:]
shutil.copy(f"{folder}/explorer.exe", f"{folder}/other.exe")


def waits(parent):
    """Whether the program is there until Enter is pressed, and says so."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.execvp("wine", ["wine", f"{folder}/{parent}.exe", "Z:" + exe.replace("/", "\\")])
    said, pressed, start = b"", False, time.monotonic()
    while time.monotonic() - start < 60 and b"it has ended" not in said:
        if select.select([terminal], [], [], 0.2)[0]:
            said += os.read(terminal, 4096)
        if "Enter".encode() in said and not pressed:
            time.sleep(2)
            os.write(terminal, b"\r\n")
            pressed = True
    os.close(terminal)
    os.waitpid(child, 0)
    return pressed and b"it has ended" in said


sys.exit(0 if waits("explorer") and not waits("other") else 1)
