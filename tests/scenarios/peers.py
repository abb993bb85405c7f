"""What the scenarios need: the engine as a process, and MLLP peers from Debian's python3-hl7."""

import asyncio
import functools
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import hl7
import hl7.client
import hl7.mllp

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("VAGUS_BINARY", str(ROOT / "build/release/vagus"))
PATIENCE = 100  # seconds; generous, for a loaded machine, a busy disk and a program under AddressSanitizer

CONFIG = """\
version: 1
inputs:
  adt_in:
    mllp: { listen: "127.0.0.1:%(adt_in)d", max_message: 64KiB }
    ack: { after: processed }
routes:
  adt_main:
    from: adt_in
    match: MSH-9.1 == 'ADT'
    steps:
      - drop: MSH-11.1 == 'T'
        reason: not production traffic
      - when: not exists(PID-3.1)
        fail: no patient number
      - set: { MSH-3: VAGUS }
    to: [pas]
outputs:
  pas:
    mllp: { connect: "127.0.0.1:%(pas)d", ack_timeout: 20s }
    order: strict
    retry: { first: 100ms, factor: 2, max: 500ms }
"""
# For tests in which a receiver is silent. Anywhere else a peer that is held up for a second would be sent its message twice.
IMPATIENT = CONFIG.replace("ack_timeout: 20s", "ack_timeout: 1s")


SLICE = 200  # ports: each test program has a range of its own, and goes through it before it uses one again


@functools.cache
def own_ports():
    """Below the range from which the kernel takes ports for outgoing connections: one of those would be in the way.
    The first stays bound for as long as this program runs, so that no other program has the same range."""
    lowest = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    begin = max(1024, lowest - 12_000)
    count = (lowest - begin) // SLICE
    for turn in range(count):
        first = begin + (os.getpid() + turn) % count * SLICE
        guard = socket.socket()
        try:
            guard.bind(("127.0.0.1", first))
        except OSError:
            guard.close()
            continue
        return guard, itertools.cycle(range(first + 1, first + SLICE))
    raise AssertionError("every range of ports is taken")


def free_port():
    _, ports = own_ports()
    for port in itertools.islice(ports, SLICE - 1):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def message(control, event="A01", processing="P", patient="0012345^^^H^MR", name="Sample^Ida"):
    return (
        f"MSH|^~\\&|ADMIN|WARD|VAGUS|H|20260301090000||ADT^{event}|{control}|{processing}|2.5\r"
        f"EVN|{event}|20260301090000\r"
        f"PID|1||{patient}||{name}\r"
        "PV1|1|I\r"
    )


def eventually(what, condition, within=PATIENCE):
    """Waits until condition() is true; its value."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {within} s")


class Sender:
    """One connection of python3-hl7's client."""

    def __init__(self, port):
        self.client = hl7.client.MLLPClient("127.0.0.1", port)
        self.client.socket.settimeout(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.close()

    def send(self, text):
        """The answer as a message; None when the connection was closed instead."""
        answer = self.client.send_message(text)
        return hl7.parse(answer.strip(b"\x0b\x1c\r").decode()) if answer else None

    def send_bytes(self, frame):
        answer = self.client.send(frame)
        return hl7.parse(answer.strip(b"\x0b\x1c\r").decode()) if answer else None


def code(answer):
    return str(answer.segment("MSA")[1])


def echoed(answer):
    return str(answer.segment("MSA")[2])


class Receiver:
    """python3-hl7's server on a thread of its own. judge(message) gives the code to answer, or None to stay silent."""

    def __init__(self, port, judge=lambda _: "AA", text=None):
        self.port = port
        self.judge = judge
        self.text = text  # MSA-3
        self.received = []
        self.loop = asyncio.new_event_loop()
        self.writers = set()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self.thread.start()
        if not ready.wait(PATIENCE):
            raise AssertionError("the receiver did not start")

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(hl7.mllp.start_hl7_server(self._serve, "127.0.0.1", self.port, encoding="utf-8"))
        ready.set()
        self.loop.run_forever()
        server.close()
        for writer in list(self.writers):
            writer.close()
        self.loop.run_until_complete(server.wait_closed())
        sessions = asyncio.all_tasks(self.loop)
        for session in sessions:
            session.cancel()
        self.loop.run_until_complete(asyncio.gather(*sessions, return_exceptions=True))
        self.loop.run_until_complete(asyncio.sleep(0))  # transports close on the next turn
        self.loop.close()

    async def _serve(self, reader, writer):
        self.writers.add(writer)
        try:
            while not writer.is_closing():
                received = await reader.readmessage()
                self.received.append(received)
                answer = self.judge(received)
                if answer is None:
                    continue
                ack = received.create_ack(answer)
                if self.text:
                    ack.assign_field(self.text, "MSA", 1, 3)
                writer.writemessage(ack)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    def control_ids(self):
        return [str(one.segment("MSH")[10]) for one in self.received]

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)


class Engine:
    """`vagus run` on a folder of its own, which survives restarts and goes with close()."""

    def __init__(self, config=CONFIG):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vagus-scenario-"))
        self.ports = {"adt_in": free_port(), "pas": free_port()}
        (self.folder / "vagus.yaml").write_text(config % self.ports)
        self.log_file = self.folder / "log.jsonl"
        self.process = None

    def start(self, *options):
        seen = len(self.events("engine.ready"))
        with open(self.log_file, "ab") as log:
            self.process = subprocess.Popen(
                [BINARY, "run", "-c", str(self.folder), "--log", "json", *options], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        eventually("engine.ready", lambda: self._ended() or len(self.events("engine.ready")) > seen)
        return self

    def _ended(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the engine ended with {self.process.returncode}:\n{self.log()}")

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder)

    def command(self, *words):
        """Another `vagus` on the same configuration."""
        return subprocess.run(
            [BINARY, *words, "-c", str(self.folder)], capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )

    def dead_letters(self):
        listed = self.command("dead", "ls", "--json")
        if listed.returncode != 0:
            raise AssertionError(f"dead ls ended with {listed.returncode}: {listed.stderr}")
        return json.loads(listed.stdout)["dead"]

    def status(self):
        told = self.command("status", "--json")
        if told.returncode != 0:
            raise AssertionError(f"status ended with {told.returncode}: {told.stderr}")
        return json.loads(told.stdout)

    def log(self):
        return self.log_file.read_text() if self.log_file.exists() else ""

    def events(self, name):
        found = []
        for line in self.log().splitlines():
            if line.startswith("{") and line.endswith("}"):
                event = json.loads(line)
                if event["event"] == name:
                    found.append(event)
        return found
