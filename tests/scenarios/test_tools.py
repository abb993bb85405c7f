"""The commands that look at messages, as a person and as a script use them."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from peers import BINARY, ROOT, Engine, eventually
from tls_peers import Authority, openssl

SAMPLES = sorted((ROOT / "samples/hospital/messages").glob("*.hl7"))
ADMISSION = ROOT / "samples/hospital/messages/adt_a01.hl7"


def vagus(*arguments, given=None, **more):
    return subprocess.run([BINARY, *map(str, arguments)], input=given, capture_output=True, timeout=120, **more)


COOKBOOK = sorted((ROOT / "samples/cookbook").glob("*.yaml"))


class Cookbook(unittest.TestCase):
    def test_every_recipe_is_short_and_does_what_its_tests_say(self):
        self.assertGreaterEqual(len(COOKBOOK), 14)
        for recipe in COOKBOOK:
            with self.subTest(recipe.name):
                self.assertLessEqual(len(recipe.read_text().splitlines()), 60)
                checked = vagus("validate", recipe)
                self.assertEqual((checked.returncode, checked.stderr), (0, b""))
                ran = vagus("test", recipe)
                self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
                self.assertRegex(ran.stdout, rb"[1-9]\d* passed, 0 failed")


class Packages(unittest.TestCase):
    def test_a_site_has_what_its_packages_say_and_each_test_finds_its_files(self):
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder) / "site"
            shutil.copytree(ROOT / "samples/sites", site)
            group = site / "packages/group"
            (group / "result.hl7").write_bytes(b"MSH|^~\\&|LAB|H|VAGUS|H|20260301||ORU^R01^ORU_R01|1|P|2.5\rOBX|1|NM|HB^Hb^L\r")
            (group / "tests.yaml").write_text("tests: [{ name: of the group, input: lab_in, file: result.hl7, expect: { outputs: { records: [{ OBX-3.4: 718-7 }] } } }]\n")
            ran = vagus("test", site)
            self.assertEqual(ran.stdout.decode().splitlines()[-1], "2 passed, 0 failed", ran.stdout + ran.stderr)
            listed = vagus("list", "-c", site, "transforms").stdout.decode()
            self.assertIn("packages/city/laboratory.yaml", listed)
            self.assertNotIn("packages/group", listed)


class Page(unittest.TestCase):
    def test_the_tests_of_the_languages_page_pass(self):
        own = Authority()
        self.addCleanup(own.close)
        own.issue("vagus", "DNS:vagus.test")
        (own.folder / "ca.crt").rename(own.folder / "hospital-ca.pem")
        (own.folder / "pepper").write_text("only a test")
        openssl("genrsa", "-out", own.path("fhir_key.pem"), "2048")
        project = own.folder / "project"
        shutil.copytree(ROOT / "tests/page", project)
        for file in project.glob("*.yaml"):
            file.write_text(file.read_text().replace("/run/secrets", str(own.folder)).replace("/etc/vagus", str(own.folder)))
        environment = {**os.environ, "FHIR_CLIENT_ID": "vagus"}
        ran = vagus("test", project, env=environment)
        self.assertEqual(ran.stdout.decode().splitlines()[-1], "3 passed, 0 failed", ran.stdout + ran.stderr)

        expected = project / "expected/oru_r01.bundle.json"
        whole = expected.read_text()
        expected.write_text(whole.replace("2345-7", "2339-0"))
        ran = vagus("test", project, env=environment)
        self.assertIn(b"expected/oru_r01.bundle.json: /entry/1/resource/code/coding/0/code is '2345-7', expected '2339-0'", ran.stdout)
        expected.unlink()
        self.assertIn(b"cannot read expected/oru_r01.bundle.json", vagus("test", project, env=environment).stdout)
        self.assertEqual(vagus("test", project, "--update", env=environment).returncode, 0)
        self.assertEqual(json.loads(expected.read_text()), json.loads(whole))

        stated = project / "tests.yaml"
        stated.write_text(stated.read_text().replace("routes: [adt_main]", "routes: [adt_merge]").replace("MSH-3: VAGUS", "MSH-3: OTHER"))
        ran = vagus("test", project, "--update", env=environment)
        self.assertIn("MSH-3: VAGUS", stated.read_text())
        self.assertEqual(ran.returncode, 1)  # which route it takes is for people to say
        self.assertIn(b"1 still fail", ran.stderr)


class Tools(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name, content):
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def test_the_program_says_its_version(self):
        self.assertRegex(vagus("--version").stdout.decode(), r"^vagus \d+\.\d+")

    def test_raw_gives_every_sample_back_byte_for_byte_from_a_file_and_from_stdin(self):
        self.assertGreater(len(SAMPLES), 3)
        for sample in SAMPLES:
            content = sample.read_bytes()
            self.assertEqual(vagus("print", "--raw", sample).stdout, content, sample.name)
            self.assertEqual(vagus("print", "--raw", given=content).stdout, content, sample.name)

    def test_leaves_are_the_values_that_paths_read(self):
        listed = vagus("print", "--leaves", ADMISSION).stdout.decode().splitlines()
        self.assertGreater(len(listed), 20)
        for line in listed[2:]:
            path, value = line.split("\t", 1)
            read = vagus("print", "--path", path, ADMISSION)
            self.assertEqual(read.stdout.decode().rstrip("\n"), value, path)

    def test_names_are_those_of_hl7_and_paths_may_use_them(self):
        named = vagus("print", "--names", ADMISSION).stdout.decode()
        self.assertRegex(named, r"(?m)^PID  Patient Identification$")
        self.assertRegex(named, r"(?m)^  PID-5\.1 +Patient Name / Family Name +\S")
        by_number = vagus("print", "--path", "PID-5.1", ADMISSION)
        by_name = vagus("print", "--path", "PID.patient_name.family_name", ADMISSION)
        self.assertEqual(by_name.stdout, by_number.stdout)
        wrong = vagus("print", "--path", "PID.patient_nam", ADMISSION)
        self.assertEqual(wrong.returncode, 2)
        self.assertIn(b"did you mean patient_name?", wrong.stderr)

    def test_a_code_is_shown_with_what_it_means_unless_it_is_masked(self):
        for how in ((), ("--names",)):
            told = vagus("print", *how, ADMISSION).stdout.decode()
            self.assertRegex(told, r"(?m)^  PID-8 .* F \(Female\)$")
            self.assertRegex(told, r"(?m)^  MSH-9\.1 .* ADT \(ADT message\)$")
            masked = vagus("print", *how, "--mask", ADMISSION).stdout.decode()
            self.assertRegex(masked, r"(?m)^  PID-8 .* X$")
            self.assertRegex(masked, r"(?m)^  MSH-9\.1 .* ADT \(ADT message\)$")
        pid = next(json.loads(line) for line in vagus("print", "--json", ADMISSION).stdout.splitlines())[2]
        self.assertEqual((pid["values"]["PID-8"], pid["meaning"]["PID-8"]), ("F", "Female"))
        self.assertNotIn("PID-5.1", pid["meaning"])
        order = b"MSH|^~\\&|A|B|C|D|20260301||ORU^R01|1|P|2.5\rOBR|1" + b"|" * 24 + b"F\r"
        self.assertIn(b"F (Final results", vagus("print", given=order).stdout)
        self.assertRegex(vagus("print", "--mask", given=order).stdout, rb"(?m)^  OBR-25  X$")  # which is a code too

    def test_a_mask_keeps_the_shape_and_no_value_of_the_patient(self):
        content = ADMISSION.read_bytes()
        masked = vagus("print", "--mask", "--raw", ADMISSION).stdout
        self.assertEqual(len(masked), len(content))
        for path in ("PID-5.1", "PID-5.2", "PID-7"):
            value = vagus("print", "--path", path, ADMISSION).stdout.strip()
            self.assertTrue(value and value in content)
            self.assertNotIn(value, masked)

    def test_what_is_no_message_is_exit_code_1_and_says_where(self):
        broken = self.file("broken.hl7", b"MSH|^~\\&|A\rpid|1\r")
        told = vagus("print", "--raw", broken)
        self.assertEqual((told.returncode, told.stdout), (1, b""))
        self.assertIn(b"segment 2", told.stderr)

    def test_a_dump_with_framing_and_a_batch_are_read(self):
        content = ADMISSION.read_bytes()
        dump = self.file("dump", b"\x0b" + content + b"\x1c\r\x0b" + content + b"\x1c\r")
        batch = self.file("batch", b"BHS|^~\\&|A\r" + content + content + b"BTS|2\r")
        for file in (dump, batch):
            self.assertEqual(vagus("print", "--path", "MSH-10", file).stdout.splitlines(), [b"SAMPLE-A01"] * 2)

    def test_raw_gives_a_batch_back_whole_and_a_dump_without_its_framing(self):
        content = ADMISSION.read_bytes()
        batch = b"BHS|^~\\&|A\r" + content + b"# a comment\r" + content + b"BTS|2\r"
        self.assertEqual(vagus("print", "--raw", given=batch).stdout, batch)
        dump = b"\x0b" + content + b"\x1c\r"
        self.assertEqual(vagus("print", "--raw", given=dump + dump).stdout, content + content)
        self.assertNotIn(b"comment", vagus("print", "--raw", "--mask", given=batch).stdout)

    def test_a_batch_with_a_wrong_count_is_exit_code_1_beside_its_messages(self):
        told = vagus("print", "--path", "MSH-10", given=b"BHS|^~\\&|A\r" + ADMISSION.read_bytes() + b"BTS|2\r")
        self.assertEqual((told.returncode, told.stdout), (1, b"SAMPLE-A01\n"))
        self.assertIn(b"BTS-1", told.stderr)

    def test_strict_is_the_letter_and_without_it_much_is_forgiven(self):
        for forgiven in (b"MSH|^~\\&|A\nPID|1\n", b"MSH|^~&|A\r", b"MSH|^~\\&|A\r\rPID|1\r", b"MSH|^~\\&|A"):
            self.assertEqual(vagus("print", "--raw", given=forgiven).stdout, forgiven)
            told = vagus("print", "--strict", "--raw", given=forgiven)
            self.assertEqual((told.returncode, told.stdout), (1, b""), forgiven)
            self.assertRegex(told.stderr, rb"^-: at byte \d+ \((segment \d|MSH-\d)\): expected ")
        self.assertEqual(vagus("print", "--strict", given=b"MSH|^~\\&|A\rPID|1\r").returncode, 0)

    def test_diff_names_what_differs_and_says_so_with_its_exit_code(self):
        other = self.file("other.hl7", ADMISSION.read_bytes().replace(b"SAMPLE-A01", b"SAMPLE-A02"))
        self.assertEqual(vagus("diff", ADMISSION, ADMISSION).returncode, 0)
        told = vagus("diff", ADMISSION, other)
        self.assertEqual((told.returncode, told.stdout), (1, b"MSH-10  'SAMPLE-A01' -> 'SAMPLE-A02'\n"))
        as_json = json.loads(vagus("diff", "--json", ADMISSION, other).stdout)
        self.assertEqual(as_json, {"message": 1, "path": "MSH-10", "first": "SAMPLE-A01", "second": "SAMPLE-A02"})
        self.assertEqual(vagus("diff", ADMISSION, other, "--ignore", "MSH-7,MSH-10").returncode, 0)
        self.assertEqual(vagus("diff", ADMISSION, other, "--ignore", "PID-3[2]").returncode, 2)
        self.assertEqual(vagus("diff", ADMISSION, self.folder / "absent").returncode, 2)

    def test_diff_counts_messages(self):
        content = ADMISSION.read_bytes()
        self.assertEqual(vagus("diff", ADMISSION, self.file("two.hl7", content + content)).returncode, 1)


class Findings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.config = Path(folder.name) / "vagus.yaml"
        self.config.write_text("verson: 1\n")

    def test_every_code_that_validate_shows_is_explained_by_help(self):
        shown = vagus("validate", self.config, "--format", "json")
        codes = {each["code"] for each in json.loads(shown.stdout)}
        self.assertTrue(codes)
        for code in codes:
            told = vagus("help", code.lower())
            self.assertEqual(told.returncode, 0, told.stderr)
            self.assertRegex(told.stdout.decode(), rf"^{code} \S")
            self.assertNotIn(b"###", told.stdout)
        first, last = vagus("help", "VG0001").stdout, vagus("help", "VG9999")
        self.assertGreater(first.count(b"\n"), 2)
        self.assertEqual(last.returncode, 2)
        self.assertIn(b"no finding has the code VG9999", last.stderr)

    def test_help_of_a_command_is_its_own(self):
        self.assertEqual(vagus("help", "validate").stdout, vagus("validate", "--help").stdout)
        self.assertEqual(vagus("help", "valdate").returncode, 2)

    def test_for_github_a_finding_names_its_file_as_the_repository_has_it(self):
        shown = subprocess.run([BINARY, "validate", self.config.parent.name, "--format", "github"], cwd=self.config.parent.parent,
                               capture_output=True, timeout=120)
        self.assertEqual(shown.returncode, 1)
        self.assertIn(f"::error file={self.config.parent.name}/vagus.yaml,line=1,col=1,title=VG1001::", shown.stdout.decode())


class OtherVersions(unittest.TestCase):
    """A command of today and an engine of another day: what the engine does not say is left out, and nothing ends in a crash."""

    ANSWERS = (
        {},
        {"inputs": [{}], "outputs": [{}], "certificates": [{}], "store": {}, "dead": [{}], "groups": [{}], "wire": [{}], "done": [{}], "not": [{}]},
        {"inputs": 1, "outputs": "x", "certificates": None, "store": [], "dead": {}, "groups": 7, "wire": True, "done": 1, "later": {"pas": "x"}, "unreadable": [1]},
        {"inputs": [1], "outputs": [{"name": 7, "hold": {}, "unresolved_ids": [1], "next_try_ms": "x", "up": 1}], "dead": [None], "wire": [[]]},
    )
    COMMANDS = (
        ["status"],
        ["queue"],
        ["dead", "ls"],
        ["dead", "groups"],
        ["dead", "show", "0000000000000001"],
        ["dead", "retry", "--all", "--dry-run"],
        ["dead", "discard", "--all", "--reason", "old"],
        ["wire"],
        ["wire", "1/1", "--values"],
        ["output", "hold", "pas", "--reason", "x"],
        ["resend", "--input", "a", "--to", "pas", "--dry-run"],
    )

    def test_an_engine_that_says_less_or_other_things_is_told_from_ours(self):
        for answer in self.ANSWERS:
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "vagus.yaml").write_text("version: 1\nsite: { store: { path: s } }\ninputs: { a: { not: even valid } }\n")
                Path(folder, "s").mkdir()
                with socket.socket(socket.AF_UNIX) as old:
                    old.bind(str(Path(folder, "s", "admin.sock")))
                    old.listen(16)
                    threading.Thread(target=self.answer_always, args=(old, answer), daemon=True).start()
                    for command in self.COMMANDS:
                        with self.subTest(command=command, answer=answer):
                            told = vagus(*command, "-c", folder)
                            self.assertIn(told.returncode, (0, 1), told.stderr)  # 1: it says that something was not done
                            self.assertEqual(told.stderr.count(b"of an earlier version, and this is vagus"), 1)

    @staticmethod
    def answer_always(old, answer):
        try:
            while True:
                peer, _ = old.accept()
                with peer:
                    peer.makefile().readline()
                    peer.sendall(json.dumps(answer).encode() + b"\n")
        except OSError:
            return  # closed: the test is over


class Wire(unittest.TestCase):
    def test_bytes_that_were_no_message_are_listed_without_them_and_shown_in_hex(self):
        engine = Engine()
        self.addCleanup(engine.close)
        engine.start()
        self.assertIn("nothing", engine.command("wire").stdout)
        with socket.create_connection(("127.0.0.1", engine.ports["adt_in"]), timeout=5) as peer:
            peer.sendall(b"GET / HTTP/1.1\r\n\r\n")
        listed = eventually("the event", lambda: json.loads(engine.command("wire", "--json").stdout)["wire"])
        self.assertEqual([(row["input"], row["kind"], row["size"]) for row in listed], [("adt_in", "outside_frame", 18)])
        of_input = engine.command("wire", "--json", "--input", "adt_in")
        self.assertEqual(json.loads(of_input.stdout)["wire"], listed)
        self.assertEqual(engine.command("wire", "--input", "absent").returncode, 1)
        self.assertNotIn("GET", engine.command("wire").stdout)
        self.assertNotIn("GET", engine.command("wire", listed[0]["id"]).stdout)
        shown = engine.command("wire", listed[0]["id"], "--values")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("47 45 54 20 2f", shown.stdout)
        self.assertEqual(engine.command("wire", "9-9").returncode, 1)


if __name__ == "__main__":
    unittest.main()
