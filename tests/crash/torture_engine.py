"""The engine as a process that may be killed."""

import asyncio
import signal
import socket
import time

READY_WITHIN_S = 120


class Failed(Exception):
    """The run could not be judged; the text says why."""


class Engine:
    """The process under torture. Its log is kept in the run's folder; the last lines are shown when it dies by itself."""

    def __init__(self, binary, folder):
        self.command = (binary, "run", "-c", str(folder / "config"))
        self.log = folder / "engine.log"
        self.process = None
        self.log_before = 0

    async def start(self):
        self.log_before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*self.command, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log)

    async def ready(self):
        give_up = time.monotonic() + READY_WITHIN_S
        while b'"engine.ready"' not in self.new_log():
            if self.process.returncode is not None:
                raise Failed(f"the engine ended by itself with code {self.process.returncode}\n{self.tail()}")
            if time.monotonic() > give_up:
                raise Failed(f"the engine was not ready within {READY_WITHIN_S} s\n{self.tail()}")
            await asyncio.sleep(0.02)

    async def kill(self):
        if self.process.returncode is not None:
            raise Failed(f"the engine ended by itself with code {self.process.returncode}\n{self.tail()}")
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def end(self):
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), READY_WITHIN_S)
        except asyncio.TimeoutError:
            self.process.kill()
            await self.process.wait()

    def new_log(self):
        with self.log.open("rb") as log:
            log.seek(self.log_before)
            return log.read()

    def tail(self):
        return "\n".join(self.new_log().decode(errors="replace").splitlines()[-10:])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
