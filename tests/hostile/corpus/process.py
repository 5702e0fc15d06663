"""Runs the program under limits, and measures its time and the memory of all its processes."""
import os
import resource
import signal
import subprocess
import tempfile
import threading
import time


class Ran:
    """The result of a run: exit code or signal, output, seconds, and the peak memory of its processes together."""

    def __init__(self, code, out, err, seconds, memory, late):
        self.code, self.signal = (code, 0) if code >= 0 else (None, -code)
        self.out, self.err, self.seconds, self.memory, self.late = out, err, seconds, memory, late


def resident(pid):
    """Resident bytes of a process and those it started."""
    total = 0
    try:
        with open(f"/proc/{pid}/statm") as file:
            total = int(file.read().split()[1]) * resource.getpagesize()
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                total += sum(resident(int(child)) for child in file.read().split())
    except (OSError, ValueError, IndexError):
        # The process ended meanwhile.
        pass
    return total


def run(words, tmp, memory, seconds):
    """Runs a command with a limit of address space for each process (0: none) and of time; `tmp` is its folder for
    temporary files and its current one."""

    def bound():
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    environment = {k: v for k, v in os.environ.items() if not k.startswith("TONGHOP")}
    environment.update(TMPDIR=tmp, RUST_BACKTRACE="0")
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=tmp, env=environment,
                                 preexec_fn=bound, start_new_session=True)
        most, late = [0], [False]
        done = threading.Event()

        def watch():
            while not done.wait(0.02):
                most[0] = max(most[0], resident(child.pid))
                if time.monotonic() - start > seconds:
                    late[0] = True
                    # A session of its own: its children end with it.
                    os.killpg(child.pid, signal.SIGKILL)
                    return

        watcher = threading.Thread(target=watch)
        watcher.start()
        _, status, usage = os.wait4(child.pid, 0)
        taken = time.monotonic() - start
        done.set()
        watcher.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
        return Ran(child.returncode, *texts, taken, max(most[0], usage.ru_maxrss * 1024), late[0])
