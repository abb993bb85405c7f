"""A receiver that refuses, is silent, or is away."""

import itertools
import unittest

from peers import CONFIG, IMPATIENT, Engine, Receiver, Sender, code, eventually, message


class Failing(unittest.TestCase):
    config = CONFIG

    def setUp(self):
        self.engine = Engine(self.config)
        self.addCleanup(self.engine.close)

    def receiver(self, judge=lambda _: "AA", text=None):
        pas = Receiver(self.engine.ports["pas"], judge, text)
        self.addCleanup(pas.stop)
        return pas

    def send(self, *control_ids, **parts):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in control_ids:
                self.assertEqual(code(sender.send(message(control, **parts))), "AA")


class Failures(Failing):
    def refuse_one(self, refusal):
        """A receiver that refuses F-1; the engine with F-1 dead and F-2 delivered."""
        pas = self.receiver(lambda one: refusal if str(one.segment("MSH")[10]) == "F-1" else "AA", "bed is locked")
        self.engine.start()
        self.send("F-1", "F-2")
        eventually("delivery", lambda: pas.control_ids() == ["F-1", "F-2"])
        return pas, eventually("the dead letter", self.engine.dead_letters)

    def refuse_and_retry(self, refusal):
        pas, dead = self.refuse_one(refusal)
        self.assertEqual(len(dead), 1)
        pas.judge = lambda _: "AA"
        retried = self.engine.command("dead", "retry", dead[0]["id"], "--reason", "the bed is free")
        self.assertEqual(retried.returncode, 0, retried.stderr)
        eventually("the retry", lambda: pas.control_ids() == ["F-1", "F-2", "F-1"])
        eventually("an empty list", lambda: not self.engine.dead_letters())

    def test_what_is_answered_with_ae_becomes_a_dead_letter_and_can_be_retried(self):
        self.refuse_and_retry("AE")

    def test_what_is_answered_with_ar_becomes_a_dead_letter_and_can_be_retried(self):
        self.refuse_and_retry("AR")

    def test_a_dead_letter_can_be_shown_and_discarded(self):
        pas, dead = self.refuse_one("AE")
        shown = self.engine.command("dead", "show", dead[0]["id"])
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("F-1", shown.stdout)
        discarded = self.engine.command("dead", "discard", dead[0]["id"], "--reason", "sent by hand")
        self.assertEqual(discarded.returncode, 0, discarded.stderr)
        self.assertEqual(self.engine.dead_letters(), [])
        self.assertNotEqual(self.engine.command("dead", "retry", dead[0]["id"], "--reason", "once more").returncode, 0)
        self.assertEqual(pas.control_ids(), ["F-1", "F-2"])

    def test_a_dead_letter_is_shown_in_its_own_letters_and_cannot_command_the_terminal(self):
        self.receiver(lambda _: "AE", "bed is ge\u00e4ndert \x1b[2J\u009b2J")
        self.engine.start()
        self.send("F-1")
        dead = eventually("the dead letter", self.engine.dead_letters)
        shown = self.engine.command("dead", "show", dead[0]["id"], "--values")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("bed is ge\u00e4ndert \\x1B[2J\\xC2\\x9B2J", shown.stdout)

    def test_dead_letters_survive_a_restart(self):
        _, dead = self.refuse_one("AE")
        self.assertEqual(self.engine.stop(), 0)
        self.engine.start()
        self.assertEqual([one["id"] for one in self.engine.dead_letters()], [one["id"] for one in dead])

    def test_a_receiver_that_is_away_gets_its_messages_later_in_order(self):
        self.engine.start()
        self.send("Q-1", "Q-2", "Q-3")
        pas = self.receiver()
        eventually("delivery", lambda: len(pas.received) >= 3)
        self.assertEqual(pas.control_ids(), ["Q-1", "Q-2", "Q-3"])

    def test_the_queue_survives_a_stop_and_a_kill(self):
        self.engine.start()
        self.send("Q-1", "Q-2")
        self.assertEqual(self.engine.stop(), 0)
        self.engine.start()
        self.send("Q-3")
        self.engine.kill()
        pas = self.receiver()
        self.engine.start()
        eventually("delivery", lambda: len(pas.received) >= 3)
        self.assertEqual(pas.control_ids(), ["Q-1", "Q-2", "Q-3"])

    def test_a_route_that_fails_keeps_the_message_among_the_failed(self):
        pas = self.receiver()
        self.engine.start()
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("E-1", patient=""))
        dead = eventually("the failed message", self.engine.dead_letters)
        self.assertEqual(len(dead), 1)
        self.send("E-2")
        eventually("delivery", lambda: pas.control_ids() == ["E-2"])


class Silence(Failing):
    config = IMPATIENT

    def test_a_silent_receiver_is_asked_again_with_the_same_control_id(self):
        silence = iter([None])
        pas = self.receiver(lambda _: next(silence, "AA"))
        self.engine.start()
        self.send("S-1", "S-2")
        eventually("delivery", lambda: "S-2" in pas.control_ids())
        in_a_row = [(control, len(list(same))) for control, same in itertools.groupby(pas.control_ids())]
        self.assertEqual([control for control, _ in in_a_row], ["S-1", "S-2"])
        self.assertGreaterEqual(in_a_row[0][1], 2)  # more often where the receiver itself was held up
        self.assertEqual(self.engine.dead_letters(), [])


if __name__ == "__main__":
    unittest.main()
