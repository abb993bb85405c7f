"""What an integrator is told of a message: of a file, and of one that the engine has."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from peers import BINARY, CONFIG, ROOT, Engine, Receiver, Sender, code, message

HOSPITAL = ROOT / "samples/hospital"
ADMISSION = HOSPITAL / "messages/adt_a01.hl7"


def explain(*words, given=None):
    return subprocess.run([BINARY, "explain", *map(str, words)], input=given, capture_output=True, text=True, timeout=120)


class OfAFile(unittest.TestCase):
    def told(self, *words, ends=0):
        ran = explain("-c", HOSPITAL, "-i", "adt_in", *words, ADMISSION)
        self.assertEqual(ran.returncode, ends, ran.stderr)
        return ran.stdout

    def test_each_step_says_what_it_changed_and_values_are_masked(self):
        told = self.told()
        self.assertRegex(told, r"stamp our header .* changed MSH-3, MSH-4 +routes/adt.yaml:\d+\n +MSH-3  '\w+' -> 'VAGUS'")
        self.assertRegex(told, r"adt_merge\n  match +not so: MSH-9.2 == 'A40' .*\n +MSH-9.2 is 'A01'\n")
        self.assertIn("table patient_class: a row", told)
        self.assertRegex(told, r"PV1-19.1? +'[X9]+' -> 'X[X9]+'")

    def test_values_are_shown_to_those_who_ask(self):
        told = self.told("--values")
        read = subprocess.run([BINARY, "print", "--path", "PV1-19.1", ADMISSION], capture_output=True, text=True, timeout=120)
        visit = read.stdout.strip()
        self.assertRegex(told, rf"PV1-19.* '{visit}' -> 'V{visit}'")
        self.assertNotIn(f"'{visit}'", self.told())

    def test_json_has_the_same(self):
        told = json.loads(self.told("--json", "--values"))
        stamp = next(step for step in told["steps"] if "stamp our header" in step["step"])
        self.assertIn({"path": "MSH-3", "before": "ADMIN", "after": "VAGUS"}, stamp["changes"])
        refused = next(step for step in told["steps"] if step["route"] == "adt_merge")
        self.assertEqual(refused["asked"], [{"path": "MSH-9.2", "values": ["A01"]}])
        self.assertEqual(told["ack"], "AA")
        masked = json.loads(self.told("--json"))
        self.assertNotIn("Sample", json.dumps(masked))

    def test_it_stops_at_a_step_and_shows_the_message_as_it_is_there(self):
        told = self.told("--step", "4", "--values")
        self.assertIn("after it, in adt_main:\nMSH|^~\\&|VAGUS|HOSPITAL|", told)
        self.assertNotIn("\n  5 ", told)
        self.assertNotIn("-> pas", told)
        self.assertIn("comes to no step 99", explain("-c", HOSPITAL, "-i", "adt_in", "--step", "99", ADMISSION).stderr)

    def test_the_present_is_what_a_body_calls_now(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "vagus.yaml"
            file.write_text("version: 1\nbodies: { clock: { json: { at: \"${now('%Y')}\" } } }\ninputs: { a: { mllp: { listen: '127.0.0.1:2575' } } }\n")
            ran = explain("-c", file, "--body", "clock", ADMISSION)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertGreater(int(json.loads(ran.stdout)["at"]), 2025)


class OfAStoredMessage(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(CONFIG.replace("MSH-3: VAGUS", "MSH-3: VAGUS, MSH-7: \"${now('%%Y')}\""))
        self.addCleanup(self.engine.close)
        self.engine.start()
        self.pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(self.pas.stop)
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send(message("E-1"))), "AA")
        found = json.loads(self.engine.command("search", "--control", "E-1", "--json").stdout)
        self.id = found["messages"][0]["id"]

    def rewrite(self, old, new):
        file = self.engine.folder / "vagus.yaml"
        file.write_text(file.read_text().replace(old, new))

    def test_a_stored_message_is_explained_by_the_rules_that_planned_it(self):
        self.rewrite("MSH-3: VAGUS", "MSH-3: LATER")
        told = self.engine.command("explain", "--id", self.id)
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertRegex(told.stdout, rf"^{self.id}  received 20\S+  planned by revision \w+\n")
        self.assertIn("-> 'VAGUS'", told.stdout)
        now = self.engine.command("explain", "--id", self.id, "--rules", "now").stdout
        self.assertIn("-> 'LATER'", now)
        self.assertIn("explained by revision", now)

    def test_who_is_not_there_is_said(self):
        self.assertIn("there is no message", self.engine.command("explain", "--id", self.id[:-1] + "9").stderr)
        self.assertEqual(self.engine.command("explain", "--id", "nonsense").returncode, 2)
        self.assertEqual(self.engine.command("explain").returncode, 2)

    def test_a_revision_that_is_not_kept_any_more_is_no_reason_to_guess(self):
        self.rewrite("MSH-3: VAGUS", "MSH-3: LATER")
        self.engine.command("reload")
        self.engine.stop()
        forget = "UPDATE revision SET files = '' WHERE no = 1"
        subprocess.run(["sqlite3", str(self.engine.folder / ".vagus/store/catalog.db"), forget], check=True, timeout=120)
        told = self.engine.command("explain", "--id", self.id)
        self.assertEqual(told.returncode, 1)
        self.assertRegex(told.stderr, r"revision \w+ is not kept any more: .*; --rules now explains it by the files on disk")
        self.assertEqual(told.stdout, "")


if __name__ == "__main__":
    unittest.main()
