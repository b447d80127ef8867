"""The settings under test: the real ones, over an instance in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="undersigned-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["UNDERSIGNED_HOME"] = str(FOLDER / "home")
os.environ["UNDERSIGNED_URL"] = "http://127.0.0.1:8000"
(FOLDER / "home").mkdir()
(FOLDER / "home" / "undersigned.toml").write_text('host = "letters.ruritania.example"\n')

from undersigned.config.settings import *  # noqa: E402, F403 (the real settings, whole)

ALLOWED_HOSTS += ["testserver"]  # noqa: F405 (Django's test client calls itself that)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
