"""Queues that people hold, drain and help on: over a kill, in order, with nothing lost."""

import json
import unittest

from peers import CONFIG, Engine, Receiver, Sender, code, eventually, message


class Queues(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(CONFIG.replace("order: strict", "order: { per_key: PID-3.1, lanes: 4 }"))
        self.addCleanup(self.engine.close)
        self.engine.start()

    def receiver(self, judge=lambda _: "AA"):
        pas = Receiver(self.engine.ports["pas"], judge)
        self.addCleanup(pas.stop)
        return pas

    def send(self, *control_ids, **parts):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in control_ids:
                self.assertEqual(code(sender.send(message(control, **parts))), "AA")

    def output(self, *words):
        told = self.engine.command("output", *words)
        self.assertEqual(told.returncode, 0, told.stderr)

    def pas(self):
        rows = json.loads(self.engine.command("queue", "--json").stdout)
        return next(row for row in rows if row["name"] == "pas")

    def test_a_hold_outlives_a_kill_and_the_queue_goes_out_in_order_when_it_is_released(self):
        pas = self.receiver()
        self.output("hold", "pas", "--reason", "the database is moved")
        self.send("Q-1", "Q-2")
        self.engine.kill()
        self.engine.start()
        self.send("Q-3")
        held = self.pas()
        self.assertEqual((held["state"], held["pending"], held["hold"]["reason"]), ("held", 3, "the database is moved"))
        self.assertEqual(pas.received, [])
        self.output("release", "pas", "--reason", "done")
        eventually("delivery", lambda: pas.control_ids() == ["Q-1", "Q-2", "Q-3"])
        eventually("the reason in the log", lambda: [one["reason"] for one in self.engine.events("output.released")] == ["done"])

    def test_a_drained_output_sends_what_waited_and_keeps_what_comes(self):
        self.output("hold", "pas", "--reason", "not yet")
        self.send("Q-1", "Q-2")
        self.output("drain", "pas", "--reason", "the receiver is replaced")
        self.send("Q-3")
        pas = self.receiver()
        eventually("the drain", lambda: pas.control_ids() == ["Q-1", "Q-2"] and self.pas()["pending"] == 1)
        self.output("release", "pas", "--reason", "it is replaced")
        eventually("the rest", lambda: pas.control_ids() == ["Q-1", "Q-2", "Q-3"])

    def test_the_head_can_be_skipped_by_its_id_and_those_behind_it_go_on(self):
        self.output("hold", "pas", "--reason", "the first one is wrong")
        self.send("Q-1", "Q-2")
        head = self.pas()["head"]
        self.output("skip", "pas", head, "--reason", "sent by hand")
        pas = self.receiver()
        self.output("release", "pas", "--reason", "skipped")
        eventually("delivery", lambda: pas.control_ids() == ["Q-2"])
        self.assertEqual([one["id"] for one in self.engine.dead_letters()], [head])
        eventually("the skip in the log", lambda: len(self.engine.events("delivery.skipped")) == 1)
        self.assertNotIn("sent by hand", self.engine.log())  # it is about a message
        again = self.engine.command("output", "skip", "pas", head, "--reason", "sent by hand")
        self.assertEqual(again.returncode, 1)

    def test_one_locked_patient_does_not_hold_the_others(self):
        pas = self.receiver(lambda one: "CE" if str(one.segment("PID")[3]).startswith("LOCKED") else "AA")
        self.send("Q-1", "Q-2", patient="LOCKED^^^H^MR")
        for number in range(3, 9):
            self.send(f"Q-{number}", patient=f"P{number}^^^H^MR")
        eventually("the others", lambda: {f"Q-{number}" for number in range(3, 9)} <= set(pas.control_ids()))
        self.assertNotIn("Q-2", pas.control_ids())
        pas.judge = lambda _: "AA"
        self.output("retry-now", "pas")
        eventually("the locked one", lambda: "Q-2" in pas.control_ids())
        self.assertEqual([one for one in pas.control_ids() if one in ("Q-1", "Q-2")][-2:], ["Q-1", "Q-2"])

    def test_what_cannot_be_done_says_why(self):
        for words, why in (
            (("release", "pas", "--reason", "x"), "not held"),
            (("hold", "nope", "--reason", "x"), "no output 'nope'"),
            (("hold", "pas", "--reason", "x" * 501), "longer than 500"),
            (("skip", "pas", "nonsense", "--reason", "x"), "not a message id"),
        ):
            told = self.engine.command("output", *words)
            self.assertEqual(told.returncode, 1, words)
            self.assertIn(why, told.stderr)


if __name__ == "__main__":
    unittest.main()
