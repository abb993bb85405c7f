"""A message is taken, answered, and delivered."""

import os
import shutil
import socket
import subprocess
import unittest

from peers import Engine, Receiver, Sender, code, echoed, eventually, message


class Road(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(self.pas.stop)
        self.engine.start()
        self.port = self.engine.ports["adt_in"]

    def test_a_message_is_answered_and_delivered(self):
        with Sender(self.port) as sender:
            answer = sender.send(message("R-1"))
        self.assertEqual(code(answer), "AA")
        self.assertEqual(echoed(answer), "R-1")
        eventually("delivery", lambda: self.pas.control_ids() == ["R-1"])
        self.assertEqual(str(self.pas.received[0].segment("MSH")[3]), "VAGUS")
        self.assertEqual(str(self.pas.received[0].segment("PID")[3]), "0012345^^^H^MR")

    def test_debians_mllp_send_is_served(self):
        sample = os.path.join(self.engine.folder, "sample.hl7")
        with open(sample, "w", newline="") as out:
            out.write(message("R-2").replace("\r", "\n") + message("R-3").replace("\r", "\n"))
        sent = subprocess.run(
            [shutil.which("mllp_send"), "--loose", "--file", sample, "--port", str(self.port), "127.0.0.1"],
            capture_output=True, timeout=120, check=True,
        )
        self.assertIn(b"MSA|AA|R-2", sent.stdout)
        self.assertIn(b"MSA|AA|R-3", sent.stdout)
        eventually("delivery", lambda: self.pas.control_ids() == ["R-2", "R-3"])

    def test_a_hundred_messages_arrive_once_and_in_order(self):
        with Sender(self.port) as sender:
            for number in range(100):
                self.assertEqual(code(sender.send(message(f"N-{number}"))), "AA")
        eventually("delivery", lambda: len(self.pas.received) >= 100)
        self.assertEqual(self.pas.control_ids(), [f"N-{number}" for number in range(100)])

    def test_a_duplicate_is_answered_again_and_delivered_once(self):
        with Sender(self.port) as sender:
            for _ in range(3):
                answer = sender.send(message("D-1"))
                self.assertEqual((code(answer), echoed(answer)), ("AA", "D-1"))
            sender.send(message("D-2"))
        eventually("delivery", lambda: "D-2" in self.pas.control_ids())
        self.assertEqual(self.pas.control_ids(), ["D-1", "D-2"])

    def test_garbage_in_a_frame_is_answered_with_ar_and_the_connection_stays(self):
        with Sender(self.port) as sender:
            self.assertEqual(code(sender.send_bytes(b"\x0bthis is no message\x1c\r")), "AR")
            self.assertEqual(code(sender.send(message("G-1"))), "AA")

    def test_noise_between_frames_is_survived(self):
        with Sender(self.port) as sender:
            frame = b"\x00\r\nnoise\x0b" + message("G-2").encode() + b"\x1c\r"
            self.assertEqual(code(sender.send_bytes(frame)), "AA")

    def test_a_frame_may_arrive_byte_by_byte(self):
        frame = b"\x0b" + message("G-3").encode() + b"\x1c\r"
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in frame:
                wire.sendall(bytes([byte]))
            self.assertIn(b"MSA|AA|G-3", wire.recv(4096))

    def test_eight_messages_in_one_packet_get_eight_answers_in_order(self):
        frames = b"".join(b"\x0b" + message(f"P-{n}").encode() + b"\x1c\r" for n in range(8))
        answers = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as wire:
            wire.sendall(frames)
            while answers.count(b"\x1c\r") < 8:
                answers += wire.recv(4096)
        found = [answers.index(f"MSA|AA|P-{n}".encode()) for n in range(8)]
        self.assertEqual(found, sorted(found))
        eventually("delivery", lambda: len(self.pas.received) == 8)

    def test_an_acknowledgement_is_not_acknowledged(self):
        with Sender(self.port) as sender:
            sender.client.socket.settimeout(0.7)
            with self.assertRaises(TimeoutError):
                sender.send("MSH|^~\\&|A|B|C|D|20260301||ACK|X-1|P|2.5\rMSA|AA|77\r")
            sender.client.socket.settimeout(15)
            self.assertEqual(code(sender.send(message("X-2"))), "AA")

    def test_a_message_that_is_too_long_is_refused_and_the_next_one_taken(self):
        with Sender(self.port) as sender:
            self.assertEqual(code(sender.send(message("L-1") + "NTE|1||" + "x" * 70_000 + "\r")), "AR")
        with Sender(self.port) as sender:
            self.assertEqual(code(sender.send(message("L-2"))), "AA")

    def test_dropped_and_unmatched_messages_are_acknowledged_and_go_nowhere(self):
        with Sender(self.port) as sender:
            self.assertEqual(code(sender.send(message("T-1", processing="T"))), "AA")
            self.assertEqual(code(sender.send(message("T-2").replace("ADT^A01", "ORU^R01"))), "AA")
            self.assertEqual(code(sender.send(message("T-3"))), "AA")
        eventually("delivery", lambda: self.pas.control_ids() == ["T-3"])


if __name__ == "__main__":
    unittest.main()
