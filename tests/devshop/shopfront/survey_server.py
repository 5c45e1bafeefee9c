"""A server of the survey for browser tests: answers as the app's own does, and keeps what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jwt
from flask import Flask, Response, jsonify, request

from tests import cast

BEA = {"key": "cbeabloomaaaa", "label": "Bea Bloom", "handle": "@beabloom", "picture": None}
MARCO = {"key": "cmarcoferriaa", "label": "Marco Ferri", "handle": "@marcoferri", "picture": None}
ASA = {"key": "casalindaaaaa", "label": "Åsa Lind", "handle": "@asalind", "picture": None}
QUESTION: dict[str, Any] = {
    "ask": True,
    "impression": "imp0123456789012345678",
    "questions": [
        {
            "key": "first_heard",
            "options": [
                {"key": "friend"},
                {"key": "creator", "opens": "creators"},
                {"key": "ad"},
                {"key": "coupon_site"},
                {"key": "other", "text": True},
                {"key": "forgot"},
            ],
            "creators": {
                "options": [BEA, MARCO],
                "roster": [[row["key"], row["label"], row["handle"], []] for row in (BEA, MARCO, ASA)],
            },
        }
    ],
    "answered": None,
}


@dataclass
class SurveyServer:
    """`away`: every answer is 503. `posts` are the answers it was sent, in order."""

    question: dict[str, Any] = field(default_factory=lambda: QUESTION)
    away: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    origins: set[str | None] = field(default_factory=set)

    def flask(self) -> Flask:
        """Its routes: CORS for every origin, and the checkout's token looked at."""
        app = Flask("survey")

        @app.after_request
        def everybody(answer: Response) -> Response:
            answer.headers["Access-Control-Allow-Origin"] = "*"
            answer.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            return answer

        @app.before_request
        def only_checkouts() -> tuple[str, int] | None:
            if request.method == "OPTIONS":
                return None
            self.origins.add(request.headers.get("Origin"))
            if self.away:
                return "", 503
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
            jwt.decode(
                token, cast.CLIENT_SECRET, algorithms=["HS256"], audience=cast.CLIENT_ID, options=options
            )
            return None

        @app.get("/post-purchase-survey")
        def question() -> Response:
            self.asked.append(request.args.to_dict())
            return jsonify(self.question)

        @app.post("/post-purchase-survey")
        def answer() -> Response:
            self.posts.append(request.get_json())
            return jsonify(stored=True, changeable_until="2026-11-21T13:00:00Z")

        return app
