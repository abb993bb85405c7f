"""A file of many messages at a time of day, over two kill -9: none is lost, none stands in it twice."""

import datetime
import json
import pathlib
import time
import unittest
import zoneinfo

from peers import CONFIG, Engine, Sender, code, eventually, message

BATCHING = CONFIG[: CONFIG.index("outputs:")] + """\
site: { timezone: Europe/Vienna }
outputs:
  pas:
    file: { folder: out, name: pas.hl7, batch: { at: "DUE" } }
    retry: { first: 100ms, max: 500ms }
"""
ROOM = (8, 30, 60)  # seconds for two starts and a kill before it is time; the next where a slow machine needed more


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def soon(room):
    """The next minute that is far enough away."""
    at = now() + datetime.timedelta(seconds=room)
    return at.replace(second=0, microsecond=0) + datetime.timedelta(minutes=1)


class Batch(unittest.TestCase):
    def three_wait(self, due):
        """Over a kill; what there is of them, and whether it was not yet time."""
        self.engine = Engine(BATCHING.replace("DUE", due.strftime("%H:%M")))
        self.addCleanup(self.engine.close)
        out = pathlib.Path(self.engine.folder) / "out"
        out.mkdir()
        self.engine.start()
        self.send("B-1", "B-2")
        self.engine.kill()
        self.engine.start()
        self.send("B-3")
        there = list(out.iterdir()), self.pending()
        return out, there, now() < due

    def test_what_waited_over_a_kill_is_in_one_file_and_a_kill_behind_it_repeats_nothing(self):
        for room in ROOM:
            due = soon(room)
            shown = due.astimezone(zoneinfo.ZoneInfo("Europe/Vienna"))
            out, there, early = self.three_wait(shown)
            if early:
                break
            self.engine.kill()
        self.assertTrue(early, "the machine is too slow for this test")
        self.assertEqual(there, ([], 3))

        time.sleep(max(0.0, (due - now()).total_seconds()))
        eventually("the file", lambda: list(out.glob("pas-*.hl7")))
        self.engine.kill()
        self.engine.start()
        eventually("the settles", lambda: self.pending() == 0)
        files = list(out.iterdir())
        self.assertEqual(len(files), 1)
        self.assertTrue(files[0].name.startswith(shown.strftime("pas-%Y%m%d-%H%M-")), files[0].name)
        lines = files[0].read_bytes().decode().split("\r")
        self.assertEqual([line.split("|")[9] for line in lines if line.startswith("MSH|")], ["B-1", "B-2", "B-3"])
        self.assertEqual(lines[-3:], ["BTS|3", "FTS|1", ""])

    def send(self, *controls):
        with Sender(self.engine.ports["adt_in"]) as sender:
            for control in controls:
                self.assertEqual(code(sender.send(message(control))), "AA")

    def pending(self):
        rows = json.loads(self.engine.command("queue", "--json").stdout)
        return next(row for row in rows if row["name"] == "pas")["pending"]
