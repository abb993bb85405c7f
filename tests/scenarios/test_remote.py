"""search, explain --id and diff --id: of the store's files, and of an engine on another machine over HTTP. Both say the same."""

import http.server
import json
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import test_api
from peers import BINARY, CONFIG, PATIENCE, Sender, code, eventually, free_port, message

INDEX = "  index: [PID-3.1]\n"
MARKED = dict(patient="777888999^^^H^MR", name="Marked^Zelda")
PAGE = 200  # rows of one answer at most


def remote(url, token, *words):
    return subprocess.run(
        [BINARY, "--engine", url, "--token-file", str(token), *words], capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
    )


class WithEngine(test_api.WithApi):
    def write(self, config):
        (self.engine.folder / "vagus.yaml").write_text((config + test_api.SITE + INDEX) % self.engine.ports)

    def over_http(self, *words, role="admin"):
        token = self.engine.folder / f"{role}.token"
        if not token.exists():
            token.write_text(self.admin.good("POST", "/tokens", {"name": role, "role": role})["token"] + "\n")
        return remote(f"http://127.0.0.1:{self.engine.ports['admin']}", token, *words)

    def both(self, *words, ends=0):
        """What is said here and there, which must be the same."""
        here, there = self.engine.command(*words), self.over_http(*words)
        self.assertEqual((here.returncode, there.returncode), (ends, ends), (words, here.stderr, there.stderr))
        self.assertEqual(here.stdout, there.stdout, words)
        self.assertEqual(here.stderr, there.stderr, words)
        return there

    def delivered(self, *texts):
        self.receiver()
        self.assertEqual(set(self.send(*texts)), {"AA"})
        eventually("delivery", lambda: self.output()["delivered"] == len(texts))
        return [row["id"] for row in self.found()]


class Search(WithEngine):
    def test_every_filter_finds_the_same_here_and_there(self):
        a2, a1 = self.delivered(message("S-1", **MARKED), message("S-2", event="A08"))
        self.send("MSH|^~\\&|X|Y|Z|H|20260301090000||ORU^R01|S-3|P|2.5\r")
        s3 = self.found()[0]["id"]
        for words, ids in [
            ((), [s3, a2, a1]),
            (("--key", "777888999"), [a1]),
            (("--type", "ADT*"), [a2, a1]),
            (("--type", "ADT^A08"), [a2]),
            (("--output", "pas", "--state", "delivered"), [a2, a1]),
            (("--state", "unmatched"), [s3]),
            (("--input", "adt_in", "--text", "Zelda"), [a1]),
            (("--control", "S-2", "--output", "pas"), [a2]),
            (("--since", "2h", "--until", "1h"), []),
            (("--tag", "none_has_it"), []),
            (("--limit", "2"), [s3, a2]),
        ]:
            with self.subTest(words):
                told = self.both("search", "--json", *words, ends=0 if ids else 1)
                said = json.loads(told.stdout)
                self.assertEqual([row["id"] for row in said["messages"]], ids)
                self.assertTrue(said["all_read"])
                self.both("search", *words, ends=0 if ids else 1)
        row = json.loads(self.over_http("search", "--control", "S-2", "--json").stdout)["messages"][0]
        here = json.loads(self.engine.command("search", "--control", "S-2", "--json").stdout)["messages"][0]
        self.assertEqual((row["control"], row["delivered"], row["pending"], row["dead"], row["kept"]), ("S-2", 1, 0, 0, True))
        self.assertEqual({key: here[key] for key in here if key in row}, {key: row[key] for key in row if key in here})
        self.assertIn("in the last 15 minutes: --since looks further back", self.both("search", "--type", "XXX", ends=1).stderr)

    def test_pages_are_gone_through_to_the_limit(self):
        self.admin.good("POST", "/outputs/pas/hold", test_api.REASON)
        controls = [f"P-{n}" for n in range(PAGE + 1)]
        self.assertEqual(set(self.send(*map(message, controls))), {"AA"})
        controls.reverse()  # the newest first
        for limit, more in [(PAGE - 1, True), (PAGE, True), (PAGE + 1, None), (PAGE + 2, False)]:
            with self.subTest(limit):
                said = json.loads(self.both("search", "--json", "--limit", str(limit)).stdout)
                self.assertEqual([row["control"] for row in said["messages"]], controls[:limit])
                if more is not None:
                    self.assertEqual(said["more"], more)
        asked = [each for each in self.admin.good("GET", "/audit?what=search")["entries"]]
        self.assertEqual(len(asked), 1 + 1 + 2 + 2)  # requests of those four

    def test_who_may_not_see_values_finds_messages_and_no_text_in_them(self):
        self.delivered(message("S-1", **MARKED))
        found = self.over_http("search", "--key", "777888999", role="viewer")
        self.assertEqual(found.returncode, 0, found.stderr)
        refused = self.over_http("search", "--text", "Zelda", role="viewer")
        self.assertEqual((refused.returncode, refused.stdout), (4, ""))
        self.assertIn("those who may see values", refused.stderr)

    def test_what_was_never_there_is_said(self):
        self.assertEqual(self.both("search", "--state", "lost", ends=2).stdout, "")
        wrong = self.over_http("search", "--input", "nobody")
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("never was an input named 'nobody'", wrong.stderr)


class Urls(unittest.TestCase):
    """A server that writes down what it is asked."""

    def setUp(self):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked.append((self.command, self.path, body.decode()))
                said = json.dumps({"messages": [], "next": None, "unreadable": [], "searched": {"messages": 0, "of": 0}}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.token = Path(folder.name) / "token"
        self.token.write_text("vagus_nothing\n")

    def search(self, *words):
        remote(f"http://127.0.0.1:{self.server.server_port}", self.token, "search", *words)
        return self.asked[-1]

    def test_what_may_be_a_patients_stands_in_no_url(self):
        for words in [("--key", "777888999"), ("--text", "Zelda")]:
            method, path, body = self.search(*words, "--input", "adt_in")
            self.assertEqual((method, path), ("POST", "/api/v1/messages/find"))
            self.assertIn(words[1], body)
            self.assertIn("adt_in", body)
        self.assertEqual(self.search("--type", "ADT*", "--limit", "7")[:2], ("GET", "/api/v1/messages?type=ADT%2A&limit=7"))

    def test_nobody_there_and_no_token(self):
        url = f"http://127.0.0.1:{free_port()}"
        for words in [("search",), ("explain", "--id", "0" * 16), ("diff", "--id", "0" * 16, "--output", "pas")]:
            self.assertEqual(remote(url, self.token, *words).returncode, 3, words)
            self.assertEqual(remote(url, self.token.parent / "nothing", *words).returncode, 3, words)


class Explain(WithEngine):
    def setUp(self):
        super().setUp()
        (self.id,) = self.delivered(message("E-1", **MARKED))

    def views(self):
        return [each["result"] for each in self.admin.good("GET", f"/audit?about={self.id}&what=message.view")["entries"]]

    def test_the_rules_of_then_and_now(self):
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: LATER"))
        for how in [(), ("--values",), ("--json",), ("--json", "--values"), ("--rules", "then"), ("--rules", "now", "--values")]:
            told = self.both("explain", "--id", self.id, *how)
            self.assertIn("LATER" if "now" in how else "VAGUS", told.stdout)
            self.assertIn("777888999" if "--values" in how else "999999999", told.stdout)
        self.assertEqual(self.views(), ["values", "masked", "values", "masked", "values", "masked"])

    def test_values_are_asked_for_and_need_the_right(self):
        masked = self.over_http("explain", "--id", self.id, role="viewer")
        self.assertEqual(masked.returncode, 0, masked.stderr)
        self.assertEqual(masked.stdout, self.over_http("explain", "--id", self.id).stdout)
        refused = self.over_http("explain", "--id", self.id, "--values", role="viewer")
        self.assertEqual((refused.returncode, refused.stdout), (4, ""))
        self.assertEqual(self.views(), ["masked", "masked"])
        denied = self.admin.good("GET", "/audit?what=denied")["entries"]
        self.assertEqual([(each["who"], each["result"]) for each in denied], [("token viewer", "forbidden")])

    def test_a_message_that_goes_nowhere_is_explained_alike(self):
        texts = [message("N-1", processing="T"), message("N-2", patient=""), "MSH|^~\\&|X|Y|Z|H|20260301090000||ORU^R01|N-3|P|2.5\r"]
        self.send(*texts)
        for row, words in zip(self.found()[:3], ["kept as unmatched", "failed in adt_main", "dropped by adt_main: not production"]):
            self.assertIn(words, self.both("explain", "--id", row["id"]).stdout)

    def test_what_is_not_there_and_what_is_asked_here_only(self):
        self.assertEqual(self.over_http("explain", "--id", self.id[:-1] + "9").returncode, 1)
        self.assertEqual(self.over_http("explain", "--id", "nonsense").returncode, 2)
        self.assertEqual(self.over_http("explain", "--id", self.id, "--step", "1").returncode, 2)
        self.assertEqual(self.over_http("explain", "--id", self.id, "--rules", "maybe").returncode, 2)


class Diff(WithEngine):
    def setUp(self):
        super().setUp()
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: VAGUS, PID-8: '${PID-5.1}'"))
        self.admin.good("POST", "/config/reload", test_api.REASON, If_Match=self.admin.ask("GET", "/config").headers["ETag"])
        (self.id,) = self.delivered(message("D-1", **MARKED))

    def test_what_was_received_and_what_was_sent(self):
        masked = self.both("diff", "--id", self.id, "--output", "pas", ends=1).stdout
        self.assertIn("PID-8", masked)
        self.assertIn("absent -> 'Xxxxxx'", masked)
        self.assertNotIn("Marked", masked)
        lines = self.both("diff", "--id", self.id, "--output", "pas", "--values", "--json", ends=1).stdout.splitlines()
        self.assertIn(
            {"message": 1, "path": "PID-8", "name": "Administrative Sex", "first": None, "second": "Marked", "step": "step 3 set MSH-3, PID-8, vagus.yaml:15"},
            [json.loads(each) for each in lines]
        )
        views = self.admin.good("GET", f"/audit?about={self.id}&what=message.view")["entries"]
        self.assertEqual([each["result"] for each in views], ["values", "masked"])

    def test_values_need_the_right(self):
        refused = self.over_http("diff", "--id", self.id, "--output", "pas", "--values", role="viewer")
        self.assertEqual((refused.returncode, refused.stdout), (4, ""))
        self.assertEqual(self.over_http("diff", "--id", self.id, "--output", "pas", role="viewer").returncode, 1)

    def test_what_cannot_be_compared_is_not_called_different(self):
        self.assertEqual(self.over_http("diff", "--id", self.id, "--output", "nobody").returncode, 2)
        self.assertEqual(self.engine.command("diff", "--id", self.id, "--output", "nobody").returncode, 2)
        self.assertEqual(self.over_http("diff", "--id", self.id[:-1] + "9", "--output", "pas").returncode, 2)
        self.assertEqual(self.both("diff", "--id", self.id, ends=2).stdout, "")
        self.assertEqual(self.engine.command("diff").returncode, 2)

    def test_bytes_that_were_sent_on_as_they_came_do_not_differ(self):
        self.write(CONFIG.replace("      - set: { MSH-3: VAGUS }\n", ""))
        self.admin.good("POST", "/config/reload", test_api.REASON, If_Match=self.admin.ask("GET", "/config").headers["ETag"])
        self.assertEqual(self.send(message("D-2")), ["AA"])
        one = self.found()[0]["id"]
        self.assertIn("as they were received", self.both("diff", "--id", one, "--output", "pas").stderr)


class Dead(WithEngine):
    def test_dead_letters_are_counted_and_discarded(self):
        self.receiver()
        self.send(message("F-1", patient=""), message("F-2", patient=""))
        counted = self.both("dead", "discard", "--route", "adt_main", "--reason", "a test", "--dry-run").stdout
        self.assertIn("2 dead letters", counted)
        self.assertEqual(self.over_http("dead", "discard", "--route", "adt_main", "--reason", "a test", role="viewer").returncode, 4)
        told = self.over_http("dead", "discard", "--route", "adt_main", "--reason", "a test")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual(self.admin.good("GET", "/dead")["dead"], [])


class Files(WithEngine):
    """What reads this machine's files looks at no engine elsewhere, and must not seem to."""

    def test_files_of_this_machine_are_not_taken_for_those_of_an_engine_elsewhere(self):
        verbs = ["audit verify", "audit show", "store status", "store verify", "store backup copy", "store export copy", "store rekey"]
        for words in [verb.split() for verb in verbs]:
            told = self.over_http(*words)
            self.assertEqual((told.returncode, told.stdout), (2, ""), (words, told.stderr))
            self.assertIn("reads files of this machine", told.stderr)
            self.assertIn(f"127.0.0.1:{self.engine.ports['admin']}", told.stderr)
        self.assertEqual(self.engine.command("audit", "verify").returncode, 0)
        named = self.over_http("audit", "verify", str(self.engine.folder / ".vagus/store/audit"))
        self.assertEqual(named.returncode, 0, named.stderr)  # whoever names a folder means that one
        held = self.over_http("store", "hold", "1", "--reason", "a test")
        self.assertEqual(held.returncode, 0, held.stderr)  # the engine's to decide, wherever it is


if __name__ == "__main__":
    unittest.main()
