"""FHIR: `vagus listen --fhir` against Python's HTTP client, and the engine's FHIR output against Python's HTTP server."""

import gzip
import http.client
import http.server
import json
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from peers import BINARY, PATIENCE, Engine, Sender, code, eventually, free_port, message

CONFIG = """\
version: 1
inputs:
  adt_in: { mllp: { listen: "127.0.0.1:%(adt_in)d" } }
routes:
  all: { from: adt_in, to: [fhir_main] }
outputs:
  fhir_main:
    fhir: { base_url: "http://127.0.0.1:%(pas)d/fhir", body: raw, answer_timeout: 20s, gzip: true }
    retry: { first: 100ms, max: 200ms }
"""

STATEMENT = {
    "resourceType": "CapabilityStatement",
    "fhirVersion": "4.0.1",
    "rest": [{"interaction": [{"code": "transaction"}]}],
}
DONE = {"resourceType": "Bundle", "type": "transaction-response", "entry": []}
REFUSED = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "invalid", "expression": ["Patient.birthDate"], "diagnostics": "no such day"}],
}


def bundle(*entries, kind="transaction"):
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [
            {"resource": {"resourceType": url.split("/")[0]}, "request": {"method": "PUT", "url": url}} for url in entries
        ],
    }


class Sink:
    """`vagus listen --fhir` as a process."""

    def __init__(self, *options, port=None):
        self.port = port or free_port()
        self.process = subprocess.Popen(
            [BINARY, "listen", "--fhir", f"127.0.0.1:{self.port}", "--json", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        assert "FHIR server on port" in self.process.stderr.readline()

    def stop(self):
        """What it said of each request."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=PATIENCE)
        return [json.loads(line) for line in out.splitlines()]


class Listening(unittest.TestCase):
    def ask(self, connection, method, path, body=None, headers=()):
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def test_it_answers_bundles_as_a_server_does_on_one_connection(self):
        with tempfile.TemporaryDirectory() as folder:
            sink = Sink("--save", folder)
            self.addCleanup(sink.stop)
            one = http.client.HTTPConnection("127.0.0.1", sink.port, timeout=PATIENCE)
            self.addCleanup(one.close)
            status, said = self.ask(one, "GET", "/fhir/metadata")
            self.assertEqual((status, said["fhirVersion"]), (200, "4.0.1"))
            body = json.dumps(bundle("Patient/a", "Encounter/b"))
            for expected in ("201", "200"):
                status, answer = self.ask(one, "POST", "/fhir", body)
                self.assertEqual((status, answer["type"]), (200, "transaction-response"))
                self.assertEqual([each["response"]["status"] for each in answer["entry"]], [expected] * 2)
            packed = gzip.compress(json.dumps(bundle("Patient/c", kind="batch")).encode())
            status, answer = self.ask(one, "POST", "/fhir", packed, [("Content-Encoding", "gzip")])
            self.assertEqual(answer["type"], "batch-response")
            self.assertEqual(self.ask(one, "GET", "/fhir/Patient?_summary=count")[1]["total"], 2)
            status, answer = self.ask(one, "POST", "/fhir", "no json")
            self.assertEqual((status, answer["resourceType"]), (400, "OperationOutcome"))
            with open(f"{folder}/000001.json", encoding="utf-8") as saved:
                self.assertEqual(saved.read(), body)
            seen = sink.stop()
            self.assertEqual(sink.process.returncode, 0)
            self.assertEqual([one["status"] for one in seen], [200, 200, 200, 200, 200, 400])
            self.assertEqual(seen[1]["entries"], ["PUT Patient/a 201", "PUT Encounter/b 201"])

    def test_it_refuses_when_told_to_and_stops_after_a_count(self):
        sink = Sink("--status", "503", "--count", "1")
        self.addCleanup(sink.stop)
        one = http.client.HTTPConnection("127.0.0.1", sink.port, timeout=PATIENCE)
        self.addCleanup(one.close)
        one.request("POST", "/fhir", json.dumps(bundle("Patient/a")))
        answer = one.getresponse()
        self.assertEqual((answer.status, answer.getheader("Retry-After")), (503, "1"))
        answer.read()
        self.assertEqual(sink.process.wait(PATIENCE), 0)


class Server:
    """Python's http.server; `judge(number)` gives status, headers and content for the Bundle of that number."""

    def __init__(self, port, judge, statement, certificate=None):
        self.bundles = []
        self.questions = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                outer.questions += 1
                self.respond(200, {}, statement)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                outer.bundles.append((time.monotonic(), body.decode()))
                self.respond(*judge(len(outer.bundles)))

            def respond(self, status, headers, content):
                body = gzip.compress(json.dumps(content).encode())
                self.send_response(status)
                for name, value in {"Content-Encoding": "gzip", "Content-Length": len(body), **headers}.items():
                    self.send_header(name, str(value))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.server.daemon_threads = True
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{certificate}.crt", f"{certificate}.key")
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Sending(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(CONFIG)
        self.addCleanup(self.engine.close)

    def server(self, judge, statement=STATEMENT, certificate=None):
        made = Server(self.engine.ports["pas"], judge, statement, certificate)
        self.addCleanup(made.stop)
        return made

    def send(self, *control_ids):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in control_ids:
                self.assertEqual(code(sender.send(message(control))), "AA")

    def test_bundles_arrive_in_order_and_the_statement_is_read(self):
        server = self.server(lambda _: (200, {}, DONE))
        self.engine.start()
        eventually("the check", lambda: self.engine.events("fhir.server_fits"))
        self.send("F-1", "F-2", "F-3")
        eventually("delivery", lambda: len(server.bundles) == 3)
        self.assertEqual([body.split("|")[9] for _, body in server.bundles], ["F-1", "F-2", "F-3"])
        self.assertEqual(server.questions, 1)

    def test_a_refusal_is_a_dead_letter_whose_diagnostics_a_person_can_read(self):
        self.server(lambda number: (422, {}, REFUSED) if number == 1 else (200, {}, DONE))
        self.engine.start()
        self.send("F-1", "F-2")
        dead = eventually("the dead letter", self.engine.dead_letters)
        self.assertEqual([one["control_id"] for one in dead], ["F-1"])
        hidden = self.engine.command("dead", "show", dead[0]["id"])
        self.assertNotIn("no such day", hidden.stdout)
        shown = self.engine.command("dead", "show", dead[0]["id"], "--values")
        self.assertIn("HTTP 422\nerror invalid at Patient.birthDate: no such day\n", shown.stdout)
        self.assertNotIn("no such day", self.engine.log())

    def test_a_server_that_asks_for_time_gets_it(self):
        server = self.server(lambda number: (429, {"Retry-After": 2}, REFUSED) if number == 1 else (200, {}, DONE))
        self.engine.start()
        self.send("F-1")
        eventually("the second try", lambda: len(server.bundles) == 2)
        self.assertGreaterEqual(server.bundles[1][0] - server.bundles[0][0], 1.9)

    def test_a_server_that_does_not_fit_is_told_in_status(self):
        self.server(lambda _: (200, {}, DONE), {**STATEMENT, "fhirVersion": "5.0.0"})
        self.engine.start()
        eventually("the finding", lambda: self.engine.events("fhir.server_differs"))
        status = self.engine.command("status")
        self.assertIn("the server does not fit: it speaks FHIR 5.0.0, and what is sent is R4 (4.0)", status.stdout)

    def test_secrets_are_nowhere_to_be_read(self):
        config = (CONFIG % self.engine.ports).replace("gzip: true", "auth: { basic: { user: vagus, password: s3cr3t-word } }")
        (self.engine.folder / "vagus.yaml").write_text(config)
        self.server(lambda _: (401, {}, REFUSED))
        self.engine.start()
        self.send("F-1")
        dead = eventually("the dead letter", self.engine.dead_letters)
        words = ["status", "--json"], ["dead", "ls", "--json"], ["dead", "show", dead[0]["id"], "--values", "--json"]
        for said in [self.engine.log(), *(self.engine.command(*each).stdout for each in words)]:
            self.assertTrue(said)
            self.assertNotIn("s3cr3t", said)
            self.assertNotIn("dmFndXM6czNjcjN0LXdvcmQ=", said)

    def certificate(self, name):
        path = self.engine.folder / name
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{path}.key", "-out", f"{path}.crt"],
            check=True, capture_output=True, timeout=PATIENCE,
        )  # fmt: skip
        return path

    def over_tls(self, ca):
        config = (CONFIG % self.engine.ports).replace("http://127.0.0.1", "https://localhost").replace("gzip: true", "tls: { use: web }")
        (self.engine.folder / "vagus.yaml").write_text(config + f"tls: {{ web: {{ ca: {ca}.crt }} }}\n")

    def test_https_servers_are_sent_to_when_their_certificate_is_vouched_for(self):
        certificate = self.certificate("server")
        server = self.server(lambda _: (200, {}, DONE), certificate=certificate)
        self.over_tls(certificate)
        self.engine.start()
        self.send("F-1", "F-2")
        eventually("delivery", lambda: len(server.bundles) == 2)
        eventually("the check", lambda: self.engine.events("fhir.server_fits"))

    def test_https_servers_that_nobody_vouches_for_get_nothing(self):
        server = self.server(lambda _: (200, {}, DONE), certificate=self.certificate("server"))
        self.over_tls(self.certificate("other"))
        self.engine.start()
        self.send("F-1")
        down = eventually("the refusal", lambda: self.engine.events("output.down"))
        self.assertIn("certificate", down[0]["reason"])
        self.assertEqual(server.bundles, [])

    def test_the_little_server_refuses_what_is_no_bundle(self):
        sink = Sink(port=self.engine.ports["pas"])
        self.addCleanup(sink.stop)
        self.engine.start()
        self.send("F-1")
        dead = eventually("the dead letter", self.engine.dead_letters)
        shown = self.engine.command("dead", "show", dead[0]["id"], "--values")
        self.assertIn("error structure: the body is no JSON object", shown.stdout)


if __name__ == "__main__":
    unittest.main()
