"""Stands for systemctl in a clean Debian of a test, where no systemd runs.

It is copied there and knows nothing of this project: it reads a unit file as it is installed and
starts its ExecStart as its User, with its Environment, EnvironmentFile, StateDirectory and UMask.
So a unit that names a wrong program, user or folder fails here as it would there. What shuts a
service in (ProtectSystem and the like) is passed over; tests/deploy/test_units.py looks at that.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDERS = (Path("/etc/systemd/system"), Path("/lib/systemd/system"))
STATE = Path("/run/stand-in")
LOGS = Path("/var/log/stand-in")
SECONDS = 90
NOT_RUNNING = 3

Unit = dict[str, list[str]]


def read(name: str) -> Unit:
    """The keys of a unit of all its sections, each with its values."""
    name = name if "." in name else f"{name}.service"
    for folder in FOLDERS:
        if (folder / name).is_file():
            found: Unit = {"name": [name]}
            for line in (folder / name).read_text(encoding="utf-8").splitlines():
                key, is_setting, value = line.partition("=")
                if is_setting and not line.startswith(("#", ";")):
                    found.setdefault(key.strip(), []).append(value.strip())
            return found
    sys.exit(f"Unit {name} could not be found.")


def one(unit: Unit, key: str, default: str = "") -> str:
    """The last value of a key: it is the one that holds."""
    return unit.get(key, [default])[-1]


def environment(unit: Unit) -> dict[str, str]:
    """What the unit gives to its process, and nothing of ours."""
    words = [word for line in unit.get("Environment", []) for word in shlex.split(line)]
    for line in unit.get("EnvironmentFile", []):
        file = Path(line.removeprefix("-"))
        if file.exists() or not line.startswith("-"):
            words += shlex.split(file.read_text(encoding="utf-8"), comments=True)
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
    return {"PATH": path, "LANG": "C.UTF-8"} | dict(word.split("=", 1) for word in words)


def words_of(command: str, given: dict[str, str]) -> list[str]:
    """The words of a command; `$NAME` alone becomes as many words as its value has."""
    words: list[str] = []
    for word in shlex.split(command.removeprefix("-")):
        words += given.get(word[1:], "").split() if word.startswith("$") else [word]
    if not words[0].startswith("/"):
        sys.exit(f"{words[0]} is no absolute path.")
    return words


def spawn(unit: Unit, command: str) -> "subprocess.Popen[bytes]":
    """Start a command as the unit's user."""
    user, group = one(unit, "User", "root"), one(unit, "Group", "root")
    for name in one(unit, "StateDirectory").split():
        folder = Path("/var/lib") / name
        folder.mkdir(exist_ok=True)
        folder.chmod(int(one(unit, "StateDirectoryMode", "0755"), 8))
        shutil.chown(folder, user, group)
    given = environment(unit)
    LOGS.mkdir(exist_ok=True)
    with (LOGS / f"{one(unit, 'name')}.log").open("ab") as log:
        return subprocess.Popen(
            words_of(command, given),
            cwd="/",
            env=given,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            user=user,
            group=group,
            extra_groups=[],
            umask=int(one(unit, "UMask", "0022"), 8),
            start_new_session=True,
        )


def run(unit: Unit, key: str) -> None:
    """Run each command of a key to its end."""
    for command in unit.get(key, []):
        if spawn(unit, command).wait() and not command.startswith("-"):
            sys.exit(f"{key} of {one(unit, 'name')} failed; see {LOGS}.")


def pid_file(unit: Unit) -> Path:
    """Where the process is named for as long as it runs."""
    return Path(one(unit, "PIDFile") or STATE / f"{one(unit, 'name')}.pid")


def keep(unit: Unit) -> None:
    """Start what goes on, with a process beside it that waits for its end."""
    STATE.mkdir(exist_ok=True)
    if os.fork() == 0:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nowhere, number)
        process = spawn(unit, one(unit, "ExecStart"))
        pid_file(unit).write_text(str(process.pid), encoding="ascii")
        process.wait()
        pid_file(unit).unlink()
        os._exit(0)
    wait_for(lambda: is_active(unit))


def is_active(unit: Unit) -> bool:
    """Whether its process runs; a timer's is here as soon as it was started."""
    return pid_file(unit).exists()


def wait_for(happened: Callable[[], bool]) -> None:
    """Look again and again until it happened."""
    end = time.monotonic() + SECONDS
    while not happened():
        if time.monotonic() > end:
            sys.exit(f"That did not happen in {SECONDS} seconds.")
        time.sleep(0.02)


def start(unit: Unit) -> None:
    """Start a service, or arm a timer."""
    name = one(unit, "name")
    missing = [each for each in unit.get("ConditionPathExists", []) if not Path(each).exists()]
    if missing or is_active(unit):
        return  # systemd too says nothing and goes on
    if name.endswith(".timer"):
        read(name.replace(".timer", ".service"))
        STATE.mkdir(exist_ok=True)
        pid_file(unit).write_text(one(unit, "OnCalendar"), encoding="ascii")
        return
    run(unit, "ExecStartPre")
    if one(unit, "Type") in {"forking", "oneshot"}:
        run(unit, "ExecStart")
    else:
        keep(unit)


def stop(unit: Unit) -> None:
    """End a service, and wait until it has ended."""
    if not is_active(unit):
        return
    if one(unit, "name").endswith(".timer"):
        pid_file(unit).unlink()
        return
    with suppress(ProcessLookupError):
        os.kill(int(pid_file(unit).read_text(encoding="ascii")), signal.SIGTERM)
    wait_for(lambda: not is_active(unit))


def restart(unit: Unit) -> None:
    """End it and start it."""
    stop(unit)
    start(unit)


def try_restart(unit: Unit) -> None:
    """Start it anew, where it runs."""
    if is_active(unit):
        restart(unit)


def reload(unit: Unit) -> None:
    """Let it read its settings again."""
    if not is_active(unit):
        sys.exit(f"{one(unit, 'name')} is not active, cannot reload.")
    run(unit, "ExecReload")


def enable(unit: Unit) -> None:
    """Have it started with the machine."""
    name = one(unit, "name")
    if "WantedBy" not in unit:
        sys.exit(f"{name} has no installation config.")
    wants = FOLDERS[0] / f"{one(unit, 'WantedBy')}.wants" / name
    wants.parent.mkdir(exist_ok=True)
    if not wants.is_symlink():
        wants.symlink_to(FOLDERS[1] / name)


def tell(unit: Unit) -> None:
    """Say whether it runs."""
    sys.stdout.write("active\n" if is_active(unit) else "inactive\n")
    if not is_active(unit):
        sys.exit(NOT_RUNNING)


VERBS: dict[str, tuple[Callable[[Unit], None], ...]] = {
    "enable": (enable,),
    "enable --now": (enable, start),
    "start": (start,),
    "stop": (stop,),
    "restart": (restart,),
    "try-restart": (try_restart,),
    "reload": (reload,),
    "is-active": (tell,),
}


def main() -> None:
    """Do to each unit what is said, or refuse what is not stood for."""
    verb = sys.argv[1] + (" --now" if "--now" in sys.argv else "")
    names = [word for word in sys.argv[2:] if word != "--now"]
    if verb == "daemon-reload":
        return
    if verb not in VERBS:
        sys.exit(f"systemctl {verb} is nothing that is stood for here.")
    for name in names:
        for do in VERBS[verb]:
            do(read(name))


if __name__ == "__main__":
    main()
