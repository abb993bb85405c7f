"""What routes remember outlives the engine, and what a receiver does not have counts as a change."""

import unittest

from peers import CONFIG, Engine, Receiver, Sender, code, eventually, message

STEPS = """\
      - drop: unchanged('known', [PID-5]) and MSH-9.2 == 'A08'
      - if: MSH-9.2 == 'A01'
        then: [ { remember: { in: known, set: { first: "${MSH-10}" } } } ]
      - tag: visit_looked_up
      - set: { PV1-19: "${recall('known', PID-3.1, 'first')}" }
"""
REMEMBERING = CONFIG.replace("routes:", "memory: { known: { key: PID-3.1 } }\nroutes:").replace("    to: [pas]\n", STEPS + "    to: [pas]\n")


class Memory(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(REMEMBERING)
        self.addCleanup(self.engine.close)
        self.answer = "AA"
        self.receiver = Receiver(self.engine.ports["pas"], lambda _: self.answer)
        self.addCleanup(self.receiver.stop)

    def send(self, control, **what):
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send(message(control, **what))), "AA")

    def arrived(self, *controls):
        # What the receiver had when the engine was killed may come twice.
        eventually(f"{controls} arrive", lambda: list(dict.fromkeys(self.receiver.control_ids())) == list(controls))

    def visit_of_the_last(self):
        return str(self.receiver.received[-1].segment("PV1")[19])

    def test_a_value_and_what_was_unchanged_are_known_after_kill_9(self):
        self.engine.start()
        self.send("M-1")
        self.engine.kill()
        self.engine.start()
        self.send("M-2", event="A08")  # says nothing new
        self.send("M-3", event="A08", name="Sample^Ida^M")
        self.arrived("M-1", "M-3")
        self.assertEqual(self.visit_of_the_last(), "M-1")
        self.assertIn("tags: visit_looked_up", self.engine.command("search", "--control", "M-3").stdout)

    def test_an_update_whose_receiver_refused_the_last_one_is_no_repeat(self):
        self.engine.start()
        self.answer = "AR"
        self.send("M-1")
        eventually("a dead letter", self.engine.dead_letters)
        self.answer = "AA"
        self.send("M-2", event="A08")
        self.arrived("M-1", "M-2")
        self.send("M-3", event="A08")
        self.send("M-4", event="A08", name="Other^Ida")
        self.arrived("M-1", "M-2", "M-4")
