"""A store with a key: what lies on the disk says nothing, a crash loses nothing, and with another key nothing happens."""

import base64
import secrets
import subprocess
import time
import unittest

from peers import CONFIG, Engine, Receiver, Sender, code, eventually, message

MARKED = "Zerozeropatient"
LOCKED = 11


class EncryptedStore(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(CONFIG + 'site:\n  index: [PID-3.1]\n  store: { encrypt_key: "${file:store.key}" }\n')
        self.addCleanup(self.engine.close)
        self.key = self.new_key("store.key")

    def new_key(self, name):
        key = secrets.token_hex(32)
        (self.engine.folder / name).write_text(key + "\n")
        return key

    def write_config(self, with_key):
        file = self.engine.folder / "vagus.yaml"
        line = '  store: { encrypt_key: "${file:store.key}" }\n'
        file.write_text(file.read_text().replace(line, "") + (line if with_key else ""))

    def folder(self):
        return self.engine.folder / ".vagus" / "store"

    def holding(self, text, folder=None):
        files = [file for file in (folder or self.folder()).rglob("*") if file.is_file() and file.name != "ballast"]
        self.assertTrue(files)
        return sorted(file.name for file in files if text.encode() in file.read_bytes())

    def send(self, *controls):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in controls:
                self.assertEqual(code(sender.send(message(control, name=f"{MARKED}^Ida"))), "AA")

    def refused(self, *words):
        done = self.engine.command(*words)
        self.assertEqual(done.returncode, LOCKED, done.stderr)
        self.assertNotIn(self.key, done.stdout + done.stderr)
        return done.stderr

    def done(self, *words):
        done = self.engine.command(*words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(self.key, done.stdout + done.stderr)
        return done.stdout

    def test_a_patient_is_in_no_file_and_nothing_is_lost_by_a_kill(self):
        self.engine.start()
        self.send("E-1", "E-2")
        self.assertEqual(self.holding(MARKED), [])
        self.assertEqual(self.holding("E-1"), [])
        self.engine.kill()
        self.assertEqual(self.holding(MARKED), [])
        self.engine.start()
        self.send("E-3")
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        eventually("the queue", lambda: pas.control_ids() == ["E-1", "E-2", "E-3"])
        copy = self.engine.folder / "copy"
        self.done("store", "backup", str(copy))
        self.assertEqual(self.holding(MARKED, copy), [])
        for words in (("store", "status"), ("store", "verify"), ("search", "--control", "E-1"), ("search", "--key", "0012345")):
            self.assertNotIn(MARKED, self.done(*words))
        found = self.done("search", "--control", "E-1").split()[0]
        self.assertIn("VAGUS", self.done("explain", "--id", found, "--values"))
        self.assertEqual(self.engine.command("replay-diff", "--with", str(self.engine.folder), "--store", str(copy)).returncode, 0)
        out = self.engine.folder / "out"
        self.done("store", "export", str(out))
        self.assertIn("messages.mllp", self.holding(MARKED, out))
        for words in (("config", "show", "--json"), ("status",), ("validate",)):
            self.done(*words)
        self.engine.stop()
        self.assertEqual(self.holding(MARKED), [])
        self.assertNotIn(self.key, self.engine.log() if callable(getattr(self.engine, "log", None)) else "")

    def test_without_a_key_it_would_be_found(self):
        self.write_config(with_key=False)
        self.engine.start()
        self.send("E-1")
        self.assertNotEqual(self.holding(MARKED), [])

    def test_the_key_has_to_be_its_own(self):
        self.engine.start()
        self.send("E-1")
        self.engine.stop()
        commands = (("run",), ("store", "status"), ("store", "verify"), ("store", "backup", str(self.engine.folder / "b")),
                    ("store", "export", str(self.engine.folder / "e")), ("search", "--control", "E-1"), ("explain", "--id", "0" * 16))
        self.write_config(with_key=False)
        for words in commands:
            self.assertIn("its key is not there", self.refused(*words))
        self.write_config(with_key=True)
        self.new_key("store.key")
        for words in commands:
            self.assertIn("another key", self.refused(*words))
        (self.engine.folder / "store.key").write_text(base64.b64encode(bytes.fromhex(self.key)).decode())
        self.engine.start()  # the same bytes, otherwise written

    def test_a_weak_key_and_one_in_the_file_are_findings_that_do_not_show_it(self):
        (self.engine.folder / "store.key").write_text("ab" * 32)
        done = self.engine.command("validate")
        self.assertEqual(done.returncode, 1)
        self.assertIn("VG3151", done.stdout + done.stderr)
        self.assertNotIn("abab", done.stdout + done.stderr)
        file = self.engine.folder / "vagus.yaml"
        file.write_text(file.read_text().replace("${file:store.key}", self.key))
        done = self.engine.command("validate")
        self.assertEqual(done.returncode, 1)
        self.assertIn("VG3150", done.stdout + done.stderr)
        self.assertNotIn(self.key, done.stdout + done.stderr)

    def test_a_plain_store_is_encrypted_given_another_key_and_made_plain_again(self):
        self.write_config(with_key=False)
        self.engine.start()
        self.send("E-1")
        self.assertEqual(self.engine.command("store", "rekey").returncode, 7)
        self.engine.kill()
        self.write_config(with_key=True)
        self.assertIn("is not encrypted", self.refused("run"))
        self.assertIn("are encrypted", self.done("store", "rekey"))
        self.assertEqual(self.holding(MARKED), [])
        (self.engine.folder / "old.key").write_text(self.key)
        self.new_key("store.key")
        self.refused("store", "rekey")  # the old one is not known
        self.assertIn("are encrypted", self.done("store", "rekey", "--old-key-file", str(self.engine.folder / "old.key")))
        self.engine.start()
        self.send("E-2")
        self.engine.stop()
        (self.folder() / "rekey.unfinished").touch()
        self.assertIn("run the same `vagus store rekey` again", self.refused("run"))
        self.done("store", "rekey")
        (self.engine.folder / "store.key").rename(self.engine.folder / "old.key")
        self.write_config(with_key=False)
        self.assertIn("are plain", self.done("store", "rekey", "--old-key-file", str(self.engine.folder / "old.key")))
        self.engine.start()
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        eventually("the queue", lambda: pas.control_ids() == ["E-1", "E-2"])


if __name__ == "__main__":
    unittest.main()
