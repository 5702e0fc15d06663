"""Builds the programs of a release, with nothing of the machine in them."""
import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(os.environ.get("TONGHOP_TOOLS", ROOT / "target/tools"))
# The oldest C library that the Linux program runs with: Debian 10, Ubuntu 18.10 and later.
GLIBC = "2.28"
LINUX = "x86_64-unknown-linux-gnu"
WINDOWS = "x86_64-pc-windows-gnu"
# Debian packages by what shows that they are there. Debian's Rust builds std for Windows from its own source.
PACKAGES = {
    "windows": [
        ("/usr/bin/cargo", "cargo-web"),
        ("/usr/bin/rustc", "rustc-web"),
        ("/usr/lib/rustlib/src/rust/library/std/Cargo.toml", "rust-web-src"),
        ("/usr/bin/x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"),
        ("/usr/bin/x86_64-w64-mingw32-windres", "binutils-mingw-w64-x86-64"),
    ],
    "all": [("/usr/lib/python3/dist-packages/markdown/__init__.py", "python3-markdown"), ("/usr/bin/objdump", "binutils")],
}


@dataclass
class Source:
    """The checkout that a release is made of."""

    version: str
    commit: str
    lock: str
    # Seconds since 1970 of the commit: the time of all files.
    time: int

    @staticmethod
    def of_checkout():
        def git(*words):
            return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()

        manifest = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
        version = re.search(r'^version = "(.*)"', manifest, re.MULTILINE).group(1)
        changed = git("status", "--porcelain", "--untracked-files=no")
        commit = git("rev-parse", "--short=12", "HEAD") + ("+" if changed else "")
        lock = hashlib.sha256((ROOT / "Cargo.lock").read_bytes()).hexdigest()[:12]
        return Source(version, commit, lock, int(git("log", "-1", "--format=%ct")))


def run(*words, **environment):
    """Runs a command in the checkout; its failure ends the release."""
    words = [str(word) for word in words]
    print("+ " + " ".join(words), file=sys.stderr, flush=True)
    subprocess.run(words, cwd=ROOT, check=True, env={**os.environ, **environment})


def ensure_tools(only):
    """Installs what is missing: Debian packages, and the linker for older C libraries below target/tools."""
    wanted = PACKAGES["all"] + ([] if only == "linux" else PACKAGES["windows"])
    missing = [package for path, package in wanted if not Path(path).exists()]
    if missing:
        sudo = [] if os.geteuid() == 0 else ["sudo"]
        run(*sudo, "apt-get", "update", "-qq")
        run(*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, DEBIAN_FRONTEND="noninteractive")
    if only != "windows" and not zig().exists():
        run("python3", "-m", "pip", "install", "-q", "--require-hashes", "--target", TOOLS / "zig", "-r", "release/requirements.txt")


def zig():
    return TOOLS / "zig/ziglang/zig"


def environment(source, extra=""):
    """What all programs are compiled with: the same flags in every folder."""
    home = os.environ.get("CARGO_HOME", str(Path.home() / ".cargo"))
    remaps = {ROOT: "/tonghop", home: "/cargo", "/usr/lib/rustlib/src/rust": "/rust"}
    flags = [f"--remap-path-prefix={path}={name}" for path, name in remaps.items()] + extra.split()
    return {
        # The separator keeps a path with a space whole.
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags),
        "CARGO_INCREMENTAL": "0",
        "SOURCE_DATE_EPOCH": str(source.time),
        "TONGHOP_COMMIT": source.commit,
        "TONGHOP_LOCK": source.lock,
        "LC_ALL": "C.UTF-8",
    }


def profile(fast):
    settings = {"lto": "false", "codegen-units": "16", "opt-level": "1"} if fast else {}
    return [word for name, value in settings.items() for word in ("--config", f"profile.release.{name}={value}")]


def target(fast, system):
    """Returns the folder of a build; each has its own, so that neither waits for the other."""
    return ROOT / "target" / f"release-{system}{'-fast' if fast else ''}"


def linux(source, fast):
    """Builds the Linux program with the usual Rust, linked for an older C library."""
    linker = ROOT / "release/zig-cc"
    run(
        "cargo", "build", "--locked", "--release", "--bin", "tonghop", "--target", LINUX, "--target-dir", target(fast, "linux"), *profile(fast),
        **environment(source),
        CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER=str(linker), CC_x86_64_unknown_linux_gnu=str(linker),
        TONGHOP_ZIG=str(zig()), TONGHOP_GLIBC=GLIBC, ZIG_GLOBAL_CACHE_DIR=str(TOOLS / "zig-cache"),
    )
    program = target(fast, "linux") / LINUX / "release/tonghop"
    ensure_glibc(program)
    return program


def ensure_glibc(program):
    """Ends the release if the program needs a newer C library, or a library beside it."""
    symbols = subprocess.run(["objdump", "-T", program], check=True, capture_output=True, text=True).stdout
    versions = {tuple(map(int, v.split("."))) for v in re.findall(r"GLIBC_([0-9.]+)", symbols)}
    headers = subprocess.run(["objdump", "-p", program], check=True, capture_output=True, text=True).stdout
    needed = set(re.findall(r"NEEDED\s+(\S+)", headers))
    known = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1", "ld-linux-x86-64.so.2"}
    if max(versions) > tuple(map(int, GLIBC.split("."))) or needed - known:
        sys.exit(f"{program} needs glibc {max(versions)} and {sorted(needed)}")


def windows(source, fast):
    """Builds tonghop.exe with its icon and version by Debian's Rust; std is built from its source."""
    folder = target(fast, "windows")
    resource = Path(os.path.relpath(resources(source, folder), ROOT))
    run(
        "/usr/bin/cargo", "rustc", "--locked", "--release", "--bin", "tonghop", "-Zbuild-std=std,panic_unwind", "--target", WINDOWS,
        "--target-dir", folder, *profile(fast), "--", "-C", f"link-arg={resource}", "-C", "link-arg=-Wl,--no-insert-timestamp",
        **environment(source), RUSTC="/usr/bin/rustc", RUSTC_BOOTSTRAP="1",
        CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER="x86_64-w64-mingw32-gcc",
    )
    return folder / WINDOWS / "release/tonghop.exe"


def resources(source, folder):
    """Compiles icon, version and manifest into an object file, and returns its path."""
    import icon

    work = folder / "resources"
    work.mkdir(parents=True, exist_ok=True)
    (work / "tonghop.ico").write_bytes(icon.ico())
    shutil.copy(ROOT / "release/tonghop.manifest", work)
    numbers = ",".join(source.version.split(".")) + ",0"
    script = (ROOT / "release/tonghop.rc").read_text(encoding="utf-8")
    for name, value in (("NUMBERS", numbers), ("VERSION", source.version), ("COMMIT", source.commit)):
        script = script.replace(f"@{name}@", value)
    (work / "tonghop.rc").write_text(script, encoding="utf-8")
    out = work / "tonghop-resources.o"
    # In its folder, so that no path is in the object.
    words = ["x86_64-w64-mingw32-windres", "--codepage=65001", "-O", "coff", "tonghop.rc", out.name]
    subprocess.run(words, cwd=work, check=True)
    return out
