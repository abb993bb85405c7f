"""A collector of audit messages: syslog over TLS (RFC 5425), and the XML of DICOM PS3.15 in it."""

import re
import socket
import ssl
import threading
import xml.etree.ElementTree

# RFC 5424, as DICOM PS3.15 A.6 uses it.
HEADER = re.compile(rb"<(\d+)>1 (\S+) (\S+) (\S+) (\S+) (\S+) - \xef\xbb\xbf(.*)", re.DOTALL)


class Collector:
    """Takes one connection at a time; `entries` are those that came, as parsed audit messages."""

    def __init__(self, port, certificate, key, authority):
        self.entries = []
        self.wrong = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.context.load_verify_locations(authority)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(plain, server_side=True) as peer, peer.makefile("rb") as lines:
                    while self.take(lines):
                        pass
            except OSError as failed:
                self.wrong.append(str(failed))

    def take(self, lines):
        size = b""
        while not size.endswith(b" "):
            byte = lines.read(1)
            if not byte:
                return False
            size += byte
        frame = lines.read(int(size))
        header = HEADER.fullmatch(frame)
        if not header or header[6] != b"DICOM+RFC3881":
            self.wrong.append(frame.decode(errors="replace"))
            return True
        self.entries.append(xml.etree.ElementTree.fromstring(header[7]))
        return True

    def words(self):
        return [each.findall("EventIdentification/EventTypeCode")[-1].get("csd-code") for each in self.entries]

    def close(self):
        self.listener.close()
