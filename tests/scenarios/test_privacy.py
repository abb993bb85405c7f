"""No field value in logs, metrics, notices, addresses, file names or what a viewer sees: a marked patient goes through every failure."""

import json
import threading
import unittest
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from admin_api import Api
from peers import IMPATIENT, Engine, Receiver, Sender, eventually, free_port, message

MARK = "ZEBRAFISH"

SITE = """\
site:
  admin: { listen: "127.0.0.1:%(admin)d" }
  metrics: { listen: "127.0.0.1:%(metrics)d" }
  alerts: { send: [{ webhook: "http://127.0.0.1:%(hook)d/" }] }
"""


class Hook:
    """Where notices go; keeps what it was told."""

    def __init__(self, port):
        told = self.told = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                told.append(self.path + self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Privacy(unittest.TestCase):
    def test_a_marked_patient_leaves_no_trace_in_the_log(self):
        engine = Engine()
        self.addCleanup(engine.close)
        engine.ports.update({name: free_port() for name in ("admin", "metrics", "hook")})
        (engine.folder / "vagus.yaml").write_text((IMPATIENT + SITE) % engine.ports)
        hook = Hook(engine.ports["hook"])
        self.addCleanup(hook.stop)
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
        eventually("a notice", lambda: hook.told)
        metrics = urllib.request.urlopen(f"http://127.0.0.1:{engine.ports['metrics']}/metrics", timeout=60).read().decode()
        health = urllib.request.urlopen(f"http://127.0.0.1:{engine.ports['metrics']}/health", timeout=60).read().decode()
        seen = self.seen_by_a_viewer(engine)
        names = "\n".join(str(path) for path in engine.folder.rglob("*"))
        written = "\n".join(path.read_text() for path in engine.folder.rglob("audit/*.jsonl"))
        alerts = "\n".join(path.read_text() for path in engine.folder.rglob("alerts.json"))
        self.assertEqual(engine.stop(), 0)

        for where, text in {"metrics": metrics, "health": health, "a viewer": seen, "file names": names, "the audit": written,
                            "notices": "\n".join(hook.told), "alerts": alerts}.items():  # fmt: skip
            self.assertTrue(text, where)
            self.assertFalse(MARK in text, where)
        self.assertNotIn(MARK, engine.log())
        self.assertNotIn(MARK, status.stdout + status.stderr)
        self.assertNotIn(MARK, listed.stderr)
        self.assertIn("M-SILENT", pas.control_ids())

    def seen_by_a_viewer(self, engine):
        """All that one who may see no values is shown."""
        admin = Api(engine.ports["admin"])
        self.assertEqual(admin.first_login(engine).status, 200)
        admin.good("POST", "/users", {"name": "vera", "role": "viewer", "password": "correct horse battery"})
        vera = Api(engine.ports["admin"])
        self.assertEqual(vera.log_in(user="vera", password="correct horse battery").status, 200)
        found = vera.good("GET", "/messages")["messages"]
        self.assertGreater(len(found), 8)
        paths = ["/status", "/dead", "/dead/groups", "/wire", "/alerts", "/config", "/config/history"]
        for row in found:
            paths += [f"/messages/{row['id']}", f"/messages/{row['id']}/explain"]
        answers = [vera.ask("GET", path) for path in paths]
        # The type and the control id of a message are codes of its sender and are shown; these two are marked on purpose.
        for row in found:
            row["type"] = row["control"] = ""
        shown = json.dumps([found] + [answer.body for answer in answers])
        for code in (f"{MARK}6", f"{MARK}7", f"{MARK}10"):
            shown = shown.replace(code, "")
        return shown


if __name__ == "__main__":
    unittest.main()
