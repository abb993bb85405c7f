"""The dashboard of a running engine in Debian's Chromium, while messages flow: what tests/dashboard does with a made-up one."""

import os
import re
import shutil
import subprocess
import threading
import time
import unittest

from admin_api import Api
from peers import CONFIG, ROOT, Engine, Receiver, Sender, eventually, free_port, message

SITE = """\
site:
  name: test-site
  timezone: Europe/Vienna
  admin: { listen: "127.0.0.1:%(admin)d" }
"""
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium")
PACKAGES = ROOT / "dashboard/node_modules/playwright-core"
PASSWORD = "correct horse battery"
SECONDS = 300


@unittest.skipUnless(NODE and CHROMIUM and PACKAGES.exists(), "node, chromium or npm packages are not here: scripts/setup --test")
class Dashboard(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.engine.ports["admin"] = free_port()
        (self.engine.folder / "vagus.yaml").write_text((CONFIG + SITE) % self.engine.ports)
        self.engine.start()
        self.receiver = Receiver(self.engine.ports["pas"], judge=lambda text: "AE" if "REFUSED" in str(text) else "AA")
        self.addCleanup(self.receiver.stop)
        self.admin = Api(self.engine.ports["admin"])
        self.admin.first_login(self.engine)
        for role in ("admin", "operator", "viewer"):
            self.admin.good("POST", "/users", {"name": f"{role}.test", "role": role, "password": PASSWORD})

    def keep_sending(self):
        """Live traffic, until the test is over."""
        over = threading.Event()

        def send():
            with Sender(self.engine.ports["adt_in"]) as sender:
                number = 0
                while not over.wait(0.05):
                    number += 1
                    sender.send(message(f"LIVE-{number}"))

        thread = threading.Thread(target=send)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(over.set)

    def browse(self, tests, **more):
        environment = os.environ | {"VAGUS_URL": f"http://127.0.0.1:{self.engine.ports['admin']}/", "VAGUS_PASSWORD": PASSWORD} | more
        ran = subprocess.run([NODE, "--test", "--test-reporter=spec", tests], cwd=ROOT / "tests/dashboard", env=environment, capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        return ran.stdout

    def test_a_search_is_sent_once_more_until_it_is_stopped(self):
        all_of_them = [f"BULK-{number:03}" for number in range(150)]
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in all_of_them:
                sender.send(message(control))
        eventually("delivery", lambda: self.receiver.control_ids() == all_of_them)
        sent = int(re.search(r"SENT (\d+)", self.browse("engine_resend_test.mjs"))[1])
        # The receiver has the oldest once more, in their order and each once, and nothing after the end.
        eventually("what was resent", lambda: len(self.receiver.control_ids()) >= 150 + sent)
        time.sleep(1)
        self.assertEqual(self.receiver.control_ids()[150:], all_of_them[:sent])
        entries = self.admin.good("GET", "/audit?who=operator.test&what=message.resend&limit=200")["entries"]
        self.assertEqual({each["reason"] for each in entries}, {"a test"})

    def test_every_page_opens_and_what_people_come_for_is_done(self):
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message("GOOD-1"))
            sender.send(message("REFUSED-1"))
            sender.send(message("REFUSED-TWICE"))
            sender.send(message("FAILED-1", patient=""))
        eventually("a dead letter", lambda: self.admin.good("GET", "/dead/groups")["groups"])
        self.keep_sending()
        ids = [self.admin.good("GET", f"/messages?control={control}")["messages"][0]["id"] for control in ("REFUSED-1", "REFUSED-TWICE")]
        token = self.admin.good("POST", "/tokens", {"name": "wall", "role": "viewer"})["token"]
        self.browse("engine_test.mjs", VAGUS_REFUSED=ids[0], VAGUS_TWICE=ids[1], VAGUS_WALL=token)
        self.assertEqual(self.receiver.control_ids().count("REFUSED-TWICE"), 2)  # as it came, and retried once
        # What the browser did stands in the audit.
        words = [each["what"] for each in self.admin.good("GET", "/audit?who=operator.test&limit=200")["entries"]]
        for word in ("login", "message.view", "message.edit", "output.hold", "output.release"):
            self.assertIn(word, words)
        self.assertNotIn("0012345", self.engine.log())


if __name__ == "__main__":
    unittest.main()
