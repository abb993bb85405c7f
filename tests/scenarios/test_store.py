"""The store's files in the hands of operations staff."""

import json
import shutil
import time
import unittest

from peers import Engine, Receiver, Sender, code, eventually, message


class StoreFiles(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)

    def send(self, *control_ids):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in control_ids:
                self.assertEqual(code(sender.send(message(control))), "AA")

    def store(self, *words):
        done = self.engine.command("store", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def folder(self):
        return self.engine.folder / ".vagus" / "store"

    def test_a_running_engine_is_backed_up_and_comes_back_from_it(self):
        self.engine.start()
        self.send("S-1", "S-2")
        copy = self.engine.folder / "copy"
        self.store("backup", str(copy))
        self.assertIn("ok", self.store("verify"))
        self.engine.kill()
        shutil.rmtree(self.folder())
        shutil.move(copy, self.folder())
        self.assertIn("restored from a backup", self.store("status"))
        self.engine.start()
        self.assertTrue(self.engine.events("store.restored"))
        self.send("S-1", "S-3")  # the first is known: a resend
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        time.sleep(1)
        self.assertEqual(pas.control_ids(), [])  # held: what was sent since the backup, the copy does not know
        released = self.engine.command("output", "release", "pas", "--reason", "the receiver was asked")
        self.assertEqual(released.returncode, 0, released.stderr)
        eventually("the queue", lambda: pas.control_ids() == ["S-1", "S-2", "S-3"])
        exported = self.engine.folder / "out"
        self.store("export", str(exported), "--form", "files")
        self.assertEqual(len(list(exported.glob("*.hl7"))), 3)

    def test_a_second_engine_a_damaged_and_a_missing_file_end_with_codes_of_their_own(self):
        self.engine.start()
        self.send("S-1", "S-2")
        second = self.engine.command("run")
        self.assertEqual(second.returncode, 7, second.stderr)
        self.engine.stop()
        segment = self.folder() / "s0-1.db"
        whole = segment.read_bytes()
        segment.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
        self.assertEqual(self.engine.command("run").returncode, 10)
        self.assertEqual(self.engine.command("store", "verify").returncode, 10)
        segment.unlink()
        self.assertEqual(self.engine.command("run").returncode, 5)

    def test_a_message_is_found_by_its_control_id_while_the_engine_runs_and_when_it_does_not(self):
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        self.engine.start()
        self.send("S-1", "S-2")
        eventually("delivery", lambda: pas.control_ids() == ["S-1", "S-2"])

        def found(control, *words):
            done = self.engine.command("search", "--control", control, *words, "--json")
            return done.returncode, json.loads(done.stdout)

        def is_delivered():
            code, answer = found("S-2", "--input", "adt_in", "--since", "1h")
            message = answer["messages"][0]
            states = message["state"], *(one["state"] for one in message["deliveries"])
            return code == 0 and states == ("queued", "delivered")

        eventually("the settle", is_delivered)
        self.engine.stop()
        self.assertTrue(is_delivered())
        self.assertEqual(found("S-3"), (1, {"messages": [], "more": False, "all_read": True}))
        for_people = self.engine.command("search", "--control", "S-2").stdout
        self.assertIn("pas  delivered", for_people)
        self.assertNotIn("S-2", for_people)
