"""Stored messages through the rules that run and through others."""

import json
import unittest

from peers import CONFIG, Engine, Receiver, Sender, message

PATIENT = "Verysecret^Ida"


class Replay(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.engine.start()
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        with Sender(self.engine.ports["adt_in"]) as sender:
            for number in range(20):
                sender.send(message(f"D-{number}", event="A01" if number % 2 else "A08", name=PATIENT))
            sender.send(message("D-20", processing="T"))
            sender.send(message("D-21", patient=""))
        self.next = self.engine.folder / "next"
        self.next.mkdir()

    def replay(self, *words, old="", new="", ends=1):
        (self.next / "vagus.yaml").write_text(CONFIG.replace(old, new) % self.engine.ports)
        told = self.engine.command("replay-diff", "--with", str(self.next), *words)
        self.assertEqual(told.returncode, ends, told.stdout + told.stderr)
        return told.stdout

    def groups(self, *words, **change):
        told = json.loads(self.replay("--json", *words, **change))
        return {(each["about"], each["where"], each["what"], each["how"]): each for each in told["groups"]}

    def test_the_same_rules_differ_in_nothing(self):
        told = self.replay("--since", "1h", ends=0)
        self.assertRegex(told, r"^22 messages by revision \w+ and by \S+ \(revision \w+\): 22 the same, 0 differ\n$")

    def test_a_change_of_a_field_is_one_line_with_its_number_and_examples(self):
        told = self.groups(old="MSH-3: VAGUS", new="MSH-3: NEXT, PID-8: U")
        self.assertEqual(set(told), {("value", "pas", "MSH-3", "changed"), ("value", "pas", "PID-8", "gained")})
        for each in told.values():
            self.assertEqual((each["messages"], len(each["examples"])), (20, 3))
            self.assertNotIn("values", each)

    def test_values_are_for_those_who_ask(self):
        change = {"old": "set: { MSH-3: VAGUS }", "new": 'set: { MSH-3: VAGUS, PID-5.1: "${upper(PID-5.1)}" }'}
        self.assertNotIn("erysecret", self.replay(**change))
        told = self.replay("--values", **change)
        self.assertIn("'Verysecret' -> 'VERYSECRET'", told)

    def test_what_becomes_of_messages_is_compared_and_not_only_their_bytes(self):
        told = self.groups(old="match: MSH-9.1 == 'ADT'", new="match: MSH-9.2 == 'A01'")
        self.assertEqual(told[("route", "adt_main", "", "lost")]["messages"], 10)
        self.assertEqual(told[("copy", "pas", "", "lost")]["messages"], 10)
        told = self.groups(old="fail: no patient number", new="reject: no patient number")
        self.assertEqual(told[("ack", "", "AA -> AE", "changed")]["messages"], 1)
        told = self.groups(old="- drop: MSH-11.1 == 'T'\n        reason: not production traffic\n", new="- tag: seen\n")
        self.assertEqual(told[("drop", "adt_main", "not production traffic", "lost")]["messages"], 1)
        self.assertEqual(told[("copy", "pas", "", "gained")]["messages"], 1)
        told = self.groups(old="fail: no patient number", new="tag: no_number")
        self.assertIn(("failure", "adt_main"), {each[:2] for each in told})

    def test_which_messages_are_compared_is_said(self):
        told = self.replay("--limit", "5", ends=0)
        self.assertIn("5 messages by", told)
        self.assertIn("there are more: these are the first 5 (--limit)", told)
        self.assertIn("0 messages by", self.replay("--until", "1h", ends=0))
        self.assertIn("no input of this store was ever called", self.engine.command("replay-diff", "--with", str(self.next), "--input", "x").stderr)

    def test_each_message_may_be_compared_with_what_planned_it(self):
        (self.engine.folder / "vagus.yaml").write_text(CONFIG.replace("MSH-3: VAGUS", "MSH-3: NEXT") % self.engine.ports)
        self.engine.command("reload")
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("D-30"))
        change = {"old": "MSH-3: VAGUS", "new": "MSH-3: NEXT"}
        self.replay(ends=0, **change)
        told = self.groups("--planned", **change)
        self.assertEqual(told[("value", "pas", "MSH-3", "changed")]["messages"], 20)

    def test_rules_with_findings_are_no_rules_to_compare_with(self):
        (self.next / "vagus.yaml").write_text("version: 1\nroutes: { a: { from: nobody } }\n")
        told = self.engine.command("replay-diff", "--with", str(self.next))
        self.assertEqual((told.returncode, told.stdout), (2, ""))
        self.assertIn("vagus.yaml:2", told.stderr)

    def test_a_store_whose_engine_is_stopped_is_read_too(self):
        self.engine.stop()
        self.assertIn("22 the same", self.replay(ends=0))
        shelf = self.engine.folder / ".vagus/store"
        self.assertIn("22 the same", self.replay("--store", str(shelf), ends=0))


if __name__ == "__main__":
    unittest.main()
