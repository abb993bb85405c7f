"""Certificates made for one run, and the openssl command as a sender and a receiver."""

import os
import pathlib
import select
import subprocess
import tempfile
import time

from peers import PATIENCE

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def openssl(*words, **more):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=PATIENCE, **more)


class Authority:
    """A folder with NAME.crt and NAME.key for each certificate, and its own in ca.crt."""

    def __init__(self, name="Test CA"):
        self.held = tempfile.TemporaryDirectory(prefix="vagus-tls-")
        self.folder = pathlib.Path(self.held.name)
        openssl("req", "-x509", *KEY, "-keyout", "ca.key", "-out", "ca.crt", "-subj", f"/CN={name}", "-days", "90", cwd=self.folder)

    def issue(self, name, names, days=60):
        """For names such as DNS:pas.test; a negative number of days makes one that has expired."""
        openssl("req", *KEY, "-keyout", f"{name}.key", "-out", "request", "-subj", f"/CN={name}", cwd=self.folder)
        (self.folder / "extensions").write_text(f"subjectAltName={names}\n")
        openssl("x509", "-req", "-in", "request", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", str(days),
                "-extfile", "extensions", "-out", f"{name}.crt", cwd=self.folder)

    def files(self, name):
        return ["-cert", self.path(f"{name}.crt"), "-key", self.path(f"{name}.key")]

    def path(self, file):
        return str(self.folder / file)

    def close(self):
        self.held.cleanup()


class OpenSsl:
    """An `openssl s_client` or `s_server`: bytes in, bytes out."""

    def __init__(self, *words):
        self.process = subprocess.Popen(
            ["openssl", *words, "-quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def send(self, text):
        self.process.stdin.write(b"\x0b" + text.encode() + b"\x1c\r")
        self.process.stdin.flush()

    def frame(self):
        """The next frame; what came of one when there is no more."""
        seen = b""
        until = time.monotonic() + PATIENCE
        while b"\x1c\r" not in seen and time.monotonic() < until:
            if not select.select([self.process.stdout], [], [], 0.1)[0]:
                continue
            part = os.read(self.process.stdout.fileno(), 65536)
            if not part:
                break
            seen += part
        return seen.decode()

    def close(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdin.close()
        self.process.stdout.close()


def sender(port, *words):
    return OpenSsl("s_client", "-connect", f"127.0.0.1:{port}", "-verify_return_error", *words)


def receiver(port, *words):
    return OpenSsl("s_server", "-accept", f"127.0.0.1:{port}", *words)
