"""A project from its first day: made, extended, listed, drawn, laid out and tested, and what an editor shows of it."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from peers import BINARY, ROOT
from test_npm import HERE as NPM
from test_npm import modules

SCHEMA = "# yaml-language-server: $schema=../.vagus/schema.json\n"


def vagus(*arguments):
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


class Project(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "project"
        done = vagus("init", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)

    def good(self, *arguments):
        done = vagus(*arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def write(self, name, text):
        (self.folder / name).write_text(text)

    def test_a_new_project_validates_and_its_tests_pass(self):
        self.good("validate", self.folder)
        self.assertIn("2 passed", self.good("test", self.folder))
        self.assertEqual(self.good("fmt", "--check", self.folder), "")

    def test_nothing_is_written_over(self):
        before = (self.folder / "vagus.yaml").read_text()
        self.assertEqual(vagus("init", self.folder).returncode, 1)
        self.assertEqual((self.folder / "vagus.yaml").read_text(), before)
        self.assertEqual(vagus("new", "route", "adt", "-c", self.folder).returncode, 1)
        self.assertEqual(vagus("new", "route", "../x", "-c", self.folder).returncode, 2)

    def test_what_is_added_is_right_as_it_stands(self):
        for family, name in (("input", "lab_in"), ("output", "archive"), ("route", "lab"), ("test", "lab_arrives")):
            self.good("new", family, name, "-c", self.folder)
        self.good("validate", self.folder)
        self.assertIn("listen: 127.0.0.1:2576", (self.folder / "inputs/lab_in.yaml").read_text())
        # A route that nobody has filled in yet takes no message away from the others, and sends none twice.
        self.assertIn("3 passed", self.good("test", self.folder))
        self.assertEqual(self.good("fmt", "--check", self.folder), "")

    def test_the_very_first_input_is_made_too(self):
        self.write("vagus.yaml", "version: 1\ninclude: [inputs/*.yaml]\n")
        shutil.rmtree(self.folder / "inputs", ignore_errors=True)
        self.assertEqual(vagus("validate", self.folder).returncode, 1)
        self.assertEqual(vagus("new", "route", "adt", "-c", self.folder).returncode, 1)
        self.good("new", "input", "adt_in", "-c", self.folder)
        self.good("validate", self.folder)

    def test_a_configuration_is_named_either_way(self):
        for verb in ("validate", "test", "fmt", "graph", "list"):
            self.assertEqual(self.good(verb, self.folder), self.good(verb, "-c", self.folder))
        self.assertIn("adt", self.good("list", "routes", self.folder))
        done = vagus("list", "rouets", "-c", self.folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'routes'?", done.stderr)

    def test_an_unknown_command_is_named_with_the_one_that_is_meant(self):
        done = vagus("vlidate")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no command 'vlidate'; did you mean 'validate'?", done.stderr)
        self.assertIn("validate", self.good("help"))

    def test_coverage_for_programs_may_go_to_stdout(self):
        seen = json.loads(self.good("test", self.folder, "--coverage-json", "-"))
        self.assertGreater(seen["steps"], 0)

    def test_what_no_include_takes_is_said(self):
        self.write("vagus.yaml", (self.folder / "vagus.yaml").read_text().replace("outputs/*.yaml", "outputs/receiver.yaml"))
        self.assertIn("add outputs/*.yaml", vagus("new", "output", "archive", "-c", self.folder).stderr)

    def test_everything_is_listed_with_its_place(self):
        listed = json.loads(self.good("list", "--json", "-c", self.folder))
        self.assertEqual({each["family"] for each in listed}, {"inputs", "routes", "outputs", "tables", "aliases", "tests"})
        self.assertIn({"family": "routes", "name": "adt", "where": "routes/adt.yaml:3", "about": "adt_in -> receiver"}, listed)
        self.assertIn({"family": "tables", "name": "patient_class", "where": "routes/adt.yaml:16", "about": "3 rows: becomes"}, listed)
        self.assertIn({"family": "inputs", "name": "adt_in", "where": "inputs/adt_in.yaml:3", "about": "mllp"}, listed)
        self.assertNotIn("routes:", self.good("list", "outputs", "-c", self.folder))

    def test_the_picture_has_every_road(self):
        self.write("routes/more.yaml", """routes:
  results:
    from: adt_in
    steps:
      - if: PV1-2 == 'I'
        then: [{ use: copy_away }]
    on_failure: { to: receiver }
    to: [{ output: receiver, when: "PV1-2 == \\"I\\"" }]
transforms:
  copy_away:
    steps: [{ send_to: receiver }]
""".replace('\\"', "'"))
        drawn = self.good("graph", self.folder).splitlines()
        self.assertEqual(drawn[0], "flowchart LR")
        for line in ('in_adt_in(["adt_in"])', "in_adt_in --> route_adt", "route_adt --> out_receiver",
                     "route_results -->|send_to| out_receiver", "route_results -. failed .-> out_receiver",
                     "route_results -->|\"PV1-2 == 'I'\"| out_receiver"):
            self.assertIn("  " + line, drawn)

    def test_the_picture_has_routes_behind_routes_and_the_roads_of_answers(self):
        self.write("routes/more.yaml", """routes:
  wards:
    from: adt_in
    to: [{ route: audit, when: "PV1-2 == 'I'" }, receiver]
  audit:
    steps: [{ send_to: receiver }]
    to: [receiver]
  replies:
    from: lis_replies
    to: [receiver]
""")
        self.write("inputs/more.yaml", """inputs:
  pdq_in: { mllp: { listen: ":2580" }, answer: { from: empi } }
  orders_in: { mllp: { listen: ":2581" }, ack: { mode: auto, application: { from: lis, via: his_acks } } }
  late_in: { mllp: { listen: ":2582" }, ack: { mode: auto, application: { via: his_acks } } }
  lis_replies: { response: { of: lis } }
""")
        self.write("outputs/more.yaml", """outputs:
  empi: { mllp: { connect: "localhost:6670" } }
  lis: { mllp: { connect: "localhost:6671", expect: application } }
  his_acks: { mllp: { connect: "localhost:6672" } }
""")
        self.write("routes/orders.yaml", """routes:
  questions: { from: pdq_in, to: [empi] }
  orders: { from: [orders_in, late_in], to: [lis] }
""")
        drawn = self.good("graph", self.folder).splitlines()
        for line in ("route_wards -->|\"PV1-2 == 'I'\"| route_audit", "route_audit -->|send_to| out_receiver",
                     "out_empi -. answers .-> in_pdq_in", "out_lis -. answers .-> in_lis_replies",
                     "out_lis -. answers .-> out_his_acks", "in_late_in -. acknowledgements .-> out_his_acks"):
            self.assertEqual(drawn.count("  " + line), 1, line)
        self.assertNotIn("  route_wards -->|send_to| out_receiver", drawn)
        listed = self.good("list", "routes", "-c", self.folder)
        self.assertIn("adt_in -> audit, receiver", listed)
        self.assertIn("other routes -> receiver", listed)

    def test_files_are_laid_out_and_say_the_same(self):
        tidy = (self.folder / "routes/adt.yaml").read_text()
        wide = re.sub("^ +", lambda blanks: 2 * blanks[0], tidy, flags=re.MULTILINE).replace("- ", "-   ")
        self.write("routes/adt.yaml", wide.replace("\n", "  \n"))
        self.good("validate", self.folder)
        checked = vagus("fmt", "--check", self.folder)
        self.assertEqual((checked.returncode, checked.stdout), (1, f"{self.folder}/routes/adt.yaml\n"))
        self.good("fmt", self.folder)
        self.assertEqual((self.folder / "routes/adt.yaml").read_text(), tidy)

    def test_results_go_to_a_ci_server(self):
        self.write("tests/adt.yaml", (self.folder / "tests/adt.yaml").read_text().replace("PV1-2: O", "PV1-2: <&>"))
        report = self.folder / "report.xml"
        self.assertEqual(vagus("test", self.folder, "--junit", report).returncode, 1)
        suite = ElementTree.parse(report).getroot().find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        self.assertIn("<&>", suite.find("testcase/failure").get("message"))
        self.assertEqual(suite.find("testcase").get("file"), "tests/adt.yaml")

    def test_what_came_takes_the_place_of_what_was_expected(self):
        before = (self.folder / "tests/adt.yaml").read_text()
        wrong = before.replace("PV1-2: O", "PV1-2: \"I # not a comment\"").replace("MSH-3: VAGUS", "MSH-3: V   ")
        self.write("tests/adt.yaml", wrong)
        self.good("test", self.folder, "--update")
        self.assertEqual((self.folder / "tests/adt.yaml").read_text(), before.replace("MSH-3: VAGUS", "MSH-3: VAGUS   "))
        self.good("test", self.folder)
        again = vagus("test", self.folder, "--update")
        self.assertEqual(again.returncode, 1)
        self.assertIn("no expected text to update", again.stderr)

    def test_what_receivers_answer_is_judged(self):
        self.write("vagus.yaml", """version: 1
inputs:
  orders: { mllp: { listen: 127.0.0.1:2575 }, ack: { after: { after: delivered, outputs: [pas, web], within: 5s, else: AR } } }
routes:
  all: { from: orders, to: [pas, web] }
outputs:
  pas: { mllp: { connect: pas.internal:6661 }, on_ack: [{ code: AE, then: hold }] }
  web: { http: { url: "http://web.internal/" } }
tests:
""" + "".join(f"""  - name: {name}
    input: orders
    message: 'MSH|^~\\&|A|B|C|D|20260301||ADT^A08|77|P|2.5'
    respond: {respond}
    expect: {{ ack: {{ MSA-1: {code}, MSA-2: 77 }}, deliveries: {deliveries} }}
""" for name, respond, code, deliveries in (
            ("taken", "{ pas: { code: AA }, web: { status: 201 } }", "AA", "{ pas: delivered, web: delivered }"),
            ("refused", "{ pas: { code: AA }, web: { status: 422 } }", "AR", "{ web: dead_letter }"),
            ("later", "{ web: { status: 503 } }", "AR", "{ web: retry }"),
            ("held", "{ pas: { code: AE } }", "AR", "{ pas: hold }"),
            ("wrong", "{ pas: { code: AE } }", "AA", "{ pas: delivered }"))))
        done = vagus("test", self.folder)
        self.assertIn("4 passed, 1 failed", done.stdout, done.stderr)
        self.assertIn("what its receiver answers makes it `hold` for pas, expected `delivered`", done.stdout)
        self.assertIn("MSA-1 is 'AR', expected 'AA'", done.stdout)

    def test_an_update_leaves_what_is_no_expected_text(self):
        wrong = (self.folder / "tests/adt.yaml").read_text().replace("routes: [adt]", "routes: []")
        self.write("tests/adt.yaml", wrong)
        self.assertEqual(vagus("test", self.folder, "--update").returncode, 1)
        self.assertEqual((self.folder / "tests/adt.yaml").read_text(), wrong)

    def test_steps_and_branches_that_no_test_takes_are_named(self):
        self.write("routes/adt.yaml", """routes:
  adt:
    from: adt_in
    steps:
      - if: MSH-11.1 == 'P'
        then:
          - set: { MSH-3: VAGUS }
        else:
          - drop: MSH-11.1 != 'P'
            reason: not production traffic
      - when: PV1-2 == 'Z'
        set: { PV1-2: O }
      - switch: PV1-2
        cases:
          OUT: [{ set: { PV1-2: O } }]
          INP: [{ set: { PV1-2: I } }]
    to: [receiver]
""")
        said = self.good("test", self.folder, "--coverage", "-k", "change", "--coverage-json", self.folder / "seen.json")
        for line in ("coverage: 4 of 7 steps ran, 2 of 5 branches were taken", "routes/adt.yaml:5: no test takes this branch: else",
                     "routes/adt.yaml:9: no test runs this step: drop", "routes/adt.yaml:11: no test runs this step: set",
                     "routes/adt.yaml:13: no test takes this branch: case 'INP'"):
            self.assertIn(line, said)
        seen = json.loads((self.folder / "seen.json").read_text())
        self.assertEqual((seen["steps"], seen["ran"], seen["branches"], seen["taken"]), (7, 4, 5, 2))
        self.assertIn("5 of 7 steps ran, 3 of 5", self.good("test", self.folder, "--coverage"))

    @unittest.skipUnless(shutil.which("node") and modules().is_dir(), "yaml-language-server is not there: run scripts/setup --test")
    def test_an_editor_completes_explains_and_marks(self):
        steps = SCHEMA + "routes:\n  adt:\n    from: adt_in\n    steps:\n"
        end = "    to: [receiver]\n"
        questions = [
            {"text": (self.folder / "routes/adt.yaml").read_text()},
            {"text": steps + "      - \n" + end, "complete": [5, 8]},
            {"text": steps + "      - map: { path: PV1-2, table: t }\n        \n" + end, "complete": [6, 8]},
            {"text": SCHEMA + "inputs:\n  a:\n    ", "complete": [3, 4]},
            {"text": steps + "      - map: { path: PV1-2, table: t }\n" + end, "hover": [5, 9]},
            {"text": steps + "      - valdate: { structure: auto }\n" + end},
            {"text": steps + "      - drop: PID-1 == '9'\n        reasn: x\n" + end},
        ]
        ran = subprocess.run(["node", NPM / "editor.js", self.folder, "routes/adt.yaml"], input=json.dumps(questions),
                             env={**os.environ, "NODE_PATH": str(modules())}, capture_output=True, text=True, timeout=90, check=False)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        clean, step, inside, kind, hover, unknown, misspelt = json.loads(ran.stdout)
        self.assertEqual(clean, [])
        self.assertLessEqual({"set", "map", "validate", "if", "switch", "for_each", "use", "drop"}, set(step))
        self.assertLessEqual({"name", "when", "on_error"}, set(inside))
        self.assertNotIn("drop", inside)
        self.assertLessEqual({"mllp", "file", "http", "kafka", "response"}, set(kind))
        self.assertIn("by which table", hover)
        self.assertIn("Property valdate is not allowed.", unknown)
        self.assertEqual(misspelt, ["Property reasn is not allowed."])


class Import(unittest.TestCase):
    """Channels of Mirth Connect, made for these tests, become drafts that validate."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "imported"

    def imported(self, name):
        done = vagus("import", "mirth", ROOT / "tests/unit/engine/app/mirth" / name, self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        checked = subprocess.run([BINARY, "validate", self.folder], capture_output=True, text=True, timeout=120, check=False,
                                 env={**os.environ, "ORDERS_PORTAL_PASSWORD": "x", "ORDERS_PORTAL_X_TOKEN": "x"})
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertEqual(vagus("fmt", "--check", self.folder).returncode, 0)
        return done.stdout

    def test_drafts_validate_and_nothing_is_written_over(self):
        self.assertIn("adt_to_wards_lab.yaml: carried whole", self.imported("adt_4.xml"))
        self.assertIn("orders.yaml:", self.imported("orders_3.xml"))
        self.assertIn("results_2.yaml: 2 left to you", self.imported("group.xml"))
        again = vagus("import", "mirth", ROOT / "tests/unit/engine/app/mirth/adt_4.xml", self.folder)
        self.assertEqual(again.returncode, 1)
        self.assertIn("exists already", again.stderr)
        self.assertNotIn("include", again.stderr)
        (self.folder / "channels/orders.yaml").unlink()
        (self.folder / "vagus.yaml").write_text("version: 1\n")
        again = vagus("import", "mirth", ROOT / "tests/unit/engine/app/mirth/orders_3.xml", self.folder)
        self.assertIn("add channels/*.yaml", again.stderr)

    def test_a_draft_does_what_its_channel_did(self):
        self.imported("adt_4.xml")
        message = (r"MSH|^~\&|ADMIN|WARD|HUB|HOSPITAL|20260301091500||ADT^A01^ADT_A01|M-1|P|2.5" "\n"
                   "      PID|1||0012346^^^HOSPITAL^MR|| muster ^Max\n      PV1|1|{}|{}||||||||||||||||V77\n")
        tests = "tests:\n"
        for name, kind, ward, outputs in (
                ("inpatient", "I", "ICU", "adt_to_wards_lab_lab: [{ PID-2.1: L0012346, PV1-18.1: INT, PID-5.1: muster, MSH-3: HUB }], "
                                          "adt_to_wards_lab_wards_files: [{ MSH-3: HUB }]"),
                ("outpatient", "O", "amb", "adt_to_wards_lab_lab: [{ PV1-18.1: AMB }], adt_to_wards_lab_wards_files: []")):
            tests += f"  - name: {name}\n    input: adt_to_wards_lab\n    message: |\n      {message.format(kind, ward)}"
            tests += f"    expect: {{ outputs: {{ {outputs} }} }}\n"
        (self.folder / "channels/tests.yaml").write_text(tests)
        done = vagus("test", self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_what_is_no_export_is_refused_in_words(self):
        file = self.folder.parent / "x.xml"
        for text, why in (("<channel>", "no XML"), ("<a/>", "has no channel with a source"), ("<channel><id>1</id></channel>", "groups with their channels"), ("<!DOCTYPE a><a/>", "DOCTYPE")):
            file.write_text(text)
            done = vagus("import", "mirth", file, self.folder)
            self.assertEqual(done.returncode, 1)
            self.assertIn(why, done.stderr)


if __name__ == "__main__":
    unittest.main()
