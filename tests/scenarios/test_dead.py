"""Dead letters by the dozen, and messages that are sent once more."""

import json
import unittest

from peers import CONFIG, Engine, Receiver, Sender, code, eventually, message

PER_KEY = CONFIG.replace("order: strict", "order: { per_key: [PID-3.1], lanes: 2 }")


class Dead(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(PER_KEY)
        self.addCleanup(self.engine.close)
        self.refuse = True
        self.pas = Receiver(self.engine.ports["pas"], self.judge, "bed of Sample is locked")
        self.addCleanup(self.pas.stop)
        self.engine.start()

    def judge(self, received):
        return "AE" if self.refuse and str(received.segment("MSH")[10]).startswith("R") else "AA"

    def send(self, *control_ids, **parts):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in control_ids:
                self.assertEqual(code(sender.send(message(control, **parts))), "AA")

    def wait_dead(self, count):
        return eventually("dead letters", lambda: len(found := self.engine.dead_letters()) == count and found)

    def ask(self, *words, exit_code=0):
        told = self.engine.command(*words)
        self.assertEqual(told.returncode, exit_code, told.stderr)
        return told

    def groups(self):
        return json.loads(self.ask("dead", "groups", "--json").stdout)["groups"]

    def test_dead_letters_are_grouped_by_cause_without_a_word_of_their_messages(self):
        self.send("R-1", "R-2")
        self.send("F-1", patient="")
        self.wait_dead(3)
        groups = self.groups()
        self.assertEqual([(one["kind"], one["name"], one["count"]) for one in groups], [("output", "pas", 2), ("route", "adt_main", 1)])
        self.assertEqual(groups[0]["cause"], "AE")
        self.assertIn("vagus.yaml:13 step 2", groups[1]["cause"])
        self.assertLessEqual(groups[0]["first_us"], groups[0]["last_us"])
        self.assertNotIn("Sample", self.ask("dead", "groups").stdout + self.ask("dead", "ls").stdout)

    def test_a_group_is_retried_oldest_first_and_only_it(self):
        self.send("R-1", "R-2", "R-3")
        self.send("F-1", patient="")
        self.wait_dead(4)
        group = self.groups()[0]["group"]
        foreseen = self.ask("dead", "retry", "--group", group, "--dry-run")
        self.assertTrue(foreseen.stdout.startswith("3 dead letters\n"), foreseen.stdout)
        self.assertEqual(len(self.engine.dead_letters()), 4)
        self.refuse = False
        before = len(self.pas.received)
        self.ask("dead", "retry", "--group", group, "--rate", "50/s", "--reason", "bed unlocked")
        eventually("the retries", lambda: self.pas.control_ids()[before:] == ["R-1", "R-2", "R-3"])
        self.assertEqual([one["kind"] for one in self.wait_dead(1)], ["route"])
        again = self.ask("dead", "retry", "--group", group, "--reason", "bed unlocked")
        self.assertIn("0 retried", again.stderr)
        self.assertEqual(len(self.pas.received), before + 3)

    def test_what_fails_again_is_retried_once_a_command(self):
        self.send("R-1")
        self.wait_dead(1)
        self.ask("dead", "retry", "--all", "--reason", "perhaps now")
        eventually("the second refusal", lambda: self.pas.control_ids() == ["R-1", "R-1"])
        self.wait_dead(1)

    def test_a_retry_that_cannot_be_done_is_said_and_leaves_the_dead_letter(self):
        self.send("F-1", patient="")
        self.wait_dead(1)
        told = self.ask("dead", "retry", "--route", "adt_main", "--reason", "new rules", exit_code=1)
        self.assertIn("fails again: vagus.yaml:13", told.stderr)
        self.wait_dead(1)

    def test_dead_letters_are_discarded_by_filter_with_a_reason_that_is_kept(self):
        self.send("R-1", "R-2")
        self.wait_dead(2)
        self.ask("dead", "discard", "--output", "pas", "--since", "1h", exit_code=2)  # no reason
        self.ask("dead", "discard", "--output", "pas", "--until", "1h", "--reason", "none is that old")
        self.wait_dead(2)
        self.ask("dead", "discard", "--output", "pas", "--since", "1h", "--reason", "sent by hand")
        self.assertEqual(self.engine.dead_letters(), [])

    def test_who_sends_out_of_order_is_told_how_many_went_out_meanwhile(self):
        self.send("R-1")
        self.send("L-1", "L-2")
        self.send("O-1", patient="4711^^^H^MR")
        self.wait_dead(1)
        eventually("delivery", lambda: len(self.pas.received) == 4)
        eventually("settles", lambda: self.engine.status()["outputs"][0]["pending"] == 0)
        told = self.ask("dead", "retry", "--all", "--dry-run")
        self.assertIn("pas: 2 later messages of the same keys went out meanwhile", told.stdout)
        self.refuse = False
        told = self.ask("dead", "retry", "--all", "--reason", "the bed is free")
        self.assertIn("pas: 2 later messages of the same keys went out meanwhile", told.stderr)

    def test_a_delivered_message_is_sent_again_to_the_output_named(self):
        self.send("L-1", "L-2")
        eventually("delivery", lambda: len(self.pas.received) == 2)
        eventually("settles", lambda: self.engine.status()["outputs"][0]["pending"] == 0)
        told = self.ask("resend", "--input", "adt_in", "--control", "L-1", "--to", "pas", "--reason", "restored", "--json")
        done = json.loads(told.stdout)["done"]
        self.assertEqual(len(done), 1)
        eventually("the resend", lambda: self.pas.control_ids() == ["L-1", "L-2", "L-1"])
        eventually("settles", lambda: self.engine.status()["outputs"][0]["pending"] == 0)
        self.assertEqual(str(self.pas.received[2]), str(self.pas.received[0]))
        self.ask("resend", done[0]["id"], "--to", "pas", "--reason", "by its id", "--rules")
        eventually("the resend by id", lambda: len(self.pas.received) == 4)

    def test_a_window_is_sent_again_in_order_and_can_be_foreseen(self):
        self.send("L-1", "L-2", "L-3")
        eventually("delivery", lambda: len(self.pas.received) == 3)
        eventually("settles", lambda: self.engine.status()["outputs"][0]["pending"] == 0)
        self.send("L-4")
        eventually("delivery", lambda: len(self.pas.received) == 4)
        eventually("settles", lambda: self.engine.status()["outputs"][0]["pending"] == 0)
        words = ["resend", "--type", "ADT^A01", "--since", "1h", "--to", "pas"]
        told = self.ask(*words, "--dry-run")
        self.assertEqual(told.stdout, "4 messages\n")
        self.assertEqual(len(self.pas.received), 4)
        self.ask(*words, "--reason", "the receiver lost a day", "--rate", "100/s")
        eventually("the resends", lambda: self.pas.control_ids()[4:] == ["L-1", "L-2", "L-3", "L-4"])

    def test_what_waits_is_not_sent_a_second_time(self):
        self.pas.judge = lambda _: None
        self.send("L-1")
        told = self.ask("resend", "--input", "adt_in", "--since", "1h", "--to", "pas", "--reason", "impatience", exit_code=1)
        self.assertIn("it still waits for 'pas'", told.stderr)

    def test_mistakes_are_said(self):
        for words, said in (
            (["--input", "nowhere", "--to", "pas"], "there never was an input named 'nowhere'"),
            (["--since", "1h", "--to", "nowhere"], "there is no output named 'nowhere'"),
            (["--state", "lost", "--to", "pas"], "'lost' is no state of a message: queued, unmatched"),
            (["0G4", "--to", "pas"], "'0G4' is not a message id"),
        ):
            self.assertIn(said, self.ask("resend", *words, "--reason", "why not", exit_code=1).stderr)


if __name__ == "__main__":
    unittest.main()
