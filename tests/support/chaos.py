"""A TCP proxy that misbehaves by a seeded plan: what networks, firewalls and tired peers do to a connection. Loopback only.

A proxy stands in front of one port. Each connection through it gets its faults from the proxy's deck, which holds every kind and is shuffled anew
when it is used up: after a deck's length of faults every kind has happened.
"""

import asyncio
import socket
import struct
from collections import Counter

READ_BYTES = 256  # so that most messages are several reads, and there is something to glue
SPLIT_BYTES = 40
DELAYS_S = (0.01, 0.15)
GLUE_S = 0.02
STALE_S = 0.2
CONNECT_S = 2.0
FRAME_END = b"\x1c\r"

# What may happen, and how often in a deck.
KINDS = {
    "glue": 4,  # what comes in several pieces leaves in one
    "split": 4,  # the other way round
    "delay": 4,
    "cut": 2,  # both ends are closed, anywhere in a message or an answer
    "reset": 2,  # likewise, with a RST
    "half_open": 1,  # nothing is forwarded any more, and nobody is told
}
# Of a receiver: its last answer comes once more, in place of the one to a message that never reaches it.
STALE = {"stale": 2}
LOSES_AN_ANSWER = ("cut", "reset", "half_open", "stale")


class Proxy:
    def __init__(self, to_port, dice, kinds=KINDS, gap_bytes=(200, 6000)):
        self.to_port, self.dice, self.kinds, self.gap_bytes = to_port, dice, kinds, gap_bytes
        self.happened = Counter()
        self.calm = False  # no more faults
        self.deck = []
        self.lines = set()

    async def listen(self):
        """Returns the port."""
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def close(self):
        self.server.close()
        for line in list(self.lines):
            line.end()
        await asyncio.sleep(0)

    def missing(self):
        return [kind for kind in self.kinds if not self.happened[kind]]

    def answers_lost(self):
        """At most so many."""
        return sum(self.happened[kind] for kind in LOSES_AN_ANSWER)

    def next_fault(self):
        if not self.deck:
            self.deck = [kind for kind, times in self.kinds.items() for _ in range(times)]
            self.dice.shuffle(self.deck)
        kind = self.deck.pop()
        direction = "there" if kind in ("glue", "stale") else self.dice.choice(("there", "back"))
        return kind, direction, self.dice.randrange(*self.gap_bytes)

    async def serve(self, reader, writer):
        try:
            far = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self.to_port), CONNECT_S)
        except (OSError, asyncio.TimeoutError):
            writer.transport.abort()
            return
        line = Line(self, (reader, writer), far)
        self.lines.add(line)
        try:
            await line.run()
        finally:
            line.end()
            self.lines.discard(line)


class Line:
    """One connection and its other half."""

    def __init__(self, proxy, near, far):
        self.proxy, self.dice = proxy, proxy.dice
        self.ends = {"there": (near[0], far[1]), "back": (far[0], near[1])}  # from where, to where
        self.last_answer = b""
        self.silent = False  # nothing is forwarded any more
        self.fault = proxy.next_fault()
        for _, writer in self.ends.values():
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    async def run(self):
        """Ends when one side closes, or by a fault that ends it."""
        pumps = [asyncio.ensure_future(self.pump(direction)) for direction in self.ends]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    def end(self):
        if self.fault:
            self.proxy.deck.append(self.fault[0])  # it did not come to that
            self.fault = None
        for _, writer in self.ends.values():
            writer.close()

    async def pump(self, direction):
        reader = self.ends[direction][0]
        try:
            going = True
            while going and (data := await self.read(reader)):
                going = await getattr(self, self.fault[0])(direction, data) if self.is_due(direction, len(data)) else await self.pass_on(direction, data)
        except OSError:
            return

    async def read(self, reader):
        data = await reader.read(READ_BYTES)
        if self.silent:
            await asyncio.Event().wait()  # until the line ends, or the proxy is closed
        return data

    def is_due(self, direction, size):
        kind, where, left = self.fault
        if self.proxy.calm or where != direction:
            return False
        self.fault = (kind, where, left - size)
        return left <= size and (kind != "stale" or self.last_answer.endswith(FRAME_END))

    async def pass_on(self, direction, data):
        writer = self.ends[direction][1]
        if direction == "back":
            self.last_answer = (b"" if self.last_answer.endswith(FRAME_END) else self.last_answer) + data
        writer.write(data)
        await writer.drain()
        return True

    def done(self):
        """It happened; the next one may."""
        self.proxy.happened[self.fault[0]] += 1
        self.fault = self.proxy.next_fault()
        return True

    def pass_a_part_on(self, direction, data):
        self.ends[direction][1].write(data[: self.dice.randint(0, len(data))])

    # The faults. Each has what was just read, and says whether the pump goes on.

    async def glue(self, direction, data):
        pieces = [data]
        try:
            while more := await asyncio.wait_for(self.ends[direction][0].read(READ_BYTES), GLUE_S):
                pieces.append(more)
        except asyncio.TimeoutError:
            pass
        await self.pass_on(direction, b"".join(pieces))
        return self.done() if len(pieces) > 1 else True

    async def split(self, direction, data):
        while data:
            size = self.dice.randint(1, SPLIT_BYTES)
            await self.pass_on(direction, data[:size])
            data = data[size:]
            await asyncio.sleep(0.001)
        return self.done()

    async def delay(self, direction, data):
        await asyncio.sleep(self.dice.uniform(*DELAYS_S))
        await self.pass_on(direction, data)
        return self.done()

    async def cut(self, direction, data):
        self.pass_a_part_on(direction, data)
        self.done()
        return False

    async def reset(self, direction, data):
        self.pass_a_part_on(direction, data)
        for _, writer in self.ends.values():
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        self.done()
        return False

    async def half_open(self, direction, data):
        self.pass_a_part_on(direction, data)
        self.done()
        self.silent = True
        await asyncio.Event().wait()

    async def stale(self, _, data):
        self.silent = True
        self.ends["there"][1].transport.abort()
        await self.pass_on("back", self.last_answer)
        self.done()
        await asyncio.sleep(STALE_S)
        return False
