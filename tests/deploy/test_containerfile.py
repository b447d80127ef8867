"""The container file, as far as it can be looked at without building it: it names what there is."""

import json
import re
from pathlib import Path

from command_line import undersigned

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "deploy" / "Containerfile").read_text()
KNOWN = {"FROM", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
         "ENTRYPOINT", "CMD"}  # fmt: skip


def instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", "", TEXT)
    lines = [line for line in joined.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def test_each_instruction_is_one() -> None:
    names = [name for name, _ in instructions()]
    assert set(names) <= KNOWN
    assert names[0] == "FROM"
    # Whatever runs for long runs without privileges.
    assert names.index("RUN") < names.index("USER") < names.index("ENTRYPOINT")


def test_it_takes_the_package_that_make_dist_makes() -> None:
    script = (ROOT / "tools" / "debian.py").read_text()
    assert 'into / f"undersigned_{version}_{architecture}.deb"' in script
    assert ("COPY", "dist/undersigned_*.deb /tmp/") in instructions()


def test_its_command_and_options_exist() -> None:
    found = dict(instructions())
    command, options = json.loads(found["ENTRYPOINT"]), json.loads(found["CMD"])
    assert command == ["undersigned"]
    said = undersigned(options[0], "--help").stdout
    for option in options:
        if option.startswith("--"):
            assert option in said
    assert f"EXPOSE {options[options.index('--port') + 1]}" in TEXT


def test_its_home_is_the_one_of_the_units() -> None:
    unit = (ROOT / "deploy" / "systemd" / "undersigned.service").read_text()
    (home,) = re.findall(r"^Environment=UNDERSIGNED_HOME=(.*)$", unit, re.MULTILINE)
    found = dict(instructions())
    assert found["ENV"] == f"UNDERSIGNED_HOME={home}"
    assert found["VOLUME"] == home
    assert found["USER"] == "undersigned"
