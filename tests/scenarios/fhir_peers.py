"""A real FHIR server as a process, and what it holds."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.request

from peers import ROOT, free_port

SCRIPT = ROOT / "tests/support/servers/fhir"
CANNOT_BE_HAD = 75  # exit code of the script: no registry, or no Java


class FhirServer:
    """HAPI FHIR on a port and in a folder of its own."""

    def __init__(self, strict=False):
        fetched = subprocess.run([SCRIPT, "fetch"], capture_output=True, text=True, timeout=1000, check=False)
        if fetched.returncode == CANNOT_BE_HAD:
            raise unittest.SkipTest(f"the HAPI FHIR server: {fetched.stderr.splitlines()[-1]}")
        if fetched.returncode != 0:
            raise AssertionError(fetched.stderr)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vagus-fhir-"))
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}/fhir"
        self._script("start", self.folder, str(self.port), *(["--strict"] if strict else []))

    def close(self):
        self._script("stop", self.folder)
        shutil.rmtree(self.folder)

    def hang(self):
        os.kill(self._pid(), signal.SIGSTOP)

    def go_on(self):
        os.kill(self._pid(), signal.SIGCONT)

    def get(self, path):
        with urllib.request.urlopen(f"{self.base}/{path}", timeout=60) as answer:
            return json.load(answer)

    def count(self, kind):
        return self.get(f"{kind}?_summary=count")["total"]

    def versions(self, kind):
        """The version of every resource of a type, by id."""
        return {one["id"]: one["meta"]["versionId"] for one in self.all(kind)}

    def all(self, kind):
        found = []
        page = self.get(f"{kind}?_count=100")
        while page:
            found += [entry["resource"] for entry in page.get("entry", [])]
            following = [link["url"] for link in page["link"] if link["relation"] == "next"]
            page = self.get(following[0].removeprefix(self.base + "/").removeprefix(self.base)) if following else None
        return found

    def _pid(self):
        return int((self.folder / "pid").read_text())

    def _script(self, *words):
        ran = subprocess.run([SCRIPT, *words], env=os.environ, capture_output=True, text=True, timeout=180, check=False)
        if ran.returncode != 0:
            raise AssertionError(f"fhir {words[0]}: {ran.stderr}{ran.stdout}")
