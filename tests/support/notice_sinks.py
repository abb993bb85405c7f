"""Where notices go: a webhook and a mail server that keep what they get."""

import email
import http.server
import json
import threading

from aiosmtpd.controller import Controller


class Webhook:
    """Keeps the JSON that is posted; answers as many times 503 as `refuses` says."""

    def __init__(self, port, refuses=0):
        self.got = []
        self.refused = 0
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.refused < refuses:
                    hook.refused += 1
                    self.send_response(503)
                else:
                    hook.got.append(json.loads(body))
                    self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self):
        return [(each["kind"], each["id"]) for each in self.got]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class MailServer:
    """Debian's aiosmtpd on a thread of its own."""

    def __init__(self, port):
        self.got = []  # (from, to, message)
        sink = self

        class Handler:
            async def handle_DATA(self, _server, _session, envelope):
                sink.got.append((envelope.mail_from, envelope.rcpt_tos, email.message_from_bytes(envelope.content)))
                return "250 kept"

        self.controller = Controller(Handler(), hostname="127.0.0.1", port=port, ready_timeout=60)
        self.controller.start()

    def stop(self):
        self.controller.stop()
