"""MLLP over TLS, with the openssl command at the other end."""

import json
import signal
import subprocess
import unittest

from peers import BINARY, PATIENCE, Engine, eventually, message
from tls_peers import Authority, receiver, sender

CONFIG = """\
version: 1
tls:
  hospital: { cert: CERTS/engine.crt, key: CERTS/engine.key, ca: CERTS/ca.crt }
  bare: { ca: CERTS/ca.crt }
inputs:
  adt_in:
    mllp:
      listen: "127.0.0.1:%(adt_in)d"
      tls: { use: hospital, client_auth: required, allow_names: [pas.test, "*.lab.test"] }
routes:
  all: { from: adt_in, to: [pas] }
outputs:
  pas:
    mllp: { connect: "localhost:%(pas)d", connect_timeout: 2s, tls: { use: hospital } }
    retry: { first: 100ms, max: 200ms }
"""


def ack(text):
    control = text.split("|")[9]
    return f"MSH|^~\\&|PAS|H|VAGUS|H|20260301090000||ACK^A01|A{control}|P|2.5\rMSA|AA|{control}\r"


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ca = Authority()
        cls.addClassCleanup(cls.ca.close)
        cls.stranger = Authority("Somebody Else")
        cls.addClassCleanup(cls.stranger.close)
        cls.ca.issue("pas", "DNS:pas.test")
        cls.ca.issue("receiver", "DNS:localhost")
        cls.ca.issue("expired", "DNS:localhost,DNS:pas.test", days=-1)
        cls.ca.issue("elsewhere", "DNS:elsewhere.test")
        cls.stranger.issue("pas", "DNS:localhost,DNS:pas.test")

    def setUp(self):
        self.ca.issue("engine", "DNS:localhost,IP:127.0.0.1")
        self.engine = Engine(CONFIG.replace("CERTS", str(self.ca.folder)))
        self.addCleanup(self.engine.close)

    def started(self, replace="", by=""):
        path = self.engine.folder / "vagus.yaml"
        path.write_text(path.read_text().replace(replace, by))
        return self.engine.start()

    def sends(self, *words):
        made = sender(self.engine.ports["adt_in"], "-CAfile", self.ca.path("ca.crt"), *words)
        self.addCleanup(made.close)
        return made

    def receives(self, *words):
        made = receiver(self.engine.ports["pas"], *words)
        self.addCleanup(made.close)
        return made

    def one_message(self, control):
        """Accepted, so that the output has something to send."""
        pas = self.sends(*self.ca.files("pas"))
        pas.send(message(control))
        self.assertIn(f"MSA|AA|{control}", pas.frame())

    # Inputs

    def test_messages_come_in_over_tls_1_2_and_1_3(self):
        self.started()
        for version in ("-tls1_2", "-tls1_3"):
            with self.subTest(version):
                pas = self.sends(version, *self.ca.files("pas"))
                for number in range(3):
                    pas.send(message(f"T{version}-{number}"))
                    self.assertIn(f"MSA|AA|T{version}-{number}", pas.frame())

    def test_every_refused_sender_has_its_own_reason(self):
        self.started()
        refused = {
            "no_certificate": [],
            "expired": self.ca.files("expired"),
            "unknown_ca": self.stranger.files("pas"),
            "name_not_allowed": self.ca.files("elsewhere"),
            "protocol_too_old": ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", *self.ca.files("pas")],
        }
        for number, (check, words) in enumerate(refused.items(), 1):
            with self.subTest(check):
                self.sends(*words)
                eventually("the refusal", lambda: len(self.engine.events("tls.failed")) >= number)
                self.assertEqual(self.engine.events("tls.failed")[-1]["check"], check)
        self.assertEqual(len({event["reason"] for event in self.engine.events("tls.failed")}), len(refused))

    def test_a_renewed_certificate_serves_new_senders_and_open_sessions_go_on(self):
        self.started()
        pas = self.sends(*self.ca.files("pas"))
        pas.send(message("R-1"))
        self.assertIn("MSA|AA|R-1", pas.frame())
        before = self.shown()
        self.ca.issue("engine", "DNS:localhost,IP:127.0.0.1", days=30)
        self.engine.process.send_signal(signal.SIGHUP)
        eventually("certificate.renewed", lambda: self.engine.events("certificate.renewed"))
        self.assertNotEqual(self.shown(), before)
        pas.send(message("R-2"))
        self.assertIn("MSA|AA|R-2", pas.frame())

    def test_a_changed_file_is_seen_without_a_signal(self):
        self.started()
        before = self.shown()
        self.ca.issue("engine", "DNS:localhost,IP:127.0.0.1", days=30)
        eventually("certificate.renewed", lambda: self.engine.events("certificate.renewed"))
        self.assertNotEqual(self.shown(), before)
        self.assertEqual(self.engine.events("certificate.unusable"), [])

    def test_a_reload_takes_profiles_that_changed_for_new_connections_and_open_ones_go_on(self):
        self.started()
        pas = self.sends(*self.ca.files("pas"))
        pas.send(message("P-1"))
        self.assertIn("MSA|AA|P-1", pas.frame())
        before = self.shown()
        path = self.engine.folder / "vagus.yaml"
        text = path.read_text()
        self.ca.issue("other", "DNS:localhost,IP:127.0.0.1")
        path.write_text(text.replace("/engine.", "/other.").replace("  bare:", "  fresh: { ca: " + self.ca.path("ca.crt") + " }\n  bare:"))
        told = self.engine.command("reload")
        self.assertEqual(told.returncode, 0, told.stdout + told.stderr)
        self.assertIn("~ tls hospital", told.stdout)
        self.assertIn("+ tls fresh", told.stdout)
        self.assertNotEqual(self.shown(), before)
        pas.send(message("P-2"))  # on the connection of before
        self.assertIn("MSA|AA|P-2", pas.frame())
        path.write_text(path.read_text().replace("{ cert:", '{ min_version: "1.3", cert:'))
        self.assertEqual(self.engine.command("reload").returncode, 0)
        self.sends("-tls1_2", *self.ca.files("pas"))
        eventually("the refusal", lambda: self.engine.events("tls.failed"))
        self.assertEqual(self.engine.events("tls.failed")[-1]["check"], "protocol_too_old")
        broken = path.read_text().replace("/other.crt", "/nowhere.crt")
        path.write_text(broken)
        refused = self.engine.command("reload")
        self.assertEqual(refused.returncode, 1)
        pas.send(message("P-3"))
        self.assertIn("MSA|AA|P-3", pas.frame())
        path.write_text(text)
        self.assertEqual(self.engine.command("reload").returncode, 0)
        self.assertEqual(self.shown(), before)

    def shown(self):
        """The certificate that the port shows."""
        seen = subprocess.run(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{self.engine.ports['adt_in']}", *self.ca.files("pas")],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False,
        ).stdout
        self.assertIn("BEGIN CERTIFICATE", seen)
        return seen[seen.index("-----BEGIN") : seen.index("-----END")]

    # Outputs

    def test_messages_leave_over_tls_1_2_and_1_3(self):
        for version in ("-tls1_2", "-tls1_3"):
            with self.subTest(version):
                self.started()
                there = self.receives(version, *self.ca.files("receiver"), "-CAfile", self.ca.path("ca.crt"), "-Verify", "1")
                done = len(self.engine.events("output.up"))
                for number in range(3):
                    self.one_message(f"O{version}-{number}")
                    arrived = there.frame()
                    self.assertIn(f"O{version}-{number}", arrived)
                    there.send(ack(arrived))
                eventually("an empty queue", lambda: self.output()["pending"] == 0)
                self.assertLessEqual(len(self.engine.events("output.up")), done + 1)
                self.engine.stop()
                there.close()

    def output(self):
        return json.loads(self.engine.command("status", "--json").stdout)["outputs"][0]

    def refusal(self, *words, replace="", by=""):
        self.started(replace, by)
        self.receives(*words)
        self.one_message("F-1")
        return lambda expected: eventually(expected, lambda: expected in self.output()["why"])

    def test_a_receiver_with_an_expired_certificate(self):
        said = self.refusal(*self.ca.files("expired"))
        said("the receiver's certificate 'localhost, pas.test' expired on ")
        self.assertIn("expired on", self.engine.command("status").stdout)

    def test_a_receiver_with_another_name(self):
        self.refusal(*self.ca.files("elsewhere"))("'elsewhere.test' is not for 'localhost'")

    def test_a_receiver_of_an_unknown_authority(self):
        self.refusal(*self.stranger.files("pas"))("was issued by 'Somebody Else', which our `ca` does not know")

    def test_a_receiver_that_misses_our_certificate(self):
        for version in ("-tls1_2", "-tls1_3"):
            with self.subTest(version):
                said = self.refusal(
                    version, *self.ca.files("receiver"), "-CAfile", self.ca.path("ca.crt"), "-Verify", "1",
                    replace="tls: { use: hospital } }", by="tls: { use: bare } }",
                )
                said("the receiver wants a certificate from us")
                self.doCleanups()
                self.setUp()

    # People

    def test_status_says_when_certificates_end(self):
        self.started()
        certificates = json.loads(self.engine.command("status", "--json").stdout)["certificates"]
        self.assertEqual([one["profile"] for one in certificates], ["hospital"])
        self.assertIn(certificates[0]["days_left"], (59, 60))
        self.assertIn(certificates[0]["expires"], self.engine.command("status").stdout)

    def test_validate_looks_into_the_files(self):
        for file, code, words in (
            ("expired", "VG3113", "this certificate expired on"),
            ("pas", "VG3112", "this key does not belong to the certificate"),
            ("nowhere", "VG3111", "cannot read"),
        ):
            with self.subTest(file):
                key = "expired" if file == "expired" else "engine"
                text = CONFIG.replace("CERTS/engine.crt", f"CERTS/{file}.crt").replace("CERTS/engine.key", f"CERTS/{key}.key")
                (self.engine.folder / "vagus.yaml").write_text(
                    text.replace("CERTS", str(self.ca.folder)) % self.engine.ports)
                said = subprocess.run([BINARY, "validate", str(self.engine.folder)], capture_output=True, text=True,
                                      timeout=PATIENCE, check=False)
                self.assertEqual(said.returncode, 0 if code == "VG3113" else 1)
                self.assertRegex(said.stdout, rf"vagus\.yaml:3:\d+: (error|warning)\[{code}\]: {words}")

    def test_send_and_listen_speak_tls_with_each_other(self):
        port = self.engine.ports["pas"]
        listening = subprocess.Popen(
            [BINARY, "listen", f"127.0.0.1:{port}", "--tls", "--cert", self.ca.path("receiver.crt"), "--key",
             self.ca.path("receiver.key"), "--ca", self.ca.path("ca.crt"), "--count", "1"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        self.addCleanup(listening.kill)
        listening.stderr.readline()  # listening on port ...

        def send(*words):
            return subprocess.run([BINARY, "send", "-", "--to", f"localhost:{port}", "--tls", *words], input=message("S-1"),
                                  capture_output=True, text=True, timeout=PATIENCE, check=False)

        ours = ["--cert", self.ca.path("pas.crt"), "--key", self.ca.path("pas.key")]
        distrusting = send(*ours, "--ca", self.stranger.path("ca.crt"))
        self.assertEqual(distrusting.returncode, 3)
        self.assertIn("was issued by 'Test CA', which our `ca` does not know", distrusting.stderr)
        sent = send(*ours, "--ca", self.ca.path("ca.crt"))
        self.assertEqual(sent.returncode, 0, sent.stderr)
        heard, refused = listening.communicate(timeout=PATIENCE)
        self.assertIn("ADT^A01", heard)
        self.assertIn("the sender refused us: it does not know the authority that issued our certificate", refused)


if __name__ == "__main__":
    unittest.main()
