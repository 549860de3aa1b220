"""A small HTTP server on loopback, from which the fakes of services are made."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"{}")


@dataclass
class Answer:
    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - an answer, raised
    """Raised by a route to answer with an error."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(body)
        self.answer = Answer(status, body)


Route = Callable[..., Any]


class FakeService:
    """Answers by its routes; `broken` holds answers that come first, each once."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.broken: list[tuple[str, str, Answer]] = []
        self.routes: list[tuple[str, re.Pattern[str], Route]] = []
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                url = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                request = Request(
                    self.command,
                    unquote(url.path),
                    dict(parse_qsl(url.query)),
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
                answer = fake.answer(request)
                data = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
                self.send_response(answer.status)
                headers = {"Content-Type": "application/json", "Content-Length": str(len(data)), **answer.headers}
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD" and answer.status != 204:
                    self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def route(self, method: str, pattern: str, answer: Route) -> None:
        """`pattern` matches the whole path; its groups are given to `answer` behind the request."""
        self.routes.append((method, re.compile(pattern), answer))

    def breaks(self, method: str, part: str, status: int, body: Any, **headers: str) -> None:
        """The next request of the method whose path contains `part` gets this answer instead."""
        self.broken.append((method, part, Answer(status, body, {k.replace("_", "-"): v for k, v in headers.items()})))

    def answer(self, request: Request) -> Answer:
        with self._lock:
            self.requests.append(request)
            for index, (method, part, answer) in enumerate(self.broken):
                if method == request.method and part in request.path:
                    del self.broken[index]
                    return answer
            for method, pattern, answer_of in self.routes:
                found = pattern.fullmatch(request.path) if method == request.method else None
                if found:
                    try:
                        result = answer_of(request, *found.groups())
                    except Refusal as refusal:
                        return refusal.answer
                    return result if isinstance(result, Answer) else Answer(body=result)
            return Answer(404, {"error_code": "ENDPOINT_NOT_FOUND", "message": f"no {request.method} {request.path}"})

    def sent(self, method: str, part: str) -> list[Request]:
        return [one for one in self.requests if one.method == method and part in one.path]
