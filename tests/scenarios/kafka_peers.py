"""A real Kafka broker as a process, what arrived in it, and a sender quick enough to fill it."""

import collections
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from peers import PATIENCE, ROOT, SLICE, free_port, message

SCRIPT = ROOT / "tests/support/servers/kafka"
CANNOT_BE_HAD = 75  # exit code of the script: no registry, or no Java
PORTS = 4  # plain, controller, TLS, TLS with SASL

Arrival = collections.namedtuple("Arrival", "partition offset time key headers")


class Broker:
    """One node of Apache Kafka, on ports and in a folder of its own."""

    def __init__(self, version="4.3.1", secure=False):
        self.environment = {**os.environ, "KAFKA_VERSION": version}
        fetched = subprocess.run([SCRIPT, "fetch"], env=self.environment, capture_output=True, text=True, timeout=700, check=False)
        if fetched.returncode == CANNOT_BE_HAD:
            raise unittest.SkipTest(f"Apache Kafka {version}: {fetched.stderr.splitlines()[-1]}")
        if fetched.returncode != 0:
            raise AssertionError(fetched.stderr)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vagus-kafka-"))
        self.port = free_ports_in_a_row(PORTS)
        self.tls_port, self.sasl_port = self.port + 2, self.port + 3
        self.more = ["--secure"] if secure else []
        self.start()

    def start(self):
        self._script("start", self.folder, str(self.port), *self.more)

    def kill(self):
        os.kill(self._pid(), signal.SIGKILL)
        self._gone()

    def hang(self):
        os.kill(self._pid(), signal.SIGSTOP)

    def go_on(self):
        os.kill(self._pid(), signal.SIGCONT)

    def stop(self):
        self._script("stop", self.folder)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder)

    def create(self, topic, partitions=4):
        self._script("tool", "org.apache.kafka.tools.TopicCommand", "--bootstrap-server", f"127.0.0.1:{self.port}",
                     "--create", "--topic", topic, "--partitions", str(partitions))  # fmt: skip
        return topic

    def arrivals(self, topic):
        """Everything in the topic, each partition in order. kcat reads to the end and stops."""
        read = subprocess.run(
            ["kcat", "-b", f"127.0.0.1:{self.port}", "-t", topic, "-C", "-e", "-q", "-o", "beginning", "-f", r"%p\t%o\t%T\t%k\t%h\n"],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        found = []
        for line in read.stdout.splitlines():
            partition, offset, when, key, headers = line.split("\t")
            found.append(Arrival(int(partition), int(offset), int(when), key, dict(one.split("=", 1) for one in headers.split(","))))
        return found

    def count(self, topic):
        """How many there are, without reading them."""
        told = subprocess.run(
            ["kcat", "-b", f"127.0.0.1:{self.port}", "-Q", *(word for p in range(4) for word in ("-t", f"{topic}:{p}:-1"))],
            capture_output=True, text=True, timeout=120, check=True,
        )  # fmt: skip
        return sum(int(line.rsplit(" ", 1)[1]) for line in told.stdout.splitlines())

    def errors(self, last=20):
        """What the broker complained of, its last lines."""
        told = (self.folder / "broker.log").read_text().splitlines()
        return "the broker: " + "\n".join([line for line in told if "ERROR" in line or "Exception" in line][-last:])

    def _pid(self):
        return int((self.folder / "pid").read_text())

    def _gone(self):
        until = time.monotonic() + PATIENCE
        while pathlib.Path(f"/proc/{self._pid()}").exists() and time.monotonic() < until:
            time.sleep(0.02)

    def _script(self, *words):
        ran = subprocess.run([SCRIPT, *words], env=self.environment, capture_output=True, text=True, timeout=120, check=False)
        if ran.returncode != 0:
            raise AssertionError(f"kafka {words[0]}: {ran.stderr}{ran.stdout}")


def free_ports_in_a_row(count):
    """The first of them."""
    row = []
    for _ in range(2 * SLICE):
        port = free_port()
        row = [*row, port] if row and port == row[-1] + 1 else [port]
        if len(row) == count:
            return row[0]
    raise AssertionError("no ports in a row are free")


class Feed:
    """Sends many messages on one connection without waiting for each answer, and knows which were acknowledged."""

    PATIENTS = 50
    UNANSWERED = 200  # at most; then it waits

    def __init__(self, port):
        self.port = port
        self.acknowledged = []

    def send(self, numbers, filler=""):
        numbers = list(numbers)
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as wire:
            for first in range(0, len(numbers), self.UNANSWERED):
                batch = numbers[first : first + self.UNANSWERED]
                wire.sendall(b"".join(b"\x0b" + self._text(number, filler) + b"\x1c\r" for number in batch))
                for number, answer in zip(batch, frames(wire, len(batch))):
                    if f"MSA|AA|N-{number}\r".encode() not in answer:
                        raise AssertionError(f"N-{number} was answered with {answer}")
                    self.acknowledged.append(number)

    @classmethod
    def _text(cls, number, filler):
        text = message(f"N-{number}", patient=f"PAT-{number % cls.PATIENTS}^^^H^MR")
        return (text + (f"NTE|1||{filler}\r" if filler else "")).encode()

    def wanted(self, patient):
        """What was acknowledged of one patient, in order."""
        return [f"N-{number}" for number in self.acknowledged if number % self.PATIENTS == patient]


def frames(wire, count):
    """The next `count` MLLP frames, and nothing behind them."""
    held = b""
    while held.count(b"\x1c\r") < count:
        piece = wire.recv(65536)
        if not piece:
            raise AssertionError("the engine closed the connection")
        held += piece
    return held.split(b"\x1c\r")[:count]
