"""Starting, stopping, and being refused a start."""

import signal
import socket
import subprocess
import threading
import unittest

from peers import BINARY, PATIENCE, Engine, Receiver, Sender, code, eventually, message


class Stopping(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)

    def test_sigterm_ends_it_with_exit_code_0(self):
        self.engine.start()
        self.assertEqual(self.engine.stop(), 0)

    def test_an_idle_sender_does_not_hold_up_the_stop(self):
        self.engine.start()
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("I-1"))
            self.assertEqual(self.engine.stop(), 0)
        self.assertTrue(self.engine.events("engine.stopped")[-1]["in_time"])  # and not cut off

    def test_a_sender_that_left_inside_a_frame_does_not_hold_up_the_stop(self):
        self.engine.start()
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.client.socket.sendall(b"\x0bMSH|^~\\&|ADMIN")
        eventually("session.broken", lambda: self.engine.events("session.broken"))
        self.assertEqual(self.engine.stop(), 0)

    def test_a_frame_without_its_last_cr_is_answered_when_the_sender_sends_no_more(self):
        self.engine.start()
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.client.socket.sendall(b"\x0b" + message("H-1").encode() + b"\x1c")
            sender.client.socket.shutdown(socket.SHUT_WR)
            self.assertIn(b"MSA|AA|H-1", sender.client.socket.recv(4096))
        self.assertEqual(self.engine.stop(), 0)

    def test_what_was_acknowledged_before_a_stop_is_delivered_after_it(self):
        self.engine.start()
        acknowledged = []
        lock = threading.Lock()

        def send_until_closed(who):
            try:
                with Sender(self.engine.ports["adt_in"]) as sender:
                    for number in range(100_000):
                        control = f"S{who}-{number}"
                        answer = sender.send(message(control))
                        if answer is None:
                            return
                        with lock:
                            acknowledged.append((control, code(answer)))
            except OSError:
                pass  # closed by the stop

        senders = [threading.Thread(target=send_until_closed, args=(who,)) for who in range(8)]
        for one in senders:
            one.start()
        eventually("traffic", lambda: len(acknowledged) > 100)
        self.assertEqual(self.engine.stop(), 0)
        for one in senders:
            one.join(PATIENCE)
            self.assertFalse(one.is_alive())
        self.assertEqual({answer for _, answer in acknowledged}, {"AA"})

        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        self.engine.start()
        wanted = {control for control, _ in acknowledged}
        eventually("delivery", lambda: wanted <= set(pas.control_ids()))

    def test_a_second_signal_stops_at_once_and_loses_nothing(self):
        pas = Receiver(self.engine.ports["pas"], lambda _: None)  # a delivery that stays in hand
        self.addCleanup(pas.stop)
        path = self.engine.folder / "vagus.yaml"
        path.write_text(path.read_text().replace("ack_timeout: 20s", "ack_timeout: 60s"))  # longer than a stop waits
        self.engine.start()
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send(message("B-1"))), "AA")
        eventually("the attempt", lambda: pas.received)
        self.engine.process.send_signal(signal.SIGTERM)
        eventually("the first signal in the log", lambda: self.engine.events("engine.stopping"))
        self.engine.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.engine.process.wait(PATIENCE), 128 + signal.SIGTERM)  # a stop that waited ends with 0
        self.assertEqual(self.engine.events("engine.stopped"), [])
        pas.judge = lambda _: "AA"
        self.engine.start()
        eventually("delivery", lambda: pas.control_ids().count("B-1") >= 2)

    def test_a_second_engine_on_the_same_store_is_refused(self):
        self.engine.start()
        second = self.engine.command("run")
        self.assertNotEqual(second.returncode, 0)
        self.assertIn("store", second.stderr)
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send(message("O-1"))), "AA")

    def test_a_mistake_in_the_configuration_is_said_with_its_place(self):
        path = self.engine.folder / "vagus.yaml"
        path.write_text(path.read_text().replace("to: [pas]", "to: [pass]"))
        refused = self.engine.command("run")
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, r"vagus\.yaml:\d+:\d+: error\[VG\d+\]")
        self.assertIn("did you mean 'pas'?", refused.stderr)

    def test_the_command_line_says_that_no_engine_runs(self):
        status = self.engine.command("status")
        self.assertEqual(status.returncode, 3)

    def test_a_wrong_option_is_a_usage_error(self):
        self.assertEqual(subprocess.run([BINARY, "run", "--nonsense"], capture_output=True, check=False).returncode, 2)


if __name__ == "__main__":
    unittest.main()
