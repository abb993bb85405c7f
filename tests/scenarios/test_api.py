"""The admin API of a running engine: every answer is held against the OpenAPI document the engine itself serves."""

import base64
import contextlib
import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from admin_api import Api
from peers import BINARY, CONFIG, IMPATIENT, PATIENCE, Engine, Receiver, Sender, code, eventually, free_port, message
from tls_peers import openssl

SITE = """\
site:
  name: test-site
  timezone: Europe/Vienna
  admin: { listen: "127.0.0.1:%(admin)d" }
"""
REASON = {"reason": "a test"}


class WithApi(unittest.TestCase):
    config = CONFIG

    def setUp(self):
        self.engine = Engine()
        self.addCleanup(self.engine.close)
        self.engine.ports["admin"] = free_port()
        self.write(self.config)
        self.engine.start()
        self.pas = None
        self.admin = Api(self.engine.ports["admin"])
        self.assertEqual(self.admin.first_login(self.engine).status, 200)

    def write(self, config):
        (self.engine.folder / "vagus.yaml").write_text((config + SITE) % self.engine.ports)

    def receiver(self, **how):
        self.pas = Receiver(self.engine.ports["pas"], **how)
        self.addCleanup(self.pas.stop)

    def send(self, *texts):
        with Sender(self.engine.ports["adt_in"]) as sender:
            return [code(sender.send(text)) for text in texts]

    def output(self):
        return self.admin.good("GET", "/status")["outputs"][0]

    def remote(self, *words, role="admin"):
        token = self.engine.folder / f"{role}.token"
        if not token.exists():
            token.write_text(self.admin.good("POST", "/tokens", {"name": role, "role": role})["token"] + "\n")
        url = f"http://127.0.0.1:{self.engine.ports['admin']}"
        return subprocess.run(
            [BINARY, "--engine", url, "--token-file", str(token), *words], capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )

    def found(self, **how):
        query = "&".join(f"{name}={value}" for name, value in how.items())
        return self.admin.good("GET", "/messages" + ("?" + query if query else ""))["messages"]


class Door(WithApi):
    def test_connections_that_say_nothing_keep_nobody_out(self):
        port = self.engine.ports["admin"]
        silent = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(128)]
        for each in silent:
            self.addCleanup(each.close)
        self.assertEqual(self.admin.ask("GET", "/status").status, 200)  # a connection more
        for _ in range(3):
            self.assertEqual(self.admin.ask("GET", "/status").status, 200)
        self.assertEqual(silent[0].recv(1), b"")  # of the silent the first went
        silent[-1].settimeout(0.2)
        with self.assertRaises(TimeoutError):
            silent[-1].recv(1)

    def test_an_answer_to_head_is_a_head(self):
        for path in ("/", "/api/v1/status"):
            with self.subTest(path=path), socket.create_connection(("127.0.0.1", self.engine.ports["admin"]), timeout=PATIENCE) as raw:
                raw.sendall(f"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                raw.sendall(b"GET /api/v1/session HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                told = b""
                while more := raw.recv(65536):
                    told += more
                first, rest = told.split(b"\r\n\r\n", 1)
                self.assertIn(b" 405 ", first.split(b"\r\n")[0] + b" ")
                self.assertEqual(rest[:13], b"HTTP/1.1 401 ")

    def test_nobody_locks_out_tokens_by_a_name(self):
        token = self.admin.good("POST", "/tokens", {"name": "wall", "role": "viewer"})["token"]
        stranger = Api(self.engine.ports["admin"])
        for _ in range(12):  # fewer than its address may: it is the name that has to wait
            if (last := stranger.log_in(user="token from 127.0.0.1", password="x").status) == 429:
                break
        self.assertEqual(last, 429)
        self.assertEqual(Api(self.engine.ports["admin"]).log_in(token=token).status, 200)


class Masked(WithApi):
    def test_a_number_in_the_first_field_is_masked_but_where_it_counts_segments(self):
        self.receiver()
        merged = message("M1", "A40") + "MRG|0012345^^^H^MR\rZPI|4711081512\r"
        self.assertEqual(self.send(merged), ["AA"])
        eventually("it is delivered", lambda: self.output()["delivered"] == 1)
        (row,) = self.found(control="M1")
        viewer = Api(self.engine.ports["admin"])
        viewer.token = self.admin.good("POST", "/tokens", {"name": "v", "role": "viewer"})["token"]
        for path in ("", "/diff?of=pas", "/explain"):
            told = viewer.ask("GET", f"/messages/{row['id']}{path}")
            self.assertEqual(told.status, 200)
            for number in ("0012345", "4711081512"):
                self.assertNotIn(number, json.dumps(told.body))


class First(WithApi):
    def test_the_first_login_makes_the_first_admin_and_then_means_nothing(self):
        token_file = self.engine.folder / ".vagus/store/first-login-token"
        self.assertEqual(os.stat(token_file).st_mode & 0o777, 0o600)
        token = token_file.read_text().strip()
        self.assertEqual(len(self.engine.events("admin.first_login")), 1)
        self.assertNotIn(token, self.engine.log())
        self.assertEqual(Api(self.engine.ports["admin"]).log_in(token=token).status, 401)  # once
        self.admin.good("POST", "/users", {"name": "ada", "role": "admin", "password": "correct horse battery"})
        ada = Api(self.engine.ports["admin"])
        self.assertEqual(ada.log_in(user="ada", password="wrong horse battery").status, 401)
        told = ada.log_in(user="ada", password="correct horse battery")
        self.assertEqual((told.body["role"], told.body["site"], told.body["timezone"]), ("admin", "test-site", "Europe/Vienna"))
        self.assertEqual(self.engine.stop(), 0)
        self.engine.start()
        self.assertFalse(token_file.exists())
        self.assertEqual(ada.ask("GET", "/status").status, 401)  # sessions end with the process
        self.assertEqual(ada.log_in(user="ada", password="correct horse battery").status, 200)
        written = ada.good("GET", "/audit?limit=1000")
        self.assertTrue(written["verified"])
        words = [each["what"] for each in written["entries"]]
        for word in ("login", "login.failed", "user.add", "audit.started"):
            self.assertIn(word, words)
        self.assertEqual(self.engine.command("audit", "verify").returncode, 0)
        with tempfile.TemporaryDirectory() as removed:
            told = self.engine.command("audit", "verify", removed)
            self.assertEqual((told.returncode, told.stdout), (10, ""))
            self.assertIn("there is no entry in " + removed, told.stderr)

    def test_logins_that_were_refused_unseen_do_not_fill_the_audit(self):
        stranger = Api(self.engine.ports["admin"])
        stranger.document = None
        told = [stranger.log_in(user="ada", password="wrong horse battery").status for _ in range(200)]
        told += [stranger.log_in().status for _ in range(50)]  # neither a name nor a token
        looked_at = told.count(401)
        self.assertLess(looked_at, 30)
        entries = self.admin.good("GET", "/audit?what=login.failed&limit=1000")["entries"]
        self.assertGreaterEqual(len(entries), looked_at + 1)
        self.assertLessEqual(len(entries), looked_at + 3)  # the first of each minute
        self.assertEqual(len([each for each in entries if each["result"] == "failed 401"]), looked_at)

    def test_a_program_uses_a_token(self):
        token = self.admin.good("POST", "/tokens", {"name": "monitor", "role": "viewer", "days": 7})["token"]
        program = Api(self.engine.ports["admin"])
        program.token = token
        self.assertEqual(program.good("GET", "/status")["site"], "test-site")
        refused = program.ask("POST", "/outputs/pas/hold", REASON)
        self.assertEqual((refused.status, refused.body["code"]), (403, "forbidden"))
        self.assertEqual(program.ask("GET", "/audit").status, 403)


class Messages(WithApi):
    def test_a_message_is_found_shown_compared_and_explained(self):
        self.receiver()
        self.assertEqual(self.send(message("A-1"), message("A-2"), message("A-3", processing="T")), ["AA", "AA", "AA"])
        eventually("delivery", lambda: self.output()["delivered"] == 2)
        rows = self.found()
        self.assertEqual([row["control"] for row in rows], ["A-3", "A-2", "A-1"])  # the newest first
        self.assertEqual([row["state"] for row in rows], ["dropped", "queued", "queued"])
        self.assertEqual([row["control"] for row in self.found(control="A-2")], ["A-2"])
        first = self.admin.good("GET", "/messages?limit=2")
        rest = self.admin.good("GET", "/messages?limit=2&cursor=" + first["next"])
        self.assertEqual([row["control"] for row in rest["messages"]], ["A-1"])
        self.assertIsNone(rest["next"])

        one = rows[1]["id"]
        shown = self.admin.good("GET", f"/messages/{one}")
        names = {each["path"]: each for segment in shown["tree"] for each in segment["values"]}
        self.assertTrue(shown["values"])
        self.assertEqual(names["PID-5.1"]["value"], "Sample")
        self.assertIn("Family Name", names["PID-5.1"]["name"])
        means = {path: each["meaning"] for path, each in names.items() if each["meaning"]}
        self.assertEqual((means["PV1-2"], means["PID-3.5"], means["MSH-11"]), ("Inpatient", "Medical record number", "Production"))
        self.assertNotIn("PID-5.1", means)
        self.assertEqual(shown["deliveries"][0]["state"], "delivered")
        self.assertIn("Sample^Ida", self.admin.good("GET", f"/messages/{one}/bytes")["text"])
        self.assertIn("VAGUS", self.admin.good("GET", f"/messages/{one}/bytes?of=pas")["text"])
        lines = self.admin.good("GET", f"/messages/{one}/diff?of=pas")["lines"]
        self.assertEqual([(line["path"], line["before"], line["after"]) for line in lines], [("MSH-3", "ADMIN", "VAGUS")])
        self.assertRegex(lines[0]["step"], r"^step 3 set MSH-3, vagus\.yaml:\d+$")
        for rules in ("then", "now"):
            account = self.admin.good("GET", f"/messages/{one}/explain?rules={rules}")
            self.assertEqual(account["outputs"][0]["output"], "pas")
        self.assertEqual(self.admin.ask("GET", "/messages/0000000000000000").body["code"], "not_found")
        self.assertEqual(self.admin.ask("GET", f"/messages/{one}/diff?of=nobody").body["code"], "not_found")

    def test_a_resend_goes_through_the_rules_of_now_where_that_is_asked_for(self):
        self.receiver()
        self.send(message("A-1"))
        eventually("delivery", lambda: self.output()["delivered"] == 1)
        one = self.found()[0]["id"]
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: OTHER"))
        self.admin.good("POST", "/config/reload", REASON, If_Match=self.admin.ask("GET", "/config").headers["ETag"])
        again = {"ids": [one], "outputs": ["pas"], **REASON}
        for rules in ({"rules": "now"}, {"rules": "as_sent"}, {}):
            self.admin.good("POST", "/resend", {**again, **rules})
        eventually("deliveries", lambda: self.output()["delivered"] == 4)
        senders = [str(one.segment("MSH")[3]) for one in self.pas.received]
        self.assertEqual(senders, ["VAGUS", "OTHER", "VAGUS", "VAGUS"])
        refused = self.admin.ask("POST", "/resend", {**again, "rules": "then"})
        self.assertEqual((refused.status, "as_sent or now" in refused.body["detail"]), (400, True))
        self.assertEqual(self.admin.ask("GET", f"/messages/{one}/explain?rules=today").status, 400)
        self.assertEqual(self.remote("resend", one, "--to", "pas", "--rules", "--reason", "a test").returncode, 0)
        eventually("the last", lambda: len(self.pas.received) == 5)
        self.assertEqual(str(self.pas.received[-1].segment("MSH")[3]), "OTHER")

    def test_a_viewer_sees_no_values_until_they_are_revealed(self):
        self.receiver()
        self.send(message("A-1", patient="777888999^^^H^MR", name="Marked^Zelda"))
        one = eventually("the message", self.found)[0]["id"]
        self.admin.good("POST", "/users", {"name": "vera", "role": "viewer", "password": "correct horse battery"})
        vera = Api(self.engine.ports["admin"])
        self.assertEqual(vera.log_in(user="vera", password="correct horse battery").status, 200)
        reads = [f"/messages/{one}", f"/messages/{one}/diff?of=pas", f"/messages/{one}/explain", "/messages", "/status", "/dead"]
        for path in reads:
            text = json.dumps(vera.good("GET", path))
            for marked in ("777888999", "Marked", "Zelda"):
                self.assertNotIn(marked, text, path)
        self.assertEqual(vera.ask("GET", f"/messages/{one}/bytes").status, 403)
        self.send("MSH|^~\\&|A|B|C|D|20260301||ORU^R01|A-2|P|2.5\rOBR|1" + "|" * 24 + "X\r")
        shown = vera.good("GET", f"/messages/{self.found(control='A-2')[0]['id']}")["tree"]
        values = {each["path"]: each for segment in shown for each in segment["values"]}
        self.assertEqual(values["MSH-9.1"]["meaning"], "Unsolicited transmission of an observation message")
        self.assertEqual((values["OBR-25"]["value"], values["OBR-25"]["masked"], values["OBR-25"]["meaning"]), ("X", True, ""))
        self.assertEqual(vera.ask("POST", f"/messages/{one}/reveal", {}).body["code"], "needs_reason")
        gone = vera.ask("POST", f"/messages/{one[:-1]}Z/reveal", {"reason": "an emergency"})
        self.assertEqual((gone.status, gone.body["code"]), (404, "not_found"))
        self.assertEqual(vera.ask("GET", f"/messages/{one}/bytes").status, 403)
        vera.good("POST", f"/messages/{one}/reveal", {"reason": "an emergency"})
        self.assertIn("Marked", json.dumps(vera.good("GET", f"/messages/{one}")))
        self.assertIn("Zelda", vera.good("GET", f"/messages/{one}/bytes")["text"])
        seen = self.admin.good("GET", f"/audit?about={one}")["entries"]
        self.assertEqual({each["who"] for each in seen}, {"vera"})
        self.assertIn("an emergency", [each["reason"] for each in seen])
        self.assertEqual({each["result"] for each in seen if each["what"] == "message.view"}, {"masked", "values"})
        self.assertEqual({each["about"] for each in seen if each["what"] == "denied"}, {f"message {one}, endpoint messageBytes"})

    def test_a_message_that_failed_is_mended_and_sent_to_the_failed_output_only(self):
        self.receiver(judge=lambda received: "AR" if "Wrong" in str(received) else "AA")
        self.send(message("A-1", name="Wrong^Ida"))
        dead = eventually("the dead letter", lambda: self.admin.good("GET", "/dead")["dead"])[0]
        groups = self.admin.good("GET", "/dead/groups")["groups"]
        self.assertEqual([(each["name"], each["count"]) for each in groups], [("pas", 1)])
        one = dead["id"]
        text = self.admin.good("GET", f"/messages/{one}/bytes")["text"].replace("Wrong", "Right")
        edit = {"text": text, "outputs": ["pas"]}
        shown = self.admin.good("POST", f"/messages/{one}/edit", {**edit, "preview": True})
        self.assertEqual([(line["path"], line["before"], line["after"]) for line in shown["lines"]], [("PID-5.1", "Wrong", "Right")])
        self.assertEqual(self.admin.ask("POST", f"/messages/{one}/edit", edit).body["code"], "needs_reason")
        fresh = self.admin.good("POST", f"/messages/{one}/edit", {**edit, **REASON})["new"]
        eventually("delivery", lambda: self.output()["delivered"] == 1)
        self.assertEqual(self.admin.good("GET", f"/messages/{fresh}")["parent"], one)
        self.assertEqual(self.admin.good("GET", "/dead")["dead"], [])
        self.assertIn("Right", str(self.pas.received[-1]))
        bad = self.admin.ask("POST", f"/messages/{one}/edit", {"text": "no message", "outputs": ["pas"], **REASON})
        self.assertEqual(bad.status, 400)

    def test_a_message_in_another_character_set_is_edited_in_its_own(self):
        self.admin.good("POST", "/outputs/pas/hold", REASON)  # python3-hl7 reads UTF-8 only: nobody shall get it
        text = message("A-1", name="Wrong^Jörg").replace("|2.5\r", "|2.5||||||8859/1\r")
        with Sender(self.engine.ports["adt_in"]) as sender:
            self.assertEqual(code(sender.send_bytes(b"\x0b" + text.encode("latin-1") + b"\x1c\r")), "AA")
        one = self.found()[0]["id"]
        shown = self.admin.good("GET", f"/messages/{one}/bytes")
        self.assertIn("Jörg", shown["text"])
        self.assertIn("Wrong^Jörg".encode("latin-1").hex(), shown["hex"])
        edit = {"text": shown["text"].replace("Wrong", "Right"), "outputs": ["pas"], **REASON}
        fresh = self.admin.good("POST", f"/messages/{one}/edit", edit)["new"]
        self.assertIn("Right^Jörg".encode("latin-1").hex(), self.admin.good("GET", f"/messages/{fresh}/bytes")["hex"])
        refused = self.admin.ask("POST", f"/messages/{one}/edit", {**edit, "text": edit["text"].replace("Jörg", "Łukasz")})
        self.assertEqual((refused.status, refused.body["code"]), (400, "bad_request"))
        self.assertIn("windows-1252", refused.body["detail"])

    def test_messages_are_sent_once_more_and_dead_letters_discarded(self):
        self.receiver()
        self.send(message("A-1"))
        eventually("delivery", lambda: self.output()["delivered"] == 1)
        one = self.found()[0]["id"]
        preview = self.admin.good("POST", "/resend/preview", {"ids": [one], "outputs": ["pas"]})
        self.assertEqual(preview["ready"], 1)
        done = self.admin.good("POST", "/resend", {"ids": [one], "outputs": ["pas"], **REASON})["done"]
        self.assertEqual([each["id"] for each in done], [one])
        eventually("delivery", lambda: self.pas.control_ids() == ["A-1", "A-1"])
        self.assertEqual(self.admin.ask("POST", "/resend", {"ids": [one], "outputs": ["nobody"], **REASON}).status, 400)

    def test_a_pasted_message_is_tried_and_nothing_is_kept(self):
        told = self.admin.good("POST", "/try", {"input": "adt_in", "message": message("A-1").replace("\r", "\n")})
        self.assertEqual(told["outputs"][0]["output"], "pas")
        self.assertEqual(self.admin.ask("POST", "/try", {"input": "nobody", "message": "x"}).status, 404)
        self.assertEqual(self.admin.ask("POST", "/try", {"input": "adt_in", "message": "x"}).status, 400)
        self.assertEqual(self.found(), [])


class Attempts(WithApi):
    config = IMPATIENT

    def test_a_message_is_shown_with_its_attempts_and_what_was_made_of_it(self):
        answers = iter([None])
        self.receiver(judge=lambda _: next(answers, "AA"))  # silent first
        self.send(message("A-1"), message("A-2", processing="T"))
        eventually("delivery", lambda: self.output()["delivered"] == 1)
        dropped, one = (each["id"] for each in self.found())
        shown = self.admin.good("GET", f"/messages/{one}")
        self.assertRegex(shown["peer"], r"^127\.0\.0\.1:\d+$")
        self.assertEqual(shown["revision"], self.admin.good("GET", "/config")["revision"])
        self.assertEqual((shown["ack"], shown["reason"], shown["tags"], shown["children"]), ("AA", "", [], []))
        attempts = shown["deliveries"][0]["attempts"]
        self.assertEqual([each["result"] for each in attempts], ["no answer", "AA"])
        self.assertGreaterEqual(attempts[0]["n"], 1)  # in a row; more where the receiver itself was held up
        self.assertEqual(attempts[1]["n"], 1)
        self.assertGreater(attempts[0]["took_us"], 900_000)
        self.assertIn("MSA|AA|A-1", attempts[1]["answer"])
        self.assertEqual(self.admin.good("GET", f"/messages/{dropped}")["reason"], "not production traffic")
        new = self.admin.good("POST", "/resend", {"ids": [one], "outputs": ["pas"], **REASON})["done"][0]["new"]
        shown = self.admin.good("GET", f"/messages/{one}")
        self.assertEqual([(each["id"], each["state"]) for each in shown["children"]], [(new, "resent")])
        self.assertFalse(shown["children_more"])
        self.assertEqual(self.admin.good("GET", f"/messages/{new}")["parent"], one)


class Control(WithApi):
    def test_an_output_is_held_and_released(self):
        self.receiver()
        self.admin.good("POST", "/outputs/pas/hold", REASON)
        self.send(message("A-1"))
        held = self.output()
        self.assertEqual((held["state"], held["pending"], held["hold"]["reason"]), ("held", 1, "a test"))
        self.assertIn("held by first login", held["words"])
        self.assertEqual(self.admin.ask("POST", "/outputs/pas/hold", {}).body["code"], "needs_reason")
        self.assertEqual(self.admin.ask("POST", "/outputs/nobody/hold", REASON).body["code"], "not_found")
        self.admin.good("POST", "/outputs/pas/release", REASON)
        eventually("delivery", lambda: self.pas.control_ids() == ["A-1"])
        self.admin.good("POST", "/outputs/pas/drain", REASON)
        self.admin.good("POST", "/outputs/pas/retry-now", {})

    def test_of_two_people_the_later_one_does_not_undo_what_they_did_not_see(self):
        """A hold that another made meanwhile is neither made a drain, which sends what waits, nor released."""
        self.receiver()
        self.admin.good("POST", "/outputs/pas/hold", {"reason": "send nothing", "seen_us": 0})
        self.send(message("A-1"))
        since = self.output()["hold"]["since_us"]
        for verb, seen in (("drain", 0), ("hold", 0), ("release", since - 1)):
            refused = self.admin.ask("POST", f"/outputs/pas/{verb}", {**REASON, "seen_us": seen})
            self.assertEqual((refused.status, refused.body["code"]), (409, "decided_meanwhile"))
            self.assertIn("is held by first login meanwhile: send nothing", refused.body["detail"])
        held = self.output()["hold"]
        self.assertEqual((held["reason"], held["drains"], self.pas.control_ids()), ("send nothing", False, []))
        self.admin.good("POST", "/outputs/pas/release", {**REASON, "seen_us": since})
        eventually("delivery", lambda: self.pas.control_ids() == ["A-1"])
        refused = self.admin.ask("POST", "/outputs/pas/drain", {**REASON, "seen_us": since})
        self.assertIn("is held no more", refused.body["detail"])
        self.assertIsNone(self.output()["hold"])

        self.admin.good("POST", "/inputs/adt_in/pause", {**REASON, "seen_us": 0})
        since = self.admin.good("GET", "/status")["inputs"][0]["paused"]["since_us"]
        refused = self.admin.ask("POST", "/inputs/adt_in/resume", {**REASON, "seen_us": since - 1})
        self.assertEqual(refused.body["code"], "decided_meanwhile")
        self.admin.good("POST", "/inputs/adt_in/resume", {**REASON, "seen_us": since})

    def test_a_receiver_that_is_away_is_said_in_words(self):
        self.send(message("A-1"))
        eventually("the words", lambda: re.search(r"refused.*next try in \d+ s", self.output()["words"]))
        head = self.output()["head"]
        self.admin.good("POST", "/outputs/pas/hold", REASON)
        self.admin.good("POST", "/outputs/pas/skip", {"id": head, **REASON})
        eventually("the dead letter", lambda: [each["id"] for each in self.admin.good("GET", "/dead")["dead"]] == [head])
        self.admin.good("POST", "/dead/discard", {"ids": [head], **REASON})
        self.assertEqual(self.output()["dead"], 0)

    def test_an_input_is_paused_over_a_restart_and_its_senders_wait(self):
        self.receiver()
        self.admin.good("POST", "/inputs/adt_in/pause", REASON)
        row = self.admin.good("GET", "/status")["inputs"][0]
        self.assertEqual((row["paused"]["reason"], row["kind"]), ("a test", "mllp"))
        self.assertEqual(self.admin.ask("POST", "/inputs/adt_in/pause", REASON).status, 409)
        self.assertEqual(self.admin.ask("POST", "/inputs/nobody/pause", REASON).status, 404)
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.client.socket.settimeout(1)
            with self.assertRaises(OSError):
                sender.send(message("A-1"))
        self.assertEqual(self.engine.stop(), 0)
        self.engine.start()
        self.assertEqual(self.admin.first_login(self.engine).status, 200)
        self.assertIsNotNone(self.admin.good("GET", "/status")["inputs"][0]["paused"])
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.client.socket.sendall(b"\x0b" + message("A-2").encode() + b"\x1c\r")
            self.admin.good("POST", "/inputs/adt_in/resume", REASON)
            answer = sender.client.socket.recv(4096)
            self.assertIn(b"MSA|AA", answer)
        self.assertEqual(len(self.engine.events("input.paused")), 1)

    def test_the_configuration_is_changed_by_who_looked_at_it(self):
        shown = self.admin.ask("GET", "/config")
        tag = shown.headers["ETag"]
        self.assertEqual(self.admin.good("GET", "/config/history")["history"][0]["revision"], shown.body["revision"])
        self.assertIn("adt_main", self.admin.good("GET", "/config/files/0")["files"][0]["text"])
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: OTHER"))
        plan = self.admin.good("POST", "/config/plan", {})
        self.assertIn("adt_main", json.dumps(plan["plan"]))
        self.assertEqual(self.admin.ask("POST", "/config/reload", REASON).status, 428)
        self.assertEqual(self.admin.ask("POST", "/config/reload", REASON, {"If-Match": '"other"'}).status, 412)
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: ANOTHER"))  # saved after the plan was looked at
        planned = {"planned": plan["revision"], **REASON}
        refused = self.admin.ask("POST", "/config/reload", planned, {"If-Match": tag})
        self.assertEqual((refused.status, refused.body["code"]), (412, "revision_changed"))
        self.assertEqual(self.admin.ask("GET", "/config").headers["ETag"], tag)
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: OTHER"))
        self.assertTrue(self.admin.good("POST", "/config/reload", planned, If_Match=tag)["applied"])
        self.assertEqual(self.admin.ask("POST", "/config/reload", REASON, {"If-Match": tag}).status, 412)
        entry = self.admin.good("GET", "/config/history")["history"][-1]["no"]
        tag = self.admin.ask("GET", "/config").headers["ETag"]
        self.assertTrue(self.admin.good("POST", "/config/rollback", {"entry": entry, **REASON}, If_Match=tag)["applied"])


class Stream(WithApi):
    def open(self, path, last=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.engine.ports["admin"], timeout=PATIENCE)
        self.addCleanup(connection.close)
        headers = {"Authorization": "Bearer " + token} if token else {"Cookie": self.admin.cookie}
        if last:
            headers["Last-Event-ID"] = last
        connection.request("GET", "/api/v1" + path, headers=headers)
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/event-stream"))
        return answer

    def event(self, stream, name):
        """The next of that name: its id and what it says."""
        seen = {}
        for _ in range(500):
            line = stream.fp.readline().decode().rstrip("\n")
            if line:
                key, _, value = line.partition(": ")
                seen[key] = value
            elif seen.get("event") == name:
                return seen["id"], json.loads(seen["data"])
            else:
                seen = {}
        raise AssertionError(f"no {name}")

    @contextlib.contextmanager
    def many_senders(self):
        """However long one of them waits for the disk: more messages a second than are shown."""
        over = threading.Event()

        def send(who):
            with Sender(self.engine.ports["adt_in"]) as sender:
                for number in itertools.count():
                    if over.wait(0.05):
                        return
                    sender.send(message(f"{who}-{number}"))

        threads = [threading.Thread(target=send, args=(who,)) for who in range(16)]
        for each in threads:
            each.start()
        try:
            yield
        finally:
            over.set()
            for each in threads:
                each.join()

    def listened_to(self):
        """Whether more statuses are taken than are asked for here."""
        before = self.admin.good("GET", "/status")["no"]
        time.sleep(1.5)
        return self.admin.good("GET", "/status")["no"] > before + 1

    def ends(self, stream):
        """One event comes each second for as long as it does not end."""
        until = time.monotonic() + PATIENCE
        while stream.fp.readline():
            self.assertLess(time.monotonic(), until, "the stream goes on")

    def test_how_everything_stands_comes_once_a_second_and_messages_beside(self):
        self.receiver()
        stream = self.open("/events?messages=true")
        _, status = self.event(stream, "status")
        self.assertEqual(status["site"], "test-site")
        with self.many_senders():
            for _ in range(30):
                number, messages = self.event(stream, "messages")
                self.assertLessEqual(len(messages["rows"]), 10)
                if messages["sampled"]:
                    break
        self.assertTrue(messages["sampled"])
        self.assertEqual(len(messages["rows"]), 10)
        tag = self.admin.ask("GET", "/config").headers["ETag"]
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: OTHER"))
        self.admin.good("POST", "/config/reload", REASON, If_Match=tag)
        _, reload = self.event(stream, "reload")
        self.assertNotIn(reload["revision"], tag)
        _, again = self.event(self.open("/events", last=number), "reload")  # what was missed comes again
        self.assertEqual(again, reload)

    def test_a_stream_tells_nothing_of_before_it(self):
        stream = self.open("/events")
        _, before = self.event(stream, "status")
        stream.close()
        eventually("nobody listens", lambda: not self.listened_to() and not self.listened_to())  # and no turn was only late
        self.admin.good("POST", "/outputs/pas/hold", REASON)
        asked = self.admin.good("GET", "/status")
        self.assertGreater(asked["no"], before["no"])
        _, told = self.event(self.open("/events"), "status")
        self.assertGreater(told["no"], asked["no"])
        self.assertEqual(told["started_us"], before["started_us"])
        self.assertEqual(told["outputs"][0]["state"], "held")

    def test_a_stream_that_begins_is_told_the_alerts_that_are_open(self):
        first = self.open("/events")
        number, told = self.event(first, "alerts")
        for last in (None, number, "99999999"):
            stream, names = self.open("/events", last=last), []
            while names.count("status") < 2:
                line = stream.fp.readline().decode().strip()
                names += [line.removeprefix("event: ")] if line.startswith("event: ") else []
            self.assertIn("alerts", names)
        self.assertEqual(told["no"], self.admin.good("GET", "/status")["alerts"]["no"])

    def test_a_stream_ends_with_its_session(self):
        stream = self.open("/events")
        self.event(stream, "status")
        self.admin.good("DELETE", "/session")
        self.ends(stream)
        anonymous = Api(self.engine.ports["admin"])
        self.assertEqual(anonymous.ask("GET", "/events").status, 401)

    def test_a_stream_ends_with_its_token_and_others_go_on(self):
        tokens = [self.admin.good("POST", "/tokens", {"name": "wall", "role": "viewer"}) for _ in range(2)]
        ends, goes_on = (self.open("/events", token=each["token"]) for each in tokens)
        self.event(ends, "status")
        self.event(goes_on, "status")
        self.admin.good("DELETE", f"/tokens/{tokens[0]['id']}")
        self.ends(ends)
        for _ in range(3):
            self.event(goes_on, "status")

    def test_a_stream_ends_when_its_user_is_disabled(self):
        self.admin.good("POST", "/users", {"name": "vera", "role": "viewer", "password": "correct horse battery"})
        vera = Api(self.engine.ports["admin"])
        vera.log_in(user="vera", password="correct horse battery")
        self.admin.cookie, cookie = vera.cookie, self.admin.cookie
        stream = self.open("/events")
        self.admin.cookie = cookie
        self.event(stream, "status")
        self.admin.good("POST", "/users/vera/disable", REASON)
        self.ends(stream)
        self.assertEqual(vera.ask("GET", "/status").status, 401)
        self.assertEqual(vera.log_in(user="vera", password="correct horse battery").status, 401)
        self.admin.good("POST", "/users/vera/enable", REASON)
        self.assertEqual(vera.log_in(user="vera", password="correct horse battery").status, 200)
        told = [(each["what"], each["about"], each["reason"]) for each in self.admin.good("GET", "/audit?about=vera")["entries"]]
        self.assertIn(("user.disable", "name vera", "a test"), told)

    def test_the_engine_stops_with_streams_open(self):
        self.event(self.open("/events"), "status")
        self.assertEqual(self.engine.stop(), 0)


class Provider(WithApi):
    """Tokens of an OpenID provider, whose key openssl has made."""

    AUTH = """\
    auth:
      oidc: { issuer: "https://sso.example.org", client_id: vagus, keys: keys.json }
      roles: { viewer: [IT] }
"""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.key = self.folder.name + "/key.pem"
        openssl("genrsa", "-out", self.key, "2048")
        super().setUp()

    def write(self, config):
        site = SITE.replace('admin: { listen: "127.0.0.1:%(admin)d" }', 'admin:\n    listen: "127.0.0.1:%(admin)d"')
        (self.engine.folder / "vagus.yaml").write_text((config + site + self.AUTH) % self.engine.ports)
        modulus = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True, capture_output=True, text=True)
        n = bytes.fromhex(modulus.stdout.strip().partition("=")[2])
        key = {"kty": "RSA", "use": "sig", "alg": "RS256", "n": self.text_of(n), "e": "AQAB"}
        (self.engine.folder / "keys.json").write_text(json.dumps({"keys": [key]}))

    @staticmethod
    def text_of(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    def token(self, expires):
        claims = {"iss": "https://sso.example.org", "aud": "vagus", "sub": "ada", "groups": ["IT"], "exp": int(expires)}
        head = ".".join(self.text_of(json.dumps(each).encode()) for each in ({"alg": "RS256"}, claims))
        signed = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=head.encode(), check=True, capture_output=True)
        return head + "." + self.text_of(signed.stdout)

    def stream(self, token):
        """The answer to whoever asks for one."""
        stream = http.client.HTTPConnection("127.0.0.1", self.engine.ports["admin"], timeout=PATIENCE)
        self.addCleanup(stream.close)
        stream.request("GET", "/api/v1/events", headers={"Authorization": "Bearer " + token})
        return stream.getresponse()

    def test_a_stream_ends_when_the_token_would_be_taken_no_longer(self):
        forgiven = 60  # seconds after its end
        program = Api(self.engine.ports["admin"])
        program.token = self.token(time.time() + 600)
        eventually("the keys", lambda: program.ask("GET", "/status").status == 200)
        for seconds in (4, 8, 16, 32):  # of life; on a slow machine it takes some of them to open the stream
            program.token = self.token(time.time() - forgiven + seconds)
            answer = self.stream(program.token)
            if answer.status == 200:
                break
        self.assertEqual(answer.status, 200)
        until = time.monotonic() + seconds + PATIENCE
        while answer.fp.readline():
            self.assertLess(time.monotonic(), until, "the stream goes on")
        self.assertEqual(program.ask("GET", "/status").status, 401)


class Commands(WithApi):
    """The command line over the socket and over HTTP: the same questions, and both are written down."""

    def test_an_engine_on_another_machine_is_asked_over_http(self):
        self.receiver()
        told = self.remote("status", "--json")
        self.assertEqual((told.returncode, json.loads(told.stdout)["site"]), (0, "test-site"), told.stderr)
        self.assertEqual(self.remote("output", "hold", "pas", "--reason", "a test").returncode, 0)
        self.assertEqual(self.output()["hold"]["by"], "token admin")
        self.send(message("A-1"))
        told = self.remote("tail", "-n", "1", "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("pas", self.remote("top", "-n", "1").stdout)
        self.assertEqual(self.remote("output", "release", "pas", "--reason", "a test", role="viewer").returncode, 4)
        self.assertEqual(self.remote("output", "release", "nobody", "--reason", "a test").returncode, 1)
        self.assertEqual(self.remote("output", "release", "pas", "--reason", "a test").returncode, 0)
        eventually("delivery", lambda: self.pas.control_ids() == ["A-1"])
        one = self.found()[0]["id"]
        self.assertEqual(self.remote("resend", one, "--to", "pas", "--reason", "a test").returncode, 0)
        eventually("delivery", lambda: self.pas.control_ids() == ["A-1", "A-1"])
        self.write(CONFIG.replace("MSH-3: VAGUS", "MSH-3: OTHER"))
        self.assertIn("adt_main", self.remote("reload", "--dry-run").stdout)
        told = self.remote("reload", "--reason", "a test")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual(len(self.admin.good("GET", "/config/history")["history"]), 2)
        nobody = subprocess.run([BINARY, "--engine", "http://127.0.0.1:1", "status"], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(nobody.returncode, 3)

    def test_what_is_done_on_the_engines_own_machine_is_written_down_too(self):
        self.assertEqual(self.engine.command("output", "hold", "pas", "--reason", "a test").returncode, 0)
        self.assertEqual(self.engine.command("input", "pause", "adt_in", "--reason", "a test").returncode, 0)
        entries = {each["what"]: each for each in self.admin.good("GET", "/audit")["entries"]}
        held = entries["output.hold"]
        who = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
        self.assertEqual((held["who"], held["role"], held["about"], held["reason"]), (who, "local", "output pas", "a test"))
        self.assertIn("input.pause", entries)

    def test_whoever_was_handed_values_on_the_engines_own_machine_is_written_down_so(self):
        self.receiver()
        self.send(message("F-1", patient=""))
        failed = eventually("the message", self.found)[0]["id"]
        self.assertEqual(self.engine.command("dead", "show", failed).returncode, 0)  # the engine hands all of it over
        views = self.admin.good("GET", f"/audit?about={failed}&what=message.view")["entries"]
        self.assertEqual([(each["role"], each["result"]) for each in views], [("local", "values")])


class Codes(WithApi):
    def test_codes_without_a_row_are_listed_for_whoever_mends_the_table(self):
        self.write(CONFIG.replace("      - set: { MSH-3: VAGUS }\n", "      - map: { path: EVN-1, table: events, missing: keep }\n") + "tables:\n  events: { inline: { A01: X } }\n  other: { inline: { A: B } }\n")
        self.admin.good("POST", "/config/reload", REASON, If_Match=self.admin.ask("GET", "/config").headers["ETag"])
        self.receiver()
        self.send(*(message(f"A-{n}", event=event) for n, event in enumerate(("A01", "A08", "A08", "A03"))))
        tables = {each["table"]: each for each in self.admin.good("GET", "/codes")["tables"]}
        self.assertEqual((tables["events"]["misses"], tables["other"]["misses"]), (3, 0))
        self.assertEqual([(each["code"], each["n"]) for each in tables["events"]["codes"]], [("A08", 2), ("A03", 1)])
        self.assertEqual(tables["events"]["codes"][1]["message"], self.found()[0]["id"])
        self.admin.good("POST", "/users", {"name": "vera", "role": "viewer", "password": "correct horse battery"})
        vera = Api(self.engine.ports["admin"])
        vera.log_in(user="vera", password="correct horse battery")
        self.assertEqual([each["code"] for each in vera.good("GET", "/codes?table=events")["tables"][0]["codes"]], [None, None])
        self.assertEqual(vera.ask("GET", "/codes?table=nobody").body["code"], "not_found")
        told = self.engine.command("codes")
        self.assertIn("events: 3 without a row", told.stdout)
        self.assertNotIn("A08", told.stdout)
        self.assertIn("A08", self.engine.command("codes", "events", "--values").stdout)
        self.assertEqual(self.engine.command("codes", "nobody").returncode, 1)
        seen = [each["result"] for each in self.admin.good("GET", "/audit?what=codes.view")["entries"]]
        self.assertEqual(sorted(seen), sorted(["values", "masked", "masked", "failed 404", "masked", "values", "masked", "failed"]))


class Wire(WithApi):
    def test_what_was_no_message_is_shown_in_hex(self):
        with Sender(self.engine.ports["adt_in"]) as sender:
            sender.client.socket.sendall(b"stray bytes")
        event = eventually("the event", lambda: self.admin.good("GET", "/wire")["wire"])[0]
        shown = self.admin.good("GET", f"/wire/{event['id']}")
        self.assertEqual(bytes.fromhex(shown["hex"]), b"stray bytes")
        self.assertEqual(self.admin.ask("GET", "/wire/9-9").status, 404)

    def test_bytes_that_are_no_request_are_turned_down(self):
        for sent, status in [
            (b"nonsense\r\n\r\n", b"400"),
            (b"GET /" + b"x" * 20000 + b" HTTP/1.1\r\n\r\n", b"431"),
            (b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b"413"),
            (b"GET /../x.js HTTP/1.1\r\nHost: x\r\n\r\n", b"404"),
        ]:
            with self.subTest(sent[:20]):
                with Sender(self.engine.ports["admin"]) as peer:
                    peer.client.socket.sendall(sent)
                    self.assertIn(status, peer.client.socket.recv(200))


if __name__ == "__main__":
    unittest.main()
