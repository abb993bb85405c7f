"""Acknowledgements, character sets and batches, as python3-hl7 reads them."""

import random
import socket
import subprocess
import threading
import time
import unittest

import hl7
from peers import BINARY, Engine, Receiver, Sender, code, echoed, eventually, free_port, message

CONFIG = """
version: 1
site: { name: acks }
inputs:
  in:
    mllp: { listen: '127.0.0.1:%(adt_in)d', charset: from_msh18 }
    ack: { mode: auto }
routes: { all: { from: in, to: [pas] } }
outputs: { pas: { mllp: { connect: '127.0.0.1:%(pas)d' } } }
"""

APART = """
version: 1
site: { name: acks }
inputs:
  in:
    mllp: { listen: '127.0.0.1:%(adt_in)d' }
    ack: { mode: auto, application: { via: his_acks } }
outputs: { his_acks: { mllp: { connect: '127.0.0.1:%(pas)d' }, retry: { first: 100ms, max: 100ms } } }
"""

ANSWERED = """
version: 1
site: { name: acks }
inputs:
  in:
    mllp: { listen: '127.0.0.1:%%(adt_in)d' }
    ack: { mode: auto, application: { from: lis, via: his_acks, within: 1min } }
  replies: { response: { of: lis } }
routes:
  orders: { from: in, to: [lis] }
  answers: { from: replies, to: [kept] }
outputs:
  lis: { mllp: { connect: '127.0.0.1:%%(pas)d', expect: application }, retry: { first: 50ms, max: 50ms } }
  his_acks: { mllp: { connect: '127.0.0.1:%d' }, retry: { first: 50ms, max: 50ms } }
  kept: { file: { folder: kept, name: '${MSA-2}-${MSH-10}.hl7' } }
"""

COUNTING = """
version: 1
site: { name: acks }
inputs: { in: { mllp: { listen: '127.0.0.1:%(adt_in)d' }, ack: { sequence: true } } }
"""

REPEATS = """
version: 1
site: { name: acks }
aliases: { mrn: "PID-3[.5 == 'MR'].1" }
inputs: { in: { mllp: { listen: '127.0.0.1:%%(adt_in)d' }, %s } }
routes: { all: { from: in, to: [pas] } }
outputs: { pas: { mllp: { connect: '127.0.0.1:%%(pas)d' } } }
"""

OTHERWISE = """
version: 1
site: { name: acks }
inputs:
  in:
    mllp: { listen: '127.0.0.1:%(adt_in)d' }
    ack: { after: processed, overrides: [ { match: MSH-9.2 == 'A08', mode: none }, { match: MSH-9.2 == 'A01', codes: { dropped: AE } } ] }
routes: { all: { from: in, steps: [ { drop: MSH-9.1 == 'ADT', reason: nobody wants it } ], to: [pas] } }
outputs: { pas: { mllp: { connect: '127.0.0.1:%(pas)d' } } }
tests:
  - { name: a drop is refused, input: in, message: "MSH|^~\\\\&|P|H|V|V|1||ADT^A01|1|P|2.5", expect: { ack: { MSA-1: AE } } }
  - { name: a drop is accepted, input: in, message: "MSH|^~\\\\&|P|H|V|V|1||ADT^A03|1|P|2.5", expect: { ack: { MSA-1: AA } } }
"""


def numbered(control, number):
    head, rest = message(control).split("\r", 1)
    return f"{head}|{number}\r{rest}"


def asking(control, accept, application):
    head, rest = message(control).split("\r", 1)
    return f"{head}|||{accept}|{application}\r{rest}"


class Wire:
    """A socket, and frames as python3-hl7 reads them: it reads one answer a message, and here there may be two or none."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.held = b""

    def send(self, content):
        self.socket.sendall(b"\x0b" + content + b"\x1c\r")

    def frame(self):
        while b"\x1c\r" not in self.held:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("closed before an answer")
            self.held += more
        content, self.held = self.held.split(b"\x1c\r", 1)
        return content.lstrip(b"\x0b")


def answer(content):
    read = hl7.parse(content.decode())
    return str(read.segment("MSA")[1]), str(read.segment("MSA")[2])


class Acknowledgements(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(CONFIG)
        self.addCleanup(self.engine.close)
        self.pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(self.pas.stop)
        self.engine.start()
        self.wire = Wire(self.engine.ports["adt_in"])
        self.addCleanup(self.wire.socket.close)

    def nothing_waits(self):
        return all(one["pending"] == 0 for one in self.engine.status()["outputs"])

    def test_msh_15_and_16_are_obeyed_and_told_apart(self):
        for control, accept, application in (("1", "AL", "AL"), ("2", "NE", "NE"), ("3", "AL", "NE"), ("4", "", "")):
            self.wire.send(asking(control, accept, application).encode())
        heard = [answer(self.wire.frame()) for _ in range(4)]
        self.assertEqual(heard, [("CA", "1"), ("AA", "1"), ("CA", "3"), ("AA", "4")])
        eventually("delivery", lambda: self.pas.control_ids() == ["1", "2", "3", "4"])

    def test_a_restart_answers_a_resend_as_the_first_time(self):
        self.wire.send(asking("1", "AL", "AL").encode())
        first = [answer(self.wire.frame()) for _ in range(2)]
        eventually("delivery", lambda: self.pas.control_ids() == ["1"])
        eventually("the settle, or it may be sent once more", self.nothing_waits)
        self.engine.kill()
        self.engine.start()
        again = Wire(self.engine.ports["adt_in"])
        self.addCleanup(again.socket.close)
        again.send(asking("1", "AL", "AL").encode())
        self.assertEqual([answer(again.frame()) for _ in range(2)], first)
        again.send(message("2").encode())
        eventually("delivery", lambda: "2" in self.pas.control_ids())
        self.assertEqual(self.pas.control_ids(), ["1", "2"])

    def test_a_batch_of_python3_hl7_is_answered_message_by_message(self):
        batch = hl7.parse_batch("BHS|^~\\&|ADMIN\r" + message("1") + message("2") + "BTS|2\r")
        self.wire.send(str(batch).encode())
        self.assertEqual([answer(self.wire.frame())[1] for _ in range(2)], ["1", "2"])
        eventually("delivery", lambda: self.pas.control_ids() == ["1", "2"])


class Apart(unittest.TestCase):
    def test_an_application_acknowledgement_that_was_promised_outlives_kill_9(self):
        engine = Engine(APART)
        self.addCleanup(engine.close)
        engine.start()
        wire = Wire(engine.ports["adt_in"])
        self.addCleanup(wire.socket.close)
        for control in ("1", "2", "3"):
            wire.send(asking(control, "AL", "AL").encode())
            self.assertEqual(answer(wire.frame()), ("CA", control))
        engine.kill()
        his = Receiver(engine.ports["pas"], judge=lambda _: "CA")
        self.addCleanup(his.stop)
        engine.start()
        eventually("the acknowledgements", lambda: len(his.received) >= 3)
        told = [(str(one.segment("MSA")[1]), str(one.segment("MSA")[2])) for one in his.received]
        self.assertEqual(told, [("AA", "1"), ("AA", "2"), ("AA", "3")])
        self.assertEqual(len(set(his.control_ids())), 3)
        eventually("the settles", lambda: engine.status()["outputs"][0]["delivered"] == 3)


class Answered(unittest.TestCase):
    """The receiver's answer enters as a message, and is the sender's application acknowledgement."""

    KILLS = 5

    def setUp(self):
        his_port = free_port()
        self.engine = Engine(ANSWERED % his_port)
        self.addCleanup(self.engine.close)
        (self.engine.folder / "kept").mkdir()
        self.lis = Receiver(self.engine.ports["pas"], judge=lambda order: self.judged(str(order.segment("MSH")[10])))
        self.addCleanup(self.lis.stop)
        self.his = Receiver(his_port, judge=lambda _: "CA")
        self.addCleanup(self.his.stop)
        self.engine.start()

    @staticmethod
    def judged(control):
        return "AR" if int(control) % 3 == 0 else "AA"

    def test_answers_of_receivers_outlive_kill_9(self):
        over = threading.Event()
        sent = []
        sender = threading.Thread(target=self.send_until, args=(over, sent))
        sender.start()
        chance = random.Random(6)
        for _ in range(self.KILLS):
            before = len(sent)
            eventually("some messages", lambda: len(sent) >= before + 5)
            time.sleep(chance.uniform(0, 0.4))
            self.engine.kill()
            self.engine.start()
        over.set()
        sender.join()
        eventually("an answer to each", lambda: {echoed(told) for told in self.his.received} >= set(sent), within=300)
        # One output writes a file each, with its syncs: a slow disk takes its time over hundreds.
        eventually("the settles", lambda: all(one["pending"] == 0 for one in self.engine.status()["outputs"]), within=300)
        self.assertEqual({(echoed(told), code(told)) for told in self.his.received}, {(each, self.judged(each)) for each in sent})
        # What is delivered twice over a kill is the same message; none was made twice.
        self.assertEqual(len(set(self.his.control_ids())), len(sent))
        entered = sorted(each.name.split("-")[0] for each in (self.engine.folder / "kept").iterdir())
        self.assertEqual(entered, sorted(sent))

    def send_until(self, over, sent):
        """As a sender does that must not lose: the same bytes again until they are accepted."""
        wire = None
        owed = False
        while owed or not over.is_set():
            control = str(len(sent) + 1)
            owed = True
            try:
                wire = wire or Wire(self.engine.ports["adt_in"])
                wire.send(asking(control, "AL", "AL").encode())
                self.assertEqual(answer(wire.frame()), ("CA", control))
                sent.append(control)
                owed = False
            except OSError:  # it was killed
                if wire:
                    wire.socket.close()
                wire = None
                time.sleep(0.01)
        wire.socket.close()


class Sequence(unittest.TestCase):
    def test_the_number_that_is_expected_outlives_kill_9(self):
        engine = Engine(COUNTING)
        self.addCleanup(engine.close)
        engine.start()
        wire = Wire(engine.ports["adt_in"])
        self.addCleanup(wire.socket.close)
        for number in (7, 8, 9):
            wire.send(numbered(f"C{number}", number).encode())
            self.assertEqual(answer(wire.frame()), ("AA", f"C{number}"))
        engine.kill()
        engine.start()
        again = Wire(engine.ports["adt_in"])
        self.addCleanup(again.socket.close)
        again.send(numbered("begin", 0).encode())
        self.assertEqual(str(hl7.parse(again.frame().decode()).segment("MSA")[4]), "10")


class Repeats(unittest.TestCase):
    def engine(self, dedup):
        engine = Engine(REPEATS % dedup)
        self.addCleanup(engine.close)
        self.pas = Receiver(engine.ports["pas"])
        self.addCleanup(self.pas.stop)
        return engine.start()

    def send(self, engine, *messages):
        """The control ids that were answered AA."""
        with Sender(engine.ports["adt_in"]) as sender:
            answers = [sender.send(each) for each in messages]
        self.assertEqual([code(each) for each in answers], ["AA"] * len(answers))
        return [echoed(each) for each in answers]

    def arrived(self, *control_ids):
        eventually("delivery", lambda: self.pas.control_ids() == list(control_ids))

    def test_the_same_bytes_are_answered_again_also_after_a_kill_and_other_bytes_are_told(self):
        engine = self.engine("ack: {}")
        self.send(engine, message("D-1"), message("D-1"))
        engine.kill()
        engine.start()
        self.send(engine, message("D-1"), message("D-1", event="A08"), message("D-2"))
        eventually("delivery", lambda: self.pas.control_ids()[-1:] == ["D-2"])
        self.assertIn(self.pas.control_ids().count("D-1"), (2, 3)) # the kill may have repeated the first
        told = eventually("the other bytes in the log", lambda: engine.events("message.same_key"))
        self.assertEqual(len(told), 1)
        repeated = eventually("the repeat in the log", lambda: engine.events("message.repeated"))
        self.assertEqual(told[0]["first_id"], repeated[0]["message_id"])

    def test_a_resend_that_is_stamped_anew_is_known_by_the_key_that_is_configured(self):
        engine = self.engine("dedup: { key: [$mrn, MSH-9.2], other_bytes: answer_again }")
        self.assertEqual(self.send(engine, message("D-1"), message("D-2"), message("D-3", event="A08")), ["D-1", "D-2", "D-3"])
        self.arrived("D-1", "D-3")

    def test_a_repeat_that_is_to_be_refused_is_also_after_a_kill(self):
        engine = self.engine("dedup: { same_bytes: refuse }")
        self.send(engine, message("D-1"))
        self.arrived("D-1")
        engine.kill()
        engine.start()
        with Sender(engine.ports["adt_in"]) as sender:
            refused = sender.send(message("D-1"))
            self.assertEqual((code(refused), echoed(refused)), ("AR", "D-1"))
            self.assertIn("|205^", str(refused))
            self.assertEqual(code(sender.send(message("D-2"))), "AA")
        eventually("delivery", lambda: self.pas.control_ids()[-1:] == ["D-2"])
        eventually("the refusal in the log", lambda: len(engine.events("message.refused")) == 1)

    def test_without_dedup_each_message_is_new(self):
        engine = self.engine("dedup: none")
        self.send(engine, message("D-1"), message("D-1"))
        self.arrived("D-1", "D-1")
        self.assertEqual(engine.events("message.repeated"), [])

    def test_a_key_without_a_value_and_an_unknown_alias_are_findings(self):
        for key, finding in (("PID", "VG2015"), ("$nobody", "error")):
            engine = Engine(REPEATS % f"dedup: {{ key: [{key}] }}")
            self.addCleanup(engine.close)
            checked = subprocess.run([BINARY, "validate", str(engine.folder)], capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(checked.returncode, 1)
            self.assertIn(finding, checked.stdout + checked.stderr)


class Otherwise(unittest.TestCase):
    def test_what_is_promised_for_some_messages_is_what_test_and_explain_say(self):
        engine = Engine(OTHERWISE)
        self.addCleanup(engine.close)
        ran = subprocess.run([BINARY, "test", str(engine.folder)], capture_output=True, text=True, timeout=120, check=False)
        self.assertIn("2 passed, 0 failed", ran.stdout, ran.stdout + ran.stderr)
        for event, ack in (("A01", "AE"), ("A08", "none"), ("A03", "AA")):
            told = subprocess.run([BINARY, "explain", "-c", str(engine.folder), "-"], input=message("1", event=event), capture_output=True, text=True, timeout=120, check=False)
            self.assertIn(f"ack after processing: {ack}", told.stdout, told.stderr)


if __name__ == "__main__":
    unittest.main()
