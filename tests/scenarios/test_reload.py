"""Rules that change under way: no connection dropped, nothing lost, and back again."""

import json
import signal
import threading
import time
import unittest

from peers import CONFIG, Engine, Receiver, Sender, code, eventually, message


class Reload(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.engine.start()
        self.pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(self.pas.stop)

    def write(self, old, new):
        """The configuration with another text in place of one."""
        self.assertIn(old, CONFIG)
        (self.engine.folder / "vagus.yaml").write_text(CONFIG.replace(old, new) % self.engine.ports)

    def command(self, *words, ends=0):
        told = self.engine.command(*words)
        self.assertEqual(told.returncode, ends, told.stderr)
        return told

    def stamps(self):
        """Who sent, as the receiver saw it."""
        return [str(one.segment("MSH")[3]) for one in self.pas.received]

    def history(self):
        return json.loads(self.command("config", "history", "--json").stdout)

    def test_rules_change_under_a_connection_that_stays_and_nothing_is_lost(self):
        count = reloads = 0
        over, done = threading.Event(), threading.Event()

        def send():
            nonlocal count
            with Sender(self.engine.ports["adt_in"]) as sender:
                while not over.is_set():
                    self.assertEqual(code(sender.send(message(f"R-{count}"))), "AA")
                    count += 1
            done.set()

        thread = threading.Thread(target=send)
        thread.start()
        try:
            while thread.is_alive() and reloads < 60 and (reloads < 10 or count < 400):  # the history keeps 100
                self.write("MSH-3: VAGUS", f"MSH-3: VAGUS{reloads}")
                self.command("reload")
                reloads += 1
                time.sleep(0.05)
        finally:
            over.set()
            thread.join()
        self.assertTrue(done.is_set())
        eventually("delivery", lambda: len(self.pas.received) >= count)
        self.assertEqual(self.pas.control_ids(), [f"R-{number}" for number in range(count)])
        stamps = self.stamps()
        changes = [stamp for before, stamp in zip([None] + stamps, stamps) if before != stamp]
        self.assertEqual(len(changes), len(set(changes)))  # never back to older rules
        self.assertGreater(len(changes), 1)
        eventually("every reload in the log", lambda: len(self.engine.events("config.reloaded")) == reloads)
        self.assertEqual(len(self.history()), reloads + 1)
        self.assertEqual(self.engine.status()["inputs"][0]["messages"], count)

    def test_a_plan_is_shown_before_and_a_mistake_changes_nothing(self):
        self.write("MSH-3: VAGUS", "MSH-3: NEW")
        shown = self.command("reload", "--dry-run").stdout
        self.assertIn("~ route adt_main\n", shown)
        self.assertIn("= input adt_in\n= output pas\n", shown)
        self.assertEqual(len(self.history()), 1)
        self.write("MSH-3: VAGUS", "MSH-3: $nobody")
        told = self.command("reload", ends=1)
        self.assertIn("vagus.yaml:15", told.stderr)
        eventually("the refusal in the log", lambda: len(self.engine.events("config.refused")) == 1)
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("R-1"))
        eventually("delivery", lambda: self.stamps() == ["VAGUS"])

    def test_a_signal_reloads_and_the_history_says_who_and_why(self):
        self.write("MSH-3: VAGUS", "MSH-3: ONE")
        self.engine.process.send_signal(signal.SIGHUP)
        eventually("a reload", lambda: self.engine.events("config.reloaded"))
        self.write("MSH-3: VAGUS", "MSH-3: TWO")
        self.command("reload", "--reason", "the laboratory asked for it")
        rows = self.history()
        self.assertEqual([row["no"] for row in rows], [3, 2, 1])
        self.assertEqual([row["by"] for row in rows[1:]], ["SIGHUP", "vagus run"])
        self.assertEqual(rows[0]["reason"], "the laboratory asked for it")
        self.assertEqual(self.engine.status()["revision"], rows[0]["revision"])
        self.assertIn("-      - set: { MSH-3: VAGUS }\n+      - set: { MSH-3: TWO }\n", self.command("config", "diff", "1").stdout)
        self.assertIn("-      - set: { MSH-3: ONE }\n+      - set: { MSH-3: VAGUS }\n", self.command("config", "diff", "2", "1").stdout)
        self.assertEqual(self.command("config", "diff").stdout, "")

    def test_a_rollback_runs_what_ran_before_and_a_start_takes_the_files_again(self):
        self.write("MSH-3: VAGUS", "MSH-3: WRONG")
        self.command("reload")
        self.assertIn("~ route adt_main", self.command("config", "rollback", "--dry-run").stdout)
        told = self.command("config", "rollback", "--reason", "wrong sender")
        self.assertIn("mend them", told.stdout)
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("R-1"))
        eventually("delivery", lambda: self.stamps() == ["VAGUS"])
        self.assertIn("+      - set: { MSH-3: WRONG }", self.command("config", "diff").stdout)
        self.assertIn("the next start takes", self.command("config", "show").stdout)
        self.engine.kill()
        self.engine.start()
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("R-2"))
        eventually("delivery", lambda: self.stamps() == ["VAGUS", "WRONG"])
        self.assertEqual([row["reason"] for row in self.history()], ["", "wrong sender", "", ""])

    def test_files_that_are_watched_reload_when_they_change_however_they_are_written(self):
        self.engine.stop()
        self.engine.start("--watch")
        self.write("MSH-3: VAGUS", "MSH-3: ONE")
        eventually("a reload", lambda: len(self.engine.events("config.reloaded")) == 1)
        (self.engine.folder / "other.txt").write_text("no file of the configuration")
        there = self.engine.folder / "vagus.yaml"
        for name in ("TWO", "THREE"):  # as editors do: another file takes its place, twice in a row
            fresh = there.with_name("vagus.yaml.tmp")
            fresh.write_text(CONFIG.replace("MSH-3: VAGUS", f"MSH-3: {name}") % self.engine.ports)
            fresh.rename(there)
        eventually("the last runs", lambda: self.command("config", "diff").stdout == "")
        # One for both; another one where this test was held up between them.
        eventually("a reload for both", lambda: len(self.engine.events("config.reloaded")) in (2, 3))
        there.write_text("inputs: [")
        eventually("a refusal", lambda: self.engine.events("config.refused"))
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("R-1"))
        eventually("delivery", lambda: self.stamps() == ["THREE"])
        self.assertEqual(self.history()[0]["by"], "files")
        self.assertEqual(self.engine.events("config.unchanged"), [])

    def test_what_is_not_in_the_history_is_refused(self):
        self.assertIn("not in the history", self.command("config", "rollback", "7", ends=1).stderr)
        self.assertIn("no revision before", self.command("config", "rollback", ends=1).stderr)
        self.assertIn("not in the history", self.command("config", "diff", "7", ends=1).stderr)


REMEMBERING = CONFIG.replace("routes:", "memory: { known: { key: PID-3.1 } }\nroutes:").replace(
    "      - set: { MSH-3: VAGUS }\n",
    """\
      - set: { MSH-3: "${recall('known', PID-3.1, 'last') else 'NOBODY'}" }
      - remember: { in: known, set: { last: "${MSH-10}" } }
""")


class ReloadOfMemory(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(self.pas.stop)

    def write(self, config):
        (self.engine.folder / "vagus.yaml").write_text(config % self.engine.ports)

    def reload(self, config, ends=0):
        self.write(config)
        told = self.engine.command("reload")
        self.assertEqual(told.returncode, ends, told.stdout + told.stderr)
        return told.stdout + told.stderr

    def stamp(self, control, patient):
        """What was known of the patient when this message came."""
        count = len(self.pas.received)
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send(message(control, patient=patient))), "AA")
        eventually("delivery", lambda: len(self.pas.received) > count)
        return str(self.pas.received[-1].segment("MSH")[3])

    def test_a_memory_is_added_and_changed_and_removed_while_messages_flow(self):
        self.engine.start()
        self.assertEqual(self.stamp("M-1", "1"), "VAGUS")
        self.assertIn("+ memory known", self.reload(REMEMBERING))
        self.assertEqual(self.stamp("M-2", "1"), "NOBODY")
        self.assertEqual(self.stamp("M-3", "2"), "NOBODY")
        self.assertEqual(self.stamp("M-4", "1"), "M-2")
        smaller = REMEMBERING.replace("key: PID-3.1 }", "key: PID-3.1, max_values: 1 }")
        self.assertIn("~ memory known", self.reload(smaller))
        self.assertEqual(self.stamp("M-5", "1"), "M-4")  # the newest stays
        self.assertEqual(self.stamp("M-6", "2"), "NOBODY")  # the older went
        self.assertEqual(self.stamp("M-7", "1"), "NOBODY")  # at the new bound
        self.reload(REMEMBERING)
        self.assertEqual(self.stamp("M-8", "2"), "NOBODY")
        self.engine.kill()
        self.engine.start()
        self.assertEqual(self.stamp("M-9", "1"), "M-7")  # as durable as one of a start
        self.assertEqual(self.stamp("M-10", "2"), "M-8")
        self.assertIn("- memory known", self.reload(CONFIG))
        self.assertEqual(self.stamp("M-11", "1"), "VAGUS")
        self.reload(REMEMBERING)
        self.assertEqual(self.stamp("M-12", "1"), "M-9")  # nothing was lost meanwhile

    def test_a_memory_of_an_earlier_start_is_read_by_a_start(self):
        self.write(REMEMBERING)
        self.engine.start()
        self.stamp("M-1", "1")
        self.engine.stop()
        self.write(CONFIG)
        self.engine.start()
        self.assertIn("was there before this start", self.reload(REMEMBERING, ends=1))
        self.assertEqual(self.stamp("M-2", "1"), "VAGUS")


if __name__ == "__main__":
    unittest.main()
