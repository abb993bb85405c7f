"""Senders that send until they are believed, and receivers that write down every arrival. MLLP over asyncio, loopback only."""

import asyncio
import time

from torture_judge import Arrival, Sent

FRAME_END = b"\x1c\r"
LONGEST_ANSWER = 64 * 1024
ANSWER_WITHIN_S = 3.0
IMPATIENCE = 0.02  # share of messages sent again on a new connection without waiting for the answer to the first


def frame(text):
    return b"\x0b" + text.encode() + FRAME_END


def control_of(message):
    return message.split(b"|", 10)[9].decode()


class World:
    """What all peers share: what was sent, what arrived, how often the engine has been started."""

    def __init__(self):
        self.sent = {}
        self.bytes = {}
        self.run = 0
        self.resent = self.refused = self.altered = 0
        self.last_arrival = time.monotonic()


class Sender:
    answer_within_s = ANSWER_WITHIN_S

    def __init__(self, world, number, port, dice, pause_s, patients):
        self.world, self.number, self.port, self.dice = world, number, port, dice
        self.pause_s, self.patients = pause_s, patients
        self.reader = self.writer = None

    async def work(self, stop):
        """One message after the other until `stop` is set; the last one is sent until it is acknowledged."""
        count = 0
        while not stop.is_set():
            await self.send(f"T{self.number}-{count:06d}")
            count += 1
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause_s))
        self.hang_up()

    def make(self, control):
        """Whom it is about, and its frame."""
        patient = f"P{self.dice.randrange(self.patients):03d}"
        message = frame(
            f"MSH|^~\\&|SENDER{self.number}|NORTH|VAGUS|NORTH|20260301090242||ADT^A08^ADT_A01|{control}|P|2.5\r"
            f"EVN|A08|20260301090242\rPID|1||{patient}^^^NORTH^MR||TORTURE^SYNTHETIC\r"
            f"PV1|1|I|W1^{self.dice.randrange(100)}\rNTE|1||{'N' * self.dice.randrange(600)}\r"
        )
        self.world.bytes[control] = message
        return patient, message

    async def send(self, control):
        patient, message = self.make(control)
        started = time.monotonic()
        while not await self.attempt(control, message):
            self.world.resent += 1
        self.world.sent[control] = Sent(patient, started, time.monotonic())

    async def attempt(self, control, message):
        """True when the answer was positive. The same bytes again otherwise: to an engine that is dead, slow, or did answer into the void."""
        try:
            await self.connect()
            self.writer.write(message)
            if self.dice.random() < IMPATIENCE:
                await self.writer.drain()
                self.hang_up()
                return False
            answer = await asyncio.wait_for(self.reader.readuntil(FRAME_END), self.answer_within_s)
        except (OSError, EOFError, asyncio.TimeoutError):
            self.hang_up()
            await asyncio.sleep(0.05)
            return False
        if f"\rMSA|AA|{control}".encode() in answer:
            return True
        self.world.refused += 1
        await asyncio.sleep(0.05)
        return False

    async def connect(self):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=LONGEST_ANSWER)

    def hang_up(self):
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


class Receiver:
    """A port that answers AA at once. `arrivals` is its log."""

    def __init__(self, world):
        self.world = world
        self.arrivals = []
        self.seen = set()
        self.connections = 0

    async def listen(self):
        """Returns the port; the server must be kept."""
        self.server = await asyncio.get_running_loop().create_server(lambda: Connection(self), "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    def take(self, message, run, connection):
        control = control_of(message)
        self.arrivals.append(Arrival(control, run, connection))
        self.seen.add(control)
        self.world.altered += message != self.world.bytes.get(control)
        self.world.last_arrival = time.monotonic()
        return frame(f"MSH|^~\\&|VAGUS|NORTH|RECEIVER|NORTH|20260301090242||ACK|{control}|P|2.5\rMSA|AA|{control}\r")


class MoodyReceiver(Receiver):
    """Answers AE to some the first time they come, and takes them later."""

    def __init__(self, world, dice, share=0.05):
        super().__init__(world)
        self.dice, self.share = dice, share
        self.refused = set()

    def take(self, message, run, connection):
        control = control_of(message)
        if control not in self.seen | self.refused and self.dice.random() < self.share:
            self.refused.add(control)
            self.world.last_arrival = time.monotonic()
            return frame(f"MSH|^~\\&|VAGUS|NORTH|RECEIVER|NORTH|20260301090242||ACK|{control}|P|2.5\rMSA|AE|{control}\r")
        return super().take(message, run, connection)


class Connection(asyncio.Protocol):
    def __init__(self, receiver):
        self.receiver = receiver
        self.held = b""

    def connection_made(self, transport):
        self.transport = transport
        self.receiver.connections += 1
        self.run, self.number = self.receiver.world.run, self.receiver.connections

    def data_received(self, data):
        *messages, self.held = (self.held + data).split(FRAME_END)
        for message in messages:
            self.transport.write(self.receiver.take(message + FRAME_END, self.run, self.number))
