"""The engine's HTTP API as a program uses it, and what its OpenAPI document says of it."""

import http.client
import json

import jsonschema

from peers import PATIENCE


class Answer:
    def __init__(self, got):
        self.status = got.status
        self.headers = got.headers
        body = got.read()
        self.type = got.headers.get("Content-Type", "")
        self.body = json.loads(body) if "json" in self.type else body


class Api:
    """One who is logged in, or not yet. Every answer is held against the document."""

    def __init__(self, port):
        self.port = port
        self.cookie = None
        self.csrf = None
        self.token = None
        self.document = None
        self.document = self.ask("GET", "/openapi.json").body

    def ask(self, method, path, body=None, headers=None):
        sent = dict(headers or {})
        if self.cookie:
            sent["Cookie"] = self.cookie
        if self.csrf:
            sent["X-CSRF-Token"] = self.csrf
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        if body is not None:
            sent["Content-Type"] = "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, "/api/v1" + path, json.dumps(body) if body is not None else None, sent)
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        if self.document:
            self.check(method, path, answer)
        return answer

    def operation(self, method, path):
        plain = "/api/v1" + path.split("?")[0]
        parts = plain.split("/")
        for known, methods in self.document["paths"].items():
            wanted = known.split("/")
            fits = len(wanted) == len(parts) and all(a == b or a.startswith("{") for a, b in zip(wanted, parts))
            if fits and method.lower() in methods:
                return methods[method.lower()]
        return None

    def check(self, method, path, answer):
        """That the answer is what the document says."""
        operation = self.operation(method, path)
        if operation is None:
            said = self.document["paths"]["/api/v1/status"]["get"]["responses"]["default"]
        else:
            said = operation["responses"].get(str(answer.status), operation["responses"]["default"])
        content = said["content"]
        plain = answer.type.split(";")[0]
        if plain not in content:
            raise AssertionError(f"{method} {path}: {plain} is not said, but {list(content)}")
        schema = content[plain].get("schema")
        if schema is None:
            return
        whole = {**schema, "components": self.document["components"]}
        try:
            jsonschema.Draft202012Validator(whole).validate(answer.body)
        except jsonschema.ValidationError as error:
            raise AssertionError(f"{method} {path}: {error.json_path}: {error.message}") from None

    def log_in(self, **who):
        answer = self.ask("POST", "/session", who)
        if answer.status == 200:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
            self.csrf = answer.body["csrf"]
        return answer

    def first_login(self, engine):
        """With the token of a first start."""
        return self.log_in(token=(engine.folder / ".vagus/store/first-login-token").read_text().strip())

    def good(self, method, path, body=None, **headers):
        answer = self.ask(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        if answer.status >= 300:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body}")
        return answer.body

