"""Who looked for whom and what they did: written down, found again, checked, and brought to a collector."""

import base64
import json
import re
import pathlib
import sys
import unittest

from admin_api import Api
from peers import CONFIG, Engine, Receiver, Sender, code, eventually, free_port, message
from tls_peers import Authority

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from collector import Collector  # noqa: E402

SITE = """\
tls:
  ours: { cert: "%(tls)s/engine.crt", key: "%(tls)s/engine.key", ca: "%(tls)s/ca.crt" }
site:
  name: test-site
  index: [PID-3.1]
  admin: { listen: "127.0.0.1:%(admin)d" }
  audit: { syslog: { to: "127.0.0.1:%(collector)d", tls: { use: ours } } }
"""
PATIENT = "777888999"


class Audit(unittest.TestCase):
    def setUp(self):
        self.authority = Authority()
        self.addCleanup(self.authority.close)
        self.authority.issue("engine", "DNS:engine.test")
        self.authority.issue("collector", "IP:127.0.0.1")
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.engine.ports.update(admin=free_port(), collector=free_port(), tls=self.authority.folder)
        (self.engine.folder / "vagus.yaml").write_text((CONFIG + SITE) % self.engine.ports)
        self.engine.start()
        self.admin = Api(self.engine.ports["admin"])
        self.assertEqual(self.admin.first_login(self.engine).status, 200)

    def collect(self):
        made = Collector(self.engine.ports["collector"], *(self.authority.path(f) for f in ("collector.crt", "collector.key", "ca.crt")))
        self.addCleanup(made.close)
        return made

    def send(self, *texts):
        with Sender(self.engine.ports["adt_in"]) as sender:
            return [code(sender.send(text)) for text in texts]

    def written(self):
        return "".join(each.read_text() for each in sorted((self.engine.folder / ".vagus/store/audit").glob("*.jsonl")))

    def test_a_patient_is_found_by_number_and_who_looked_is_known_without_it(self):
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        self.send(message("A-1", patient=f"{PATIENT}^^^H^MR"), message("A-2", patient="5^^^H^MR"), message("A-3", patient=f"{PATIENT}^^^H^MR"))
        found = self.admin.good("POST", "/messages/find", {"key": f" {PATIENT} "})
        self.assertEqual([each["control"] for each in found["messages"]], ["A-3", "A-1"])
        self.assertEqual(found["searched"], {"messages": 3, "of": 3})
        self.assertEqual(self.admin.good("POST", "/messages/find", {"key": "77788899"})["messages"], [])
        by_text = self.admin.good("POST", "/messages/find", {"text": "5^^^H^MR"})
        self.assertEqual([each["control"] for each in by_text["messages"]], ["A-2"])
        by_state = self.admin.good("GET", "/messages?state=delivered&output=pas&type=ADT*")
        self.assertLessEqual(len(by_state["messages"]), 3)
        self.assertEqual(self.admin.ask("GET", "/messages?state=nonsense").body["code"], "bad_request")

        entries = self.admin.good("GET", "/audit?what=search")["entries"]
        keys = [re.findall(r"key (\S+)", each["about"]) for each in entries]
        self.assertEqual(len({key for found in keys for key in found}), 2)
        self.assertNotIn(PATIENT, self.written())
        self.assertNotIn(PATIENT, self.engine.log())
        shown = self.engine.command("audit", "show", "--what", "search", "--json")
        self.assertEqual(len([json.loads(line) for line in shown.stdout.splitlines()]), len(entries))

    def test_whoever_may_not_see_values_does_not_find_them_by_text(self):
        self.send(message("A-1", name="Marked^Zelda"))
        self.admin.good("POST", "/users", {"name": "vera", "role": "viewer", "password": "correct horse battery"})
        vera = Api(self.engine.ports["admin"])
        self.assertEqual(vera.log_in(user="vera", password="correct horse battery").status, 200)
        refused = vera.ask("POST", "/messages/find", {"text": "Zelda"})
        self.assertEqual((refused.status, refused.body["code"]), (403, "forbidden"))
        self.assertEqual(len(vera.good("POST", "/messages/find", {"type": "ADT*"})["messages"]), 1)

    def test_a_collector_gets_everything_also_what_was_written_while_it_was_away(self):
        self.admin.good("POST", "/outputs/pas/hold", {"reason": "the collector is away"})
        collector = self.collect()
        eventually("what was written before", lambda: "output.hold" in collector.words())
        self.assertEqual(self.engine.stop(), 0)
        self.engine.start()
        self.admin = Api(self.engine.ports["admin"])
        self.assertEqual(self.admin.first_login(self.engine).status, 200)
        self.admin.good("POST", "/outputs/pas/release", {"reason": "it is back"})
        eventually("what came after a restart", lambda: "output.release" in collector.words())
        self.assertEqual(collector.wrong, [])
        hold = next(each for each, word in zip(collector.entries, collector.words()) if word == "output.hold")
        self.assertEqual(hold.find("AuditSourceIdentification").get("AuditSourceID"), "test-site")
        self.assertEqual(hold.find("EventIdentification/EventID").get("csd-code"), "110100")
        login = next(each for each, word in zip(collector.entries, collector.words()) if word == "login")
        self.assertEqual(login.find("EventIdentification/EventID").get("csd-code"), "110114")
        numbers = [int(each.findall("ParticipantObjectIdentification")[-1].get("ParticipantObjectID")) for each in collector.entries]
        self.assertEqual(sorted(set(numbers)), list(range(1, max(numbers) + 1)))
        self.assertEqual(self.engine.command("audit", "verify").returncode, 0)

    def test_a_collector_is_told_that_what_was_shown_was_shown(self):
        self.send(message("A-1"))
        collector = self.collect()
        one = self.admin.good("GET", "/messages")["messages"][0]["id"]
        self.admin.good("GET", f"/messages/{one}")
        self.admin.good("GET", f"/messages/{one}/explain?values=false")
        self.admin.ask("GET", "/messages/0000000000000000")
        views = lambda: [each for each, word in zip(collector.entries, collector.words()) if word == "message.view"]
        eventually("the views and the one that failed", lambda: len(views()) == 4)
        shown, masked, asked, failed = views()
        outcomes = [each.find("EventIdentification").get("EventOutcomeIndicator") for each in views()]
        self.assertEqual(outcomes, ["0", "0", "0", "4"])
        said = lambda each: each.find(".//ParticipantObjectDetail[@type='shown']").get("value")
        self.assertEqual([base64.b64decode(said(each)) for each in (shown, masked)], [b"values", b"masked"])
        self.assertEqual(failed.findtext("EventIdentification/EventOutcomeDescription"), "failed 404")

    def about(self, one):
        return self.admin.good("GET", f"/audit?about={one}&limit=1000")["entries"]

    def test_each_of_a_hundred_messages_that_were_sent_again_is_named(self):
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        collector = self.collect()
        self.send(*(message(f"A-{n}") for n in range(101)))
        eventually("delivery", lambda: self.admin.good("GET", "/status")["outputs"][0]["delivered"] == 101)
        ids = [each["id"] for each in self.admin.good("GET", "/messages?limit=200")["messages"]]
        self.assertEqual(len(ids), 101)
        again = {"ids": ids[1:], "outputs": ["pas"], "reason": "lost there"}
        self.assertEqual(len(self.admin.good("POST", "/resend", again)["done"]), 100)
        found = [[each["what"] for each in self.about(one)] for one in ids]
        self.assertEqual(found, [[]] + [["message.resend"]] * 100)
        told = lambda: {
            each.get("ParticipantObjectID")
            for entry, word in zip(collector.entries, collector.words())
            if word == "message.resend"
            for each in entry.findall("ParticipantObjectIdentification")
        }
        eventually("all of them at the collector", lambda: set(ids[1:]) <= told())
        self.assertEqual(self.engine.command("audit", "verify").returncode, 0)

    def newest(self, count=1):
        entries = self.admin.good("GET", f"/audit?limit={count + 1}")["entries"]
        return [each for each in entries if each["what"] != "audit.view"][:count]

    def test_a_password_and_a_role_are_told_apart_and_the_role_is_named(self):
        self.admin.good("POST", "/users", {"name": "anna", "role": "viewer", "password": "correct horse battery"})
        self.assertEqual(self.newest()[0]["about"], "name anna, role viewer")
        self.admin.good("POST", "/users/anna/role", {"role": "admin"})
        role = self.newest()[0]
        self.assertEqual((role["what"], role["about"]), ("user.change", "name anna, role admin"))
        self.admin.good("POST", "/users/anna/password", {"password": "correct horse staple"})
        password = self.newest()[0]
        self.assertEqual((password["what"], password["about"]), ("user.password", "name anna"))
        self.admin.good("POST", "/tokens", {"name": "x", "role": "admin", "days": 7})
        token = self.newest()[0]
        self.assertEqual((token["what"], token["about"]), ("token.add", "name x, role admin, days 7"))
        self.assertNotIn("horse", self.written())

    def test_what_a_filter_came_to_mean_is_found_by_the_message(self):
        pas = Receiver(self.engine.ports["pas"])
        self.addCleanup(pas.stop)
        self.send(message("N5"), message("N6"))
        delivered = lambda: self.admin.good("GET", "/status")["outputs"][0]["delivered"]
        eventually("delivery", lambda: delivered() == 2)
        other, one = (each["id"] for each in self.admin.good("GET", "/messages")["messages"])
        again = {"control": "N5", "outputs": ["pas"], "rules": "as_sent", "reason": "lost there"}
        self.assertEqual([each["id"] for each in self.admin.good("POST", "/resend", again)["done"]], [one])
        which, asked = self.newest(2)
        self.assertEqual(asked["about"], "to pas, control N5, rules as_sent")
        self.assertEqual(which["about"], f"message {one}, to pas, rules as_sent")
        self.assertEqual([each["what"] for each in self.about(one)], ["message.resend"])
        self.assertEqual(self.about(other), [])
        told = self.engine.command("resend", "--control", "N6", "--to", "pas", "--reason", "lost there")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual([each["what"] for each in self.about(other)], ["message.resend"])

    def test_a_search_by_name_is_known_again_without_the_name(self):
        self.send(message("A-1", name="Marked^Zelda"))
        hashes = []
        for text in ("Marked^Zelda", "Marked^Zelda", "Someone^Else"):
            self.admin.good("POST", "/messages/find", {"text": text})
            hashes.append(re.fullmatch(r"text (\S+)", self.newest()[0]["about"])[1])
        self.assertEqual(hashes[0], hashes[1])
        self.assertNotEqual(hashes[0], hashes[2])
        self.assertEqual(len(self.about(hashes[0])), 2)
        self.assertNotIn("Zelda", self.written())

    def test_an_edit_that_was_only_previewed_is_a_view(self):
        self.send(message("A-1"))
        collector = self.collect()
        one = self.admin.good("GET", "/messages")["messages"][0]["id"]
        before = self.engine.events("messages.resent")
        text = self.admin.good("GET", f"/messages/{one}/bytes")["text"]
        edited = {"text": text.replace("Ida", "Eda"), "outputs": ["pas"]}
        for _ in range(3):
            self.admin.good("POST", f"/messages/{one}/edit", {**edited, "preview": True})
        self.assertEqual([(each["what"], each["result"]) for each in self.newest(3)], [("message.view", "values")] * 3)
        self.admin.good("POST", f"/messages/{one}/edit", {**edited, "reason": "another first name"})
        self.assertEqual([(each["what"], each["about"]) for each in self.newest()], [("message.edit", f"message {one}, to pas")])
        eventually("the edit in the log", lambda: len(self.engine.events("messages.resent")) == len(before) + 1)
        eventually("the edit", lambda: "message.edit" in collector.words())
        self.assertEqual(collector.words().count("message.edit"), 1)
        self.assertNotIn("Eda", self.written())

    def test_a_line_that_somebody_changed_is_named(self):
        self.admin.good("POST", "/outputs/pas/hold", {"reason": "a reason"})
        self.assertEqual(self.engine.stop(), 0)
        file = next((self.engine.folder / ".vagus/store/audit").glob("*.jsonl"))
        file.write_text(file.read_text().replace("a reason", "no reason"))
        checked = self.engine.command("audit", "verify")
        self.assertEqual(checked.returncode, 10)
        self.assertIn("was changed", checked.stdout)


if __name__ == "__main__":
    unittest.main()
