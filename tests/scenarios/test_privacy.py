"""No field value in the log, whatever happens: a marked patient goes through every failure."""

import unittest

from peers import Engine, Receiver, Sender, eventually, message

MARK = "ZEBRAFISH"


class Privacy(unittest.TestCase):
    def test_a_marked_patient_leaves_no_trace_in_the_log(self):
        engine = Engine()
        self.addCleanup(engine.close)
        answers = {"M-AE": "AE", "M-AR": "AR"}
        silence = iter([None])

        def judge(one):
            control = str(one.segment("MSH")[10])
            return next(silence, "AA") if control == "M-SILENT" else answers.get(control, "AA")

        patient, name = f"{MARK}1^^^H^MR", f"{MARK}2^{MARK}3"
        marked = lambda control, **parts: message(control, **{"patient": patient, "name": name, **parts})
        engine.start()
        with Sender(engine.ports["adt_in"]) as sender:
            sender.send(marked("M-AWAY"))  # the receiver is not there yet
        eventually("a failed attempt", lambda: "delivery" in engine.log() or "output" in engine.log())
        pas = Receiver(engine.ports["pas"], judge, text=f"{MARK}4 is locked")
        self.addCleanup(pas.stop)
        with Sender(engine.ports["adt_in"]) as sender:
            for control in ("M-OK", "M-AE", "M-AR", "M-SILENT"):
                sender.send(marked(control))
            sender.send(marked("M-OK"))  # a duplicate
            sender.send(marked("M-OK", event="A08"))  # the same control id, other bytes
            sender.send(marked("M-FAIL", patient=f"^^^{MARK}5"))  # the route fails
            sender.send(marked("M-DROP", processing="T"))
            sender.send(marked("M-NONE").replace("ADT^A01", f"{MARK}6^{MARK}7"))
            sender.send_bytes(f"\x0bPID|1||{patient}||{name}\x1c\r".encode())  # no message
            sender.send_bytes(f"{MARK}8\x0bMSH|^~\\&|{MARK}9\rPI|{MARK}\x1c\r".encode())  # noise, a bad segment
        with Sender(engine.ports["adt_in"]) as sender:
            sender.send(marked(f"{MARK}10") + f"NTE|1||{MARK}" + "x" * 70_000 + "\r")  # too long
        with Sender(engine.ports["adt_in"]) as sender:
            sender.client.socket.sendall(f"\x0bMSH|^~\\&|{MARK}11".encode())  # closed inside a frame
        eventually("three dead letters", lambda: len(engine.dead_letters()) >= 3)
        status = engine.command("status")
        listed = engine.command("dead", "ls")
        self.assertEqual(engine.stop(), 0)

        self.assertNotIn(MARK, engine.log())
        self.assertNotIn(MARK, status.stdout + status.stderr)
        self.assertNotIn(MARK, listed.stderr)
        self.assertIn("M-SILENT", pas.control_ids())


if __name__ == "__main__":
    unittest.main()
