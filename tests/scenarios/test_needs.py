"""Other systems are asked before the routes run; what they answered lies with the message and is never asked for again."""

import http.server
import json
import pathlib
import subprocess
import tempfile
import threading
import unittest
import urllib.request

from peers import BINARY, CONFIG, PATIENCE, ROOT, Engine, Receiver, Sender, code, eventually, free_port, message

CALLS = """\
calls:
  mpi_lookup:
    url: "http://127.0.0.1:%(mpi)d/patient/${PID-3.1}"
    headers: { X-Site: ward }
    auth: { basic: { user: vagus, password: secret } }
    within: 30s
    max_answer: 2KiB
    in_flight: 2
site: { metrics: { listen: "127.0.0.1:%(metrics)d" } }
routes:
"""
NEEDS = """\
    needs: { mpi: { call: mpi_lookup, when: "MSH-9.2 != 'A03'" } }
    steps:
      - set: { PID-5.1: "${need('mpi', '/name/0/family')}" }
"""
ASKING = CONFIG.replace("routes:\n", CALLS).replace("    steps:\n", NEEDS)


class OtherSystem:
    """Answers GETs as the test says, and remembers who asked."""

    def __init__(self, port):
        self.asked = []
        self.headers = []
        self.answer = lambda path: (200, json.dumps({"name": [{"family": "Known"}]}))
        self.now = self.most = 0
        self.guard = threading.Lock()
        other = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with other.guard:
                    other.asked.append(self.path)
                    other.headers.append(dict(self.headers))
                    other.now += 1
                    other.most = max(other.most, other.now)
                try:
                    status, body = other.answer(self.path)
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body.encode())
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with other.guard:
                        other.now -= 1

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Asking(unittest.TestCase):
    config = ASKING

    def setUp(self):
        ports = {"mpi": free_port(), "metrics": free_port()}
        self.engine = Engine(self.config.replace("%(mpi)d", str(ports["mpi"])).replace("%(metrics)d", str(ports["metrics"])))
        self.addCleanup(self.engine.close)
        self.metrics = ports["metrics"]
        self.mpi = OtherSystem(ports["mpi"])
        self.addCleanup(self.mpi.stop)
        self.receiver = Receiver(self.engine.ports["pas"])
        self.addCleanup(self.receiver.stop)
        self.engine.start()

    def send(self, control, expected="AA", **what):
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send(message(control, **what))), expected)

    def names(self):
        return [str(one.segment("PID")[5]) for one in self.receiver.received]

    def command(self, *words, ends=0):
        told = self.engine.command(*words)
        self.assertEqual(told.returncode, ends, told.stdout + told.stderr)
        return told.stdout + told.stderr

    def id_of(self, control):
        return json.loads(self.command("search", "--control", control, "--json"))["messages"][0]["id"]

    def counted(self, result):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics}/metrics", timeout=PATIENCE) as page:
            for line in page.read().decode().splitlines():
                if line.startswith("vagus_call_answers_total") and f'result="{result}"' in line:
                    return float(line.rsplit(" ", 1)[1])
        return None


class Needs(Asking):
    def test_a_value_reaches_the_output_and_explain_and_replay_ask_nobody(self):
        self.send("N-1")
        eventually("delivery", lambda: self.names() == ["Known^Ida"])
        self.assertEqual(self.mpi.asked, ["/patient/0012345"])
        self.assertEqual(self.mpi.headers[0]["X-Site"], "ward")
        self.assertTrue(self.mpi.headers[0]["Authorization"].startswith("Basic "))
        self.assertEqual(self.mpi.headers[0]["Accept"], "application/json")
        self.send("N-2", event="A03")  # `when` does not hold
        eventually("delivery", lambda: len(self.names()) == 2)
        self.assertEqual(len(self.mpi.asked), 1)
        self.assertEqual(self.counted("found"), 1)
        id = self.id_of("N-1")
        self.mpi.answer = lambda _: (500, "")
        told = self.command("explain", "--id", id, "--values")
        self.assertIn("need mpi", told)
        self.assertIn("Known", told)
        replayed = self.command("replay-diff", "--with", str(self.engine.folder))
        self.assertNotIn("lies with the message", replayed)
        self.assertRegex(replayed, r"2 messages|2 alike|no difference")
        self.assertEqual(len(self.mpi.asked), 1)
        self.assertNotIn("0012345", self.engine.log())
        self.assertNotIn("Known", self.engine.log())

    def test_without_an_answer_the_route_fails_and_says_why_without_values(self):
        wrong = {
            "N-status": (lambda _: (503, "0012345 is locked"), "it answered HTTP 503"),
            "N-html": (lambda _: (200, "<html>0012345</html>"), "its answer is no JSON at byte 0"),
            "N-long": (lambda _: (200, json.dumps("x" * 3000)), "longer than"),
        }
        for control, (answer, words) in wrong.items():
            with self.subTest(control):
                self.mpi.answer = answer
                self.send(control)
        self.mpi.stop()
        self.send("N-away")
        for words in [words for _, words in wrong.values()] + ["cannot connect to http://127.0.0.1"]:
            eventually(words, lambda: words in self.engine.log())
        self.assertNotIn("0012345", self.engine.log())
        self.assertEqual(self.counted("failed"), 4)
        eventually("failed routes", lambda: len(self.engine.dead_letters()) == 4)
        self.assertEqual(self.receiver.received, [])

    def test_a_slow_system_slows_its_own_sender_and_no_more_are_asked_at_once_than_it_may(self):
        go = threading.Event()
        self.addCleanup(go.set)

        def slow(_):
            go.wait(PATIENCE)
            return (200, json.dumps({"name": [{"family": "Slow"}]}))

        self.mpi.answer = slow
        threads = []
        for n in range(5):
            threads.append(threading.Thread(target=self.send, args=(f"N-{n}",), kwargs={"patient": f"{n}^^^H^MR"}))
        for each in threads:
            each.start()
        eventually("as many are asked as may be", lambda: self.mpi.now >= 2)
        with Sender(self.engine.ports["adt_in"]) as sender:  # needs nothing, waits for nobody
            self.assertEqual(code(sender.send(message("N-free", event="A03"))), "AA")
        self.assertTrue(all(each.is_alive() for each in threads))
        go.set()
        for each in threads:
            each.join()
        eventually("delivery", lambda: len(self.receiver.received) == 6)
        self.assertEqual(self.mpi.most, 2)


class Late(Asking):
    config = ASKING.replace("within: 30s", "within: 1500ms")

    def test_a_system_that_does_not_answer_fails_the_route_in_the_end(self):
        over = threading.Event()
        self.addCleanup(over.set)

        def silent(_):
            over.wait()
            return (200, "{}")

        self.mpi.answer = silent
        self.send("N-late")
        eventually("the reason", lambda: "no answer in time" in self.engine.log())
        self.assertEqual(self.counted("failed"), 1)
        eventually("a failed route", lambda: len(self.engine.dead_letters()) == 1)
        self.assertEqual(self.receiver.received, [])


class Again(Asking):
    """What is planned again."""

    def failed(self):
        return self.engine.dead_letters()

    def test_a_retry_asks_for_what_was_not_answered_and_is_kept_with_its_answer_over_a_kill(self):
        self.mpi.answer = lambda _: (503, "")
        self.send("N-1")
        eventually("a failed route", self.failed)
        eventually("the reason", lambda: "it answered HTTP 503" in json.dumps(self.failed()) + self.engine.log())
        self.mpi.answer = lambda _: (200, json.dumps({"name": [{"family": "Later"}]}))
        self.engine.kill()
        self.engine.start()
        self.assertEqual(len(self.mpi.asked), 1)  # a start asks nobody
        id = self.failed()[0]["id"]
        self.command("dead", "retry", id, "--reason", "the index is back")
        eventually("delivery", lambda: self.names() == ["Later^Ida"])
        self.assertEqual(len(self.mpi.asked), 2)
        self.assertEqual(self.failed(), [])

    def test_a_route_that_failed_with_an_answer_is_retried_with_that_answer(self):
        self.send("N-1", patient="^^^H^MR")  # no number: nothing can be asked
        eventually("a failed route", self.failed)
        self.assertEqual(self.mpi.asked, [])
        path = self.engine.folder / "vagus.yaml"
        text = path.read_text()
        path.write_text(text.replace("      - set: { MSH-3: VAGUS }", "      - fail: on purpose"))
        self.command("reload")
        self.send("N-2")
        eventually("two failed routes", lambda: len(self.failed()) == 2)
        self.assertEqual(len(self.mpi.asked), 1)
        self.mpi.answer = lambda _: (200, json.dumps({"name": [{"family": "Other"}]}))
        path.write_text(text)
        self.command("reload")
        id = [one for one in self.failed() if one["control_id"] == "N-2"][0]["id"]
        self.command("dead", "retry", id, "--reason", "mended")
        eventually("delivery", lambda: self.names() == ["Known^Ida"])
        self.assertEqual(len(self.mpi.asked), 1)

    def test_a_resend_by_todays_rules_asks_anew(self):
        self.send("N-1")
        eventually("delivery", lambda: self.names() == ["Known^Ida"])
        self.mpi.answer = lambda _: (200, json.dumps({"name": [{"family": "New"}]}))
        id = self.id_of("N-1")
        self.command("resend", id, "--to", "pas", "--reason", "once more")
        eventually("delivery", lambda: self.names() == ["Known^Ida", "Known^Ida"])
        self.assertEqual(len(self.mpi.asked), 1)
        self.command("resend", id, "--to", "pas", "--rules", "--reason", "anew")
        eventually("delivery", lambda: self.names()[-1] == "New^Ida")
        self.assertEqual(len(self.mpi.asked), 2)

    def test_an_address_that_changes_is_asked_from_the_reload_on(self):
        port = free_port()
        other = OtherSystem(port)
        self.addCleanup(other.stop)
        self.send("N-1")
        path = self.engine.folder / "vagus.yaml"
        text = path.read_text()
        at = text.index("http://127.0.0.1:") + len("http://127.0.0.1:")
        path.write_text(text[:at] + str(port) + text[text.index("/patient", at):])
        self.assertIn("~ call mpi_lookup", self.command("reload"))
        self.send("N-2")
        eventually("delivery", lambda: len(self.names()) == 2)
        self.assertEqual((len(self.mpi.asked), len(other.asked)), (1, 1))


class Offline(unittest.TestCase):
    SAMPLE = str(ROOT / "samples/cookbook/ask_another_system.yaml")
    MESSAGE = message("N-1", patient="4711^^^H^MR")

    def explain(self, *words):
        told = subprocess.run([BINARY, "explain", "-c", self.SAMPLE, "-", "--values", *words], input=self.MESSAGE,
                              capture_output=True, text=True, timeout=PATIENCE)
        return told.stdout + told.stderr

    def test_explain_takes_an_answer_from_a_file_and_says_that_none_was_given(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write('{"identifier": {"value": "E-77"}}')
            file.flush()
            self.assertIn("E-77", self.explain("--need", f"patient={file.name}"))
        self.assertIn("none was given: --need NAME=FILE.json", self.explain())
        self.assertIn("cannot be read: there is no such file", self.explain("--need", "patient=/nowhere.json"))
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write('"' + "x" * (4 << 20) + '"')  # what one message may be told, and two bytes
            file.flush()
            self.assertIn("larger than 4194304 bytes", self.explain("--need", f"patient={file.name}"))

    def test_a_test_whose_route_asks_says_what_comes(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "vagus.yaml"
            path.write_text(pathlib.Path(self.SAMPLE).read_text().replace("    needs: { patient: nothing }\n", ""))
            told = subprocess.run([BINARY, "test", str(path)], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(told.returncode, 1, told.stdout + told.stderr)
        self.assertIn("a route asks for 'patient' (call 'index'), and the test does not say what comes", told.stdout + told.stderr)


if __name__ == "__main__":
    unittest.main()
