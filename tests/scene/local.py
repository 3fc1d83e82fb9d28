"""The local socket beside a store: who asks there is the operator, or takes another's eyes."""

import http.client
import json
import socket


class LocalConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Asker:
    """One viewer at one server, on one connection that is kept."""

    def __init__(self, server, token=None, basic=None, as_name=None, is_local=False):
        self.server = server
        self.is_local = is_local or as_name is not None
        self.headers = {"Renkei-Request": "1"}
        if token:
            self.headers["Authorization"] = f"Bearer {token}"
        if basic:
            self.headers["Authorization"] = basic
        if as_name:
            self.headers["Renkei-As"] = as_name
        self.connection = None

    def connect(self):
        if self.is_local:
            return LocalConnection(self.server.local)
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def ask(self, method, path, body=None, **headers):
        """(code, bytes). A connection that the server has closed meanwhile is opened again."""
        sent = dict(self.headers, **{name.replace("_", "-"): value
                                     for name, value in headers.items()})
        for attempt in (0, 1):
            if self.connection is None:
                self.connection = self.connect()
            try:
                self.connection.request(method, path, body, sent)
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()
                if attempt:
                    raise
        return None

    def json(self, path, body=None, method=None, code=200, **headers):
        text = None if body is None else json.dumps(body)
        got, answer = self.ask(method or ("GET" if body is None else "POST"), path, text, **headers)
        if got != code:
            raise AssertionError(f"{path}: {got} instead of {code}: {answer[:500]!r}")
        return json.loads(answer)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None
