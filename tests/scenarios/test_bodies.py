"""Bodies of samples/fhir, made by the real binary, of its own messages and of real ones: the official validator finds no error, and no reference
leads nowhere."""

import collections
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from peers import BINARY, ROOT

SAMPLE = ROOT / "samples/fhir"
CORPORA = pathlib.Path(os.environ.get("VAGUS_CORPORA", ROOT / "../shared/corpora"))
VALIDATOR = ROOT / "tests/support/servers/fhir-validate"
CANNOT_BE_HAD = 75  # exit code of the validator's script: no registry, or no Java
BODIES = {"ADT": "admission", "ORU": "lab_report"}
OF_EACH_TYPE = 100  # of the corpora: 200 messages that become a bundle, spread evenly


def made_of(body, file):
    """The bundle, or why there is none."""
    ran = subprocess.run([BINARY, "explain", "-c", SAMPLE, "--body", body, file], capture_output=True, text=True, timeout=60, check=False)
    if ran.returncode == 0:
        return ran.stdout.splitlines()[0], None
    return None, ran.stderr.strip().split(": ", 1)[1]


def type_of(file):
    """ADT of a file whose first message is one, with | as its separator."""
    head = re.match(rb"\s*MSH\|(?:[^|\r\n]*\|){7}([A-Z]{3})\^", file.read_bytes())
    return head and head[1].decode()


def spread(files, count):
    """The same every time, and not all of one sender: every n-th, then what lies between."""
    step = max(1, len(files) // count)
    return [file for start in range(step) for file in files[start::step]]


def dangling(bundle):
    """References that name no entry of the bundle."""
    known = {entry["fullUrl"] for entry in bundle["entry"]} | {entry["request"]["url"] for entry in bundle["entry"]}
    lost = []

    def look(at):
        if isinstance(at, list):
            for each in at:
                look(each)
        elif isinstance(at, dict):
            if "reference" in at and at["reference"] not in known:
                lost.append(at["reference"])
            for each in at.values():
                look(each)

    look(bundle)
    return lost


class Bodies(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def keep(self, file, text):
        bundle = json.loads(text)
        self.assertEqual(dangling(bundle), [], file)
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        self.assertEqual(len(urls), len(set(urls)), file)
        pathlib.Path(self.folder.name, re.sub(r"\W", "_", str(file)) + ".json").write_text(text)

    def validate(self):
        ran = subprocess.run([VALIDATOR, self.folder.name], capture_output=True, text=True, timeout=1200, check=False)
        if ran.returncode == CANNOT_BE_HAD:
            self.skipTest("the FHIR validator: " + ran.stderr.splitlines()[-1])
        self.assertEqual(ran.returncode, 0, ran.stdout[-4000:] + ran.stderr[-2000:])
        print(ran.stdout.splitlines()[-1])

    def test_the_samples_become_valid_r4(self):
        for file in sorted(SAMPLE.glob("messages/*.hl7")):
            text, why = made_of(BODIES[type_of(file)], file)
            self.assertIsNone(why)
            self.keep(file.name, text)
        self.validate()

    def test_real_messages_become_valid_r4_or_are_refused_with_a_reason(self):
        if not CORPORA.is_dir():
            self.skipTest(f"no corpora at {CORPORA} (VAGUS_CORPORA): not tried on real messages")
        refused = collections.Counter()
        made = collections.Counter()
        of_type = collections.defaultdict(list)
        for file in sorted(CORPORA.rglob("*.hl7")):
            of_type[type_of(file)].append(file)
        for name, body in BODIES.items():
            for file in spread(of_type[name], OF_EACH_TYPE):
                if made[name] == OF_EACH_TYPE:
                    break
                text, why = made_of(body, file)
                if why:
                    refused[why] += 1
                    continue
                self.assertEqual(made_of(body, file)[0], text, f"{file}: another time, other bytes")
                self.keep(file.relative_to(CORPORA), text)
                made[name] += 1
            self.assertEqual(made[name], OF_EACH_TYPE)
        for why, times in refused.most_common():
            print(f"refused {times}: {why}")
        # What is refused lacks a number to be known by, or says what cannot be: most messages do not.
        self.assertLess(sum(refused.values()), sum(made.values()) / 3)
        self.validate()


class Explained(unittest.TestCase):
    def explain(self, *options):
        words = [BINARY, "explain", "-c", SAMPLE, "-i", "lab_in", *options, SAMPLE / "messages/oru_r01_types.hl7"]
        ran = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def test_the_bodies_that_outputs_get_are_shown_only_when_asked_for(self):
        made, _ = made_of("lab_report", SAMPLE / "messages/oru_r01_types.hl7")
        lines = self.explain("--bodies").splitlines()
        told = lines.index(f"-> reports          {len(made.encode())} bytes, by results")
        self.assertEqual(lines[told + 1], made)
        self.assertNotIn("resourceType", self.explain())

    def test_the_bodies_are_in_its_json_only_when_asked_for(self):
        made, _ = made_of("lab_report", SAMPLE / "messages/oru_r01_types.hl7")
        (output,) = json.loads(self.explain("--bodies", "--json"))["outputs"]
        self.assertEqual((output["output"], output["route"], output["body"]), ("reports", "results", made))
        (output,) = json.loads(self.explain("--json"))["outputs"]
        self.assertNotIn("body", output)


if __name__ == "__main__":
    unittest.main()
