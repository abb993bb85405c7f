"""Inputs other than MLLP, under kill -9: a file is taken whole and once wherever the engine dies in it; what was answered over HTTP
is there."""

import http.client
import random
import sqlite3
import time
import unittest

from peers import Engine, eventually, message

KILLS = 6
MESSAGES = 600

FILES = """\
version: 1
inputs:
  results:
    file: { path: inbox, every: 50ms, settle: 0ms }
    dedup: none   # nothing but the position may keep a message from coming twice
"""

WEB = """\
version: 1
inputs:
  portal: { http: { listen: "127.0.0.1:%(adt_in)d", path: /hl7 } }
"""


def stored(engine):
    """Control ids of all messages, in the order of the store."""
    found = []
    for segment in sorted((engine.folder / ".vagus" / "store").glob("s0-*.db"), key=lambda one: int(one.stem[3:])):
        with sqlite3.connect(f"file:{segment}?mode=ro", uri=True) as store:
            found += [bytes(row[0]).decode() if isinstance(row[0], bytes) else row[0] for row in store.execute("SELECT control FROM message ORDER BY row")]
    return found


class Files(unittest.TestCase):
    def setUp(self):
        self.engine = Engine(FILES)
        self.addCleanup(self.engine.close)
        self.inbox = self.engine.folder / "inbox"
        self.inbox.mkdir()

    def drop(self, name, text):
        part = self.inbox / (name + ".tmp")
        part.write_text(text, newline="")
        part.rename(self.inbox / name)

    def test_killed_anywhere_in_files_every_message_is_there_once_and_in_order(self):
        dice = random.Random(11)
        names = [f"F{number:05}" for number in range(MESSAGES)]
        third = MESSAGES // 3
        for number in range(3):
            self.drop(f"{number}.hl7", "".join(message(one) for one in names[number * third : (number + 1) * third]))
            time.sleep(0.01)  # the order is that of their times
        for _ in range(KILLS):
            before = len(stored(self.engine)) if self.engine.process else 0
            self.engine.start()
            eventually("messages", lambda: len(stored(self.engine)) >= min(before + 20, MESSAGES))
            time.sleep(dice.random() * 0.1)
            self.engine.kill()
        self.engine.start()
        eventually("the last file", lambda: len(list((self.inbox / "done").glob("*.hl7"))) == 3, within=300)  # a commit each
        self.assertEqual(stored(self.engine), names)
        self.assertEqual(list((self.inbox / ".vagus").iterdir()), [])
        self.assertEqual(self.engine.stop(), 0)

    def test_a_file_name_is_in_no_log(self):
        self.engine.start()
        self.drop("Muster_Max_19700101.hl7", "no message of Muster")
        self.drop("Muster_Eva_19700101.hl7", message("N-1", name="Muster^Eva"))
        eventually("the files", lambda: self.engine.events("file.failed") and self.engine.events("file.taken"))
        self.assertEqual(self.engine.stop(), 0)
        self.assertNotIn("Muster", self.engine.log())


class Web(unittest.TestCase):
    def test_what_a_client_of_others_was_answered_with_200_is_there_after_kill_9_and_a_resend_is_the_same(self):
        engine = Engine(WEB)
        self.addCleanup(engine.close)
        engine.start()

        def post(client, control):
            client.request("POST", "/hl7", message(control).encode(), {"Content-Type": "application/hl7-v2"})
            answer = client.getresponse()
            return answer.status, answer.read().decode()

        client = http.client.HTTPConnection("127.0.0.1", engine.ports["adt_in"], timeout=60)
        names = [f"W{number}" for number in range(50)]
        for name in names:
            status, text = post(client, name)
            self.assertEqual(status, 200)
            self.assertIn(f"MSA|AA|{name}\r", text)
        engine.kill()
        client.close()
        engine.start()
        self.assertEqual(post(client, names[-1])[0], 200)
        client.close()
        self.assertEqual(engine.stop(), 0)
        self.assertEqual(stored(engine), names)


if __name__ == "__main__":
    unittest.main()
