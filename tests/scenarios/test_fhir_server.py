"""MLLP in, a real FHIR server out, with the bodies of samples/fhir. VAGUS_FHIR_MESSAGES=1000 sends more than the usual few."""

import os
import re
import shutil
import time
import unittest

from fhir_peers import FhirServer
from peers import ROOT, Engine, Sender, code

MESSAGES = int(os.environ.get("VAGUS_FHIR_MESSAGES", "60"))
LONGER = 300 + MESSAGES  # seconds: the server takes 10 to 40 bundles a second
KINDS = ("Patient", "Encounter", "DiagnosticReport", "Observation")
OBSERVATIONS = 3  # of each result


def patient(number):
    return f"PID|1||{number:07d}^^^HOSPITAL^MR||Sample{number}^Ida^M||19800102|F|||Long Lane 1^^Town^^12345^DE"


# What the laboratory has: less, and older.
def patient_of_the_laboratory(number):
    return f"PID|1||{number:07d}^^^HOSPITAL^MR||Former{number}^I||1980"


def admission(number):
    return (
        f"MSH|^~\\&|ADMIN|WARD|VAGUS|H|20260301090000+0100||ADT^A01^ADT_A01|ADT-{number}|P|2.5.1\r"
        "EVN|A01|20260301090000+0100\r"
        f"{patient(number)}\r"
        "PV1|1|I|W1^101^1^HOSPITAL||||1234^Doctor^Dora"
        f"{'|' * (19 - 7)}V{number:07d}^^^HOSPITAL^VN{'|' * (44 - 19)}20260301083000+0100\r"
    )


def result(number):
    return (
        f"MSH|^~\\&|LAB|LAB|VAGUS|H|20260301100000+0100||ORU^R01^ORU_R01|ORU-{number}|P|2.5.1\r"
        f"{patient_of_the_laboratory(number)}\r"
        f"OBR|1|P{number}^ORDERS|F{number}^LAB|24323-8^Panel^LN|||20260301093000+0100|||||||||||||||20260301095500+0100||LAB|F\r"
        "OBX|1|NM|2345-7^Glucose^LN||5.40|mmol/L^^UCUM|3.9-6.1|N|||F|||20260301093000+0100\r"
        "OBX|2|ST|5778-6^Colour^LN||clear||||||F|||20260301093000+0100\r"
        "OBX|3|CWE|5769-5^Bacteria^LN||260385009^Negative^SCT||||||F|||20260301093000+0100\r"
    )


class FhirCase(unittest.TestCase):
    STRICT = False

    @classmethod
    def setUpClass(cls):
        cls.server = FhirServer(cls.STRICT)
        cls.addClassCleanup(cls.server.close)

    def engine(self):
        """On a store of its own, so that nothing is known to it as a repeat."""
        made = Engine("")
        self.addCleanup(made.close)
        shutil.copytree(ROOT / "samples/fhir", made.folder, dirs_exist_ok=True)
        place = made.folder / "vagus.yaml"
        text = re.sub(r"http://[^ ,}\"]+/fhir", self.server.base, place.read_text())
        for name, port in (("adt_in", "adt_in"), ("lab_in", "pas")):
            text, found = re.subn(rf"({name}: {{ mllp: {{ listen: )[^ ,}}]+", rf"\g<1>127.0.0.1:{made.ports[port]}", text)
            self.assertEqual(found, 1, f"samples/fhir has no input {name}")
        place.write_text(text)
        made.ports["lab_in"] = made.ports["pas"]
        return made.start()

    def send(self, engine, numbers):
        with Sender(engine.ports["adt_in"]) as adt, Sender(engine.ports["lab_in"]) as lab:
            for number in numbers:
                self.assertEqual(code(adt.send(admission(number))), "AA")
                self.assertEqual(code(lab.send(result(number))), "AA")

    def all_delivered(self, engine):
        until = time.monotonic() + LONGER
        while time.monotonic() < until:
            outputs = engine.status()["outputs"]
            self.assertEqual([one["dead"] for one in outputs], [0] * len(outputs), engine.log()[-2000:])
            if all(one["pending"] == 0 for one in outputs):
                return
            time.sleep(0.1)
        self.fail(f"still pending after {LONGER} s: {outputs}")

    def held(self):
        return {kind: self.server.versions(kind) for kind in KINDS}

    def check_patients(self):
        """As the admissions have them, whichever came first."""
        names = [one["name"][0]["family"] for one in self.server.all("Patient")]
        self.assertEqual([name for name in names if not name.startswith("Sample")], [])

    def check_counts(self, patients):
        self.assertEqual(
            {kind: self.server.count(kind) for kind in KINDS},
            {"Patient": patients, "Encounter": patients, "DiagnosticReport": patients, "Observation": patients * OBSERVATIONS},
        )


class Plain(FhirCase):
    def test_every_message_arrives_once_however_often_it_is_sent(self):
        patients = MESSAGES // 2
        first = self.engine()
        self.send(first, range(patients))
        self.all_delivered(first)
        self.assertEqual(first.stop(), 0)
        self.check_counts(patients)
        self.check_patients()
        held = self.held()

        again = self.engine()
        self.send(again, range(patients))
        self.all_delivered(again)
        self.assertEqual(again.stop(), 0)
        self.check_counts(patients)
        self.assertEqual(self.held(), held, "a version changed")

        # Killed while it delivers: what was acknowledged arrives after all, and once.
        killed = self.engine()
        half = patients + patients // 2
        self.send(killed, range(patients, half))
        self.addCleanup(self.server.go_on)
        self.server.hang()  # so that bundles are on their way when the engine is killed, and others wait
        self.send(killed, range(half, 2 * patients))
        killed.kill()
        self.server.go_on()
        self.assertLess(self.server.count("Patient"), 2 * patients)
        killed.start()
        self.all_delivered(killed)
        self.assertEqual(killed.stop(), 0)
        self.check_counts(2 * patients)
        self.check_patients()
        self.assertEqual({kind: set(found.values()) for kind, found in self.held().items() if kind != "Patient"},
                         {kind: {"1"} for kind in KINDS if kind != "Patient"})  # fmt: skip


    def test_what_an_admission_says_of_a_patient_stands_in_any_order(self):
        number = 9_000_000  # of nobody in the test above, which counts and goes first
        versions = {}
        for turn in range(2):
            engine = self.engine()
            with Sender(engine.ports["adt_in"]) as adt, Sender(engine.ports["lab_in"]) as lab:
                for sender, message in ((lab, result(number)), (adt, admission(number)), (lab, result(number + 1))):
                    self.assertEqual(code(sender.send(message)), "AA")
                    self.all_delivered(engine)
            self.assertEqual(engine.stop(), 0)
            found = {one["name"][0]["family"]: one["meta"]["versionId"] for one in self.server.all("Patient")}
            found = {name: version for name, version in found.items() if "900000" in name}
            # Made by the result and replaced by the admission; made by a result alone.
            self.assertEqual(found, {f"Sample{number}": "2", f"Former{number + 1}": "1"})
            versions[turn] = self.held()
        self.assertEqual(versions[0], versions[1], "a version changed")


class Strict(FhirCase):
    STRICT = True

    def test_a_server_that_validates_takes_what_the_bodies_make(self):
        patients = max(3, MESSAGES // 20)
        engine = self.engine()
        self.send(engine, range(patients))
        self.all_delivered(engine)
        self.assertEqual(engine.stop(), 0)
        self.check_counts(patients)


del FhirCase  # its subclasses are the tests

if __name__ == "__main__":
    unittest.main()
