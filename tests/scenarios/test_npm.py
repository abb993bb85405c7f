"""simple-hl7 from npm as sender and as receiver."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from peers import Engine

HERE = pathlib.Path(__file__).parent / "npm"


def modules():
    """Where scripts/setup --test put them: a folder named by the lock file."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    return cache / "vagus" / ("npm-" + hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:12]) / "node_modules"


@unittest.skipUnless(shutil.which("node") and modules().is_dir(), "simple-hl7 is not there: run scripts/setup --test")
class Npm(unittest.TestCase):
    def test_its_client_is_answered_and_its_server_is_served(self):
        engine = Engine()
        self.addCleanup(engine.close)
        engine.start()
        ran = subprocess.run(
            ["node", str(HERE / "road.js"), str(engine.ports["adt_in"]), str(engine.ports["pas"])],
            env={**os.environ, "NODE_PATH": str(modules())}, capture_output=True, text=True, timeout=60, check=False,
        )
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        seen = json.loads(ran.stdout.splitlines()[-1])
        wanted = [f"NPM-{number}" for number in range(10)]
        self.assertEqual(seen["answers"], [["AA", control] for control in wanted])
        self.assertEqual(seen["received"], wanted)


if __name__ == "__main__":
    unittest.main()
