"""Alerts reach a webhook and a mailbox once, survive a restart, and name no patient."""

import json
import sys
import time
import unittest

from peers import CONFIG, ROOT, Engine, Receiver, Sender, eventually, free_port, message

sys.path.insert(0, str(ROOT / "tests/support"))
from notice_sinks import MailServer, Webhook  # noqa: E402

MARK = "ZEBRAFISH"
INPUT = "    ack: { after: processed }\n"
SITE = """\
site:
  name: st-elsewhere
  alerts:
    send: [{ webhook: "http://127.0.0.1:%(hook)d/hook?secret=s3cret" }, { email: it@example.org }]
    smtp: { server: "127.0.0.1:%(smtp)d", from: vagus@example.org, tls: none }
"""


class Alerts(unittest.TestCase):
    def setUp(self):
        ports = {"hook": free_port(), "smtp": free_port()}
        self.ports = ports
        watched = INPUT + '    expect_every: 10s\n    about: { owner: Ward IT, call: "+43 1 555 0100" }\n'
        self.engine = Engine(CONFIG.replace(INPUT, watched) + SITE % ports)
        self.addCleanup(self.engine.close)
        self.mails = MailServer(ports["smtp"])
        self.addCleanup(self.mails.stop)
        receiver = Receiver(self.engine.ports["pas"], lambda one: "AE", text=f"{MARK}4 is locked")
        self.addCleanup(receiver.stop)

    def hook(self, **how):
        made = Webhook(self.ports["hook"], **how)
        self.addCleanup(made.stop)
        return made

    def send(self, control, **parts):
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.send(message(control, **parts))

    def listed(self):
        told = self.engine.command("alerts", "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        return json.loads(told.stdout)

    def test_a_failure_is_told_once_to_everybody_over_a_restart_and_names_no_patient(self):
        hook = self.hook()
        self.engine.start()
        self.send("M-FAIL", patient=f"^^^{MARK}5", name=f"{MARK}2")
        self.send(f"{MARK}6", patient=f"{MARK}1^^^H^MR", name=f"{MARK}2")
        wanted = {("start", "route_failures:adt_main"), ("start", "dead_letters:pas")}
        eventually("two notices", lambda: wanted <= set(hook.told()))
        eventually("two mails", lambda: len(self.mails.got) >= 2)
        what_to_do = "What to do: docs/monitoring.md#dead-letters"
        told = lambda: next((each for each in self.mails.got if what_to_do in each[2].get_payload()), None)
        sender, to, mail = eventually("the mail about dead letters", told)
        self.assertEqual((sender, to), ("vagus@example.org", ["it@example.org"]))
        self.assertIn("[st-elsewhere] ", mail["Subject"])
        self.assertEqual(self.engine.stop(), 0)
        before = set(hook.told())
        self.engine.start()
        eventually("it looks", lambda: len(self.listed()["open"]) >= 2)
        time.sleep(3)
        again = [each for each in hook.told() if each in wanted]
        self.assertEqual(len(again), 2, before)
        everything = self.engine.log() + json.dumps(hook.got) + "".join(mail.as_string() for _, _, mail in self.mails.got)
        self.assertNotIn(MARK, everything + json.dumps(self.listed()) + (self.engine.folder / ".vagus/store/alerts.json").read_text())
        self.assertNotIn("s3cret", self.engine.log())

    def test_a_silent_feed_is_told_with_whom_to_call_and_when_it_is_over(self):
        hook = self.hook()
        self.engine.start()
        eventually("silence", lambda: ("start", "feed_silent:adt_in") in hook.told())
        told = [each for each in hook.got if each["rule"] == "feed_silent"][0]
        self.assertEqual((told["level"], told["about"]["call"]), ("page", "+43 1 555 0100"))
        shown = self.engine.command("alerts").stdout
        self.assertIn("feed_silent:adt_in", shown)
        self.assertIn("call: +43 1 555 0100", shown)
        until = time.monotonic() + 200  # it is told when it has been over for a minute without a gap
        while ("end", "feed_silent:adt_in") not in hook.told() and time.monotonic() < until:
            self.send("M-DROP", processing="T")
            time.sleep(1)
        self.assertEqual([kind for kind, id in hook.told() if id == "feed_silent:adt_in"], ["start", "end"])
        self.assertEqual(self.listed()["recent"][0]["id"], "feed_silent:adt_in")

    def test_a_feed_may_be_silent_in_quiet_hours(self):
        file = self.engine.folder / "vagus.yaml"
        quiet = "  timezone: UTC\n  alerts:\n    quiet: [{ input: adt_in, between: '00:00-12:30' }, { input: adt_in, between: '12:00-00:30' }]\n"
        file.write_text(file.read_text().replace("  alerts:\n", quiet))
        self.engine.start()
        time.sleep(13)
        self.assertNotIn("feed_silent", [each["rule"] for each in self.listed()["open"]])

    def test_a_webhook_that_is_away_is_tried_again(self):
        hook = self.hook(refuses=1)
        self.engine.start()
        self.send("M-FAIL", patient="")
        # 5 s after it was refused; once more is 10 s later
        eventually("the notice", lambda: ("start", "route_failures:adt_main") in hook.told(), within=60)
        failed = eventually("the failure in the log", lambda: self.engine.events("notice.failed"))[0]
        self.assertEqual((failed["sink"], failed["reason"]), ("webhook 1", "it answered 503"))

    def open(self, id):
        """The alert, or None; on a slow machine the feed may be silent beside it."""
        return next((each for each in self.listed()["open"] if each["id"] == id), None)

    def test_a_person_snoozes_and_wakes(self):
        failures = "route_failures:adt_main"
        self.hook()
        self.engine.start()
        self.send("M-FAIL", patient="")
        eventually("the alert", lambda: self.open(failures))
        done = self.engine.command("alerts", "snooze", failures, "--for", "2h", "--reason", "known")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.open(failures)["snoozed"]["reason"], "known")
        eventually("the snooze in the log", lambda: [each["minutes"] for each in self.engine.events("alert.snoozed")] == [120])
        self.assertEqual(self.engine.command("alerts", "wake", failures).returncode, 0)
        self.assertIsNone(self.open(failures)["snoozed"])
        refused = self.engine.command("alerts", "snooze", "disk:store", "--reason", "x")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("no alert 'disk:store' is open", refused.stderr)
        self.assertGreaterEqual(self.engine.status()["alerts"]["open"], 1)


if __name__ == "__main__":
    unittest.main()
