"""The collection of models is read quickly, as it is, and leaves nothing behind."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from comptoir_store_server.profiles import find_profile

LOOK = """
import json, os, sys
import yaml
yaml.safe_load = None  # reading it as YAML takes longer than all the rest of the start
import comptoir_store_server.profiles as profiles
print(json.dumps([profiles._PROFILES, os.environ.get(profiles.PICKLES)]))
"""


def test_the_collection_is_the_library_s_own_and_no_file_is_left(tmp_path: Path) -> None:
    for named in (None, "/nowhere"):
        place = {"TMPDIR": str(tmp_path)} | ({"ESCPOS_CAPABILITIES_PICKLE_DIR": named} if named else {})
        told = subprocess.run(
            [sys.executable, "-c", LOOK],
            env={**os.environ, **place},
            check=True,
            capture_output=True,
            text=True,
        )
        collection = json.loads((files("escpos") / "capabilities.json").read_text("utf-8"))["profiles"]
        assert json.loads(told.stdout) == [collection, named]
        assert list(tmp_path.iterdir()) == []


def test_a_model_that_nobody_knows_is_taken_for_an_ordinary_one() -> None:
    assert find_profile("Tiskárna 9000", 80, {}).name == "default"
    assert find_profile("TM-T88V", 58, {"CP852": 18, "CP9999": 3}).slots["CP852"] == 18
    assert "CP9999" not in find_profile("TM-T88V", 58, {"CP9999": 3}).slots
