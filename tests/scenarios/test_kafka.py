"""MLLP in, a real Kafka broker out. VAGUS_KAFKA_MESSAGES=100000 sends more than the usual few thousand."""

import collections
import json
import os
import pathlib
import threading
import time
import unittest

from kafka_peers import Broker, Feed
from peers import Engine, Receiver, eventually

MESSAGES = int(os.environ.get("VAGUS_KAFKA_MESSAGES", "3000"))
LONGER = 300 + MESSAGES // 500  # seconds, for what waits for a broker that starts, or a disk that is busy
IN_FLIGHT = 256

CONFIG = """\
version: 1
inputs:
  adt_in:
    mllp: { listen: "127.0.0.1:%%(adt_in)d", max_message: 1MiB }
routes:
  all: { from: adt_in, to: [topic] }
outputs:
  topic:
    kafka: { brokers: ["127.0.0.1:%(port)d"], topic: %(topic)s, key: PID-3.1, in_flight: %(in_flight)d%(more)s }
    retry: { first: 100ms, max: 500ms }
%(tls)s
"""


READER = """\
version: 1
inputs:
  worker:
    kafka: { brokers: ["127.0.0.1:%(port)d"], topics: [%(topic)s], group: workers, session: 6s }
    dedup: none   # nothing but offsets and positions may keep a message from coming twice
routes:
  all: { from: worker, to: [pas] }
outputs:
  pas: { mllp: { connect: "127.0.0.1:%%(pas)d" }, retry: { first: 100ms, max: 200ms } }
"""


def config(port, topic, more="", tls=""):
    return CONFIG % {"port": port, "topic": topic, "more": ", " + more if more else "", "tls": tls, "in_flight": IN_FLIGHT}


class KafkaCase(unittest.TestCase):
    VERSION = "4.3.1"
    SECURE = False

    @classmethod
    def setUpClass(cls):
        cls.broker = Broker(cls.VERSION, cls.SECURE)
        cls.addClassCleanup(cls.broker.close)

    def engine(self, text):
        made = Engine(text)
        self.addCleanup(made.close)
        return made.start()

    def status(self, engine):
        told = engine.command("status", "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        return json.loads(told.stdout)["outputs"][0]

    def delivered(self, engine, count):
        until = time.monotonic() + LONGER
        while time.monotonic() < until:
            now = self.status(engine)
            if now["delivered"] >= count and now["pending"] == 0:
                return
            time.sleep(0.1)
        raise AssertionError(f"{count} messages were not delivered within {LONGER} s: {now}\n{engine.log()[-2000:]}")

    def assert_all_once_and_in_order(self, topic, feed):
        arrived = self.broker.arrivals(topic)
        times = collections.Counter(one.headers["MSH-10"] for one in arrived)
        self.assertEqual([control for control, count in times.items() if count > 1], [], f"came twice; {self.broker.errors()}")
        self.assertEqual(len(arrived), len(feed.acknowledged))
        for patient in range(Feed.PATIENTS):
            of_key = [one for one in arrived if one.key == f"PAT-{patient}"]
            self.assertEqual([one.headers["MSH-10"] for one in of_key], feed.wanted(patient))
            self.assertLessEqual(len({one.partition for one in of_key}), 1)


class FromKafka(KafkaCase):
    def test_a_reader_that_is_killed_and_stopped_takes_each_record_once_and_in_order(self):
        topic = self.broker.create("to-read", partitions=1)
        writer = self.engine(config(self.broker.port, topic))
        feed = Feed(writer.ports["adt_in"])
        feed.send(range(600))
        self.delivered(writer, 600)
        reader = Engine(READER % {"port": self.broker.port, "topic": topic})
        self.addCleanup(reader.close)
        pas = Receiver(reader.ports["pas"])
        self.addCleanup(pas.stop)
        reader.start()
        eventually("first messages", lambda: len(pas.received) > 50)
        reader.kill()  # its group waits for it until its session ends
        reader.start()
        eventually("600 messages", lambda: len(set(pas.control_ids())) >= 600, within=LONGER)
        firsts = list(dict.fromkeys(pas.control_ids()))
        self.assertEqual(firsts, [f"N-{number}" for number in range(600)])
        self.assertLessEqual(len(pas.control_ids()) - 600, 1)  # `strict` may repeat one that a crash caught
        self.assertEqual(reader.stop(), 0)
        feed.send(range(600, 650))
        self.delivered(writer, 650)
        reader.start()
        eventually("650 messages", lambda: len(set(pas.control_ids())) >= 650, within=LONGER)
        self.assertEqual(list(dict.fromkeys(pas.control_ids())), [f"N-{number}" for number in range(650)])
        self.assertLessEqual(len(pas.control_ids()) - 650, 1)
        self.assertEqual(reader.stop(), 0)


class Kafka(KafkaCase):
    def test_thousands_arrive_once_and_in_order_of_their_key(self):
        topic = self.broker.create("many")
        engine = self.engine(config(self.broker.port, topic))
        feed = Feed(engine.ports["adt_in"])
        feed.send(range(MESSAGES))
        self.delivered(engine, MESSAGES)
        self.assert_all_once_and_in_order(topic, feed)
        one = self.broker.arrivals(topic)[0]
        self.assertEqual(one.headers["MSH-9"], "ADT^A01")
        self.assertEqual(one.headers["MSH-12"], "2.5")
        self.assertEqual(one.headers["vagus-revision"], engine.events("engine.ready")[0]["revision"])
        self.assertEqual(len(one.headers["vagus-message-id"]), 16)
        self.assertEqual(engine.stop(), 0)

    def test_a_broker_that_is_killed_in_the_middle_and_comes_back_has_everything_once_and_in_order(self):
        topic = self.broker.create("killed")
        engine = self.engine(config(self.broker.port, topic))
        feed = Feed(engine.ports["adt_in"])
        half = MESSAGES // 2
        feed.send(range(half))
        eventually("first arrivals", lambda: self.status(engine)["delivered"] > MESSAGES // 20)
        self.broker.hang()  # so that more is on its way when it is killed than it may have at once
        sending = threading.Thread(target=feed.send, args=(range(half, MESSAGES),))
        sending.start()
        eventually("more than its window", lambda: self.status(engine)["pending"] > IN_FLIGHT)
        self.broker.kill()
        self.assertLess(self.status(engine)["delivered"], MESSAGES)
        self.broker.start()
        sending.join(LONGER)
        self.delivered(engine, MESSAGES)
        self.assert_all_once_and_in_order(topic, feed)
        self.assertEqual(self.status(engine)["dead"], 0)

    def test_while_the_broker_is_away_intake_goes_on_the_queue_is_on_disk_and_memory_stays_small(self):
        topic = self.broker.create("away")
        engine = self.engine(config(self.broker.port, topic))
        feed = Feed(engine.ports["adt_in"])
        feed.send(range(200))
        self.delivered(engine, 200)
        self.broker.stop()
        before, on_disk = resident_mib(engine), stored_mib(engine)
        feed.send(range(200, 200 + MESSAGES), filler="x" * 10_000)
        waiting = self.status(engine)
        self.assertEqual(waiting["pending"], MESSAGES)
        self.assertFalse(waiting["up"])
        self.assertIn("127.0.0.1", waiting["remark"])
        eventually("the outage in the log", lambda: engine.events("output.down"))
        sent = MESSAGES * 10_000 / 2**20
        self.assertGreater(stored_mib(engine) - on_disk, sent * 0.9)
        remembered = MESSAGES * 100 / 2**20  # so that a resend is known: up to 100,000 messages, each under 100 bytes
        if not os.environ.get("VAGUS_SANITIZED"):  # sanitizers keep memory of their own
            self.assertLess(resident_mib(engine) - before, 25 + remembered)
        self.broker.start()
        self.delivered(engine, 200 + MESSAGES)
        self.assert_all_once_and_in_order(topic, feed)
        self.assertTrue(self.status(engine)["up"])

    def test_a_broker_that_hangs_and_goes_on_has_everything_once(self):
        topic = self.broker.create("hung")
        engine = self.engine(config(self.broker.port, topic))
        feed = Feed(engine.ports["adt_in"])
        feed.send(range(100))
        self.broker.hang()
        feed.send(range(100, 600))
        time.sleep(2)
        self.broker.go_on()
        self.delivered(engine, 600)
        self.assert_all_once_and_in_order(topic, feed)

    def test_an_engine_that_is_killed_loses_nothing_and_repeats_at_most_its_window(self):
        topic = self.broker.create("crashed")
        engine = self.engine(config(self.broker.port, topic))
        feed = Feed(engine.ports["adt_in"])
        half = MESSAGES // 2
        feed.send(range(half))
        self.broker.hang()  # so that the engine is killed with its window full
        feed.send(range(half, MESSAGES))
        engine.kill()
        self.broker.go_on()
        self.assertLess(self.broker.count(topic), MESSAGES)
        engine.start()
        eventually("everything delivered", lambda: self.status(engine)["pending"] == 0, within=LONGER)
        arrived = self.broker.arrivals(topic)
        first = {}
        for one in arrived:
            first.setdefault(one.headers["MSH-10"], one)
        self.assertEqual(len(first), MESSAGES)
        self.assertLessEqual(len(arrived) - MESSAGES, IN_FLIGHT)
        for patient in range(Feed.PATIENTS):
            of_key = [control for control, one in first.items() if one.key == f"PAT-{patient}"]
            self.assertEqual(of_key, feed.wanted(patient))


class Guarded(KafkaCase):
    """TLS and SASL. On Kafka 3.9: logging in with SCRAM to 4.x needs librdkafka 2.6.1, which Debian 12 does not have."""

    VERSION = "3.9.2"
    SECURE = True

    def profile(self, ca="ca", client=True):
        folder = self.broker.folder / "tls"
        ours = f", cert: {folder}/client.crt, key: {folder}/client.key" if client else ""
        return f"tls: {{ hospital: {{ ca: {folder}/{ca}.crt{ours} }} }}"

    def arrives(self, port, topic, more, tls=""):
        engine = self.engine(config(port, topic, more, tls))
        feed = Feed(engine.ports["adt_in"])
        feed.send(range(50))
        self.delivered(engine, 50)
        self.assert_all_once_and_in_order(topic, feed)

    def refused(self, port, more, tls, *words):
        """Nothing arrives, nothing is lost, and log and status say why."""
        engine = self.engine(config(port, "refused", more, tls))
        Feed(engine.ports["adt_in"]).send(range(5))
        down = eventually("output.down", lambda: engine.events("output.down"))
        now = self.status(engine)
        self.assertEqual((now["pending"], now["dead"], now["up"]), (5, 0, False))
        for text in (down[0]["reason"], now["remark"]):
            for word in words:
                self.assertIn(word, text)
        self.assertNotIn("-secret", engine.log())

    def test_tls_with_a_client_certificate(self):
        self.arrives(self.broker.tls_port, self.broker.create("certified"), "tls: { use: hospital }", self.profile())

    def test_sasl_plain_over_tls(self):
        self.arrives(self.broker.sasl_port, self.broker.create("plain"),
                     "tls: { use: hospital }, sasl: { mechanism: plain, user: alice, password: alice-secret }", self.profile())  # fmt: skip

    def test_sasl_scram_with_256_and_512_bits(self):
        for mechanism, user in (("scram-sha-256", "bob"), ("scram-sha-512", "carol")):
            with self.subTest(mechanism):
                self.arrives(self.broker.sasl_port, self.broker.create(mechanism),
                             f"tls: {{ use: hospital }}, sasl: {{ mechanism: {mechanism}, user: {user}, password: {user}-secret }}",
                             self.profile())  # fmt: skip

    def test_a_wrong_password_is_said(self):
        self.refused(self.broker.sasl_port, "tls: { use: hospital }, sasl: { mechanism: plain, user: alice, password: other-secret }",
                     self.profile(), "Authentication failed")  # fmt: skip

    def test_an_unknown_authority_is_said(self):
        self.refused(self.broker.tls_port, "tls: { use: hospital }", self.profile(ca="other-ca"), "certificate verify failed")

    def test_a_missing_client_certificate_is_said(self):
        self.refused(self.broker.tls_port, "tls: { use: hospital }", self.profile(client=False), "certificate")

    def test_plain_text_to_a_tls_port_is_said(self):
        self.refused(self.broker.tls_port, "", "", "connecting to a SSL listener?")


def resident_mib(engine):
    status = pathlib.Path(f"/proc/{engine.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def stored_mib(engine):
    return sum(file.stat().st_size for file in engine.folder.rglob("*") if file.is_file()) / 2**20


if __name__ == "__main__":
    unittest.main()
