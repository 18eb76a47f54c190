"""The addresses below /oauth2: the consent page and the token endpoint."""

from __future__ import annotations

import html
import json
from urllib.parse import urlencode

from sandbox.teamleader.asking import Json
from sandbox.teamleader.auth import Auth, Pair
from sandbox.teamleader.switches import Switches
from sandbox.wire import Request, Response

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Teamleader stand-in</title></head>
<body><h1>Allow access?</h1>
<p>The integration <b>{client}</b> asks to read and change your account.</p>
<p><a id="allow" href="{allow}">Allow</a> <a id="deny" href="{deny}">Deny</a></p>
</body></html>
"""


class Consent:
    """Answers what browsers and integrations ask of the authorization server."""

    def __init__(self, auth: Auth, switches: Switches) -> None:
        self._auth = auth
        self._switches = switches

    def authorize(self, request: Request) -> Response:
        """Show the consent page, or carry the user's answer back."""
        query = request.query_dict()
        problem = self._problem(query)
        if problem is not None:
            return Response.of_json({"errors": [problem]}, 400)
        answer = query.get("consent")
        if answer == "deny":
            return _redirect(query["redirect_uri"], {"error": "access_denied"})
        if answer == "allow" or "auto" in query or self._switches.auto_consent:
            return self._allow(query)
        return _page(query)

    def _problem(self, query: dict[str, str]) -> Json | None:
        if query.get("client_id") not in self._auth.clients:
            return _error("invalid_client", "Client authentication failed")
        if query.get("response_type") != "code":
            return _error("unsupported_response_type", "response_type must be code")
        allowed = self._switches.redirect_uris
        redirect = query.get("redirect_uri", "")
        if not redirect or (allowed and redirect not in allowed):
            return _error("invalid_request", "The redirect_uri is not allowed")
        # Scopes are ticked on the integration; asking for them here is refused.
        if "scope" in query:
            return _error("invalid_scope", "The requested scope is invalid")
        return None

    def _allow(self, query: dict[str, str]) -> Response:
        code = self._auth.consent(query["client_id"], query["redirect_uri"])
        state = {"state": query["state"]} if "state" in query else {}
        return _redirect(query["redirect_uri"], {"code": code, **state})

    def token(self, request: Request) -> Response:
        """Exchange a code or a refresh token for a pair of tokens."""
        asked = _asked(request)
        client_id = asked.get("client_id", "")
        secret = asked.get("client_secret")
        if secret is None or self._auth.clients.get(client_id) != secret:
            wrong = _error("invalid_client", "Client authentication failed", 4, 401)
            return self._refusal(wrong, 401)
        match asked.get("grant_type"):
            case "authorization_code":
                return self._by_code(asked)
            case "refresh_token":
                return self._by_refresh(asked)
        return self._refusal(
            _error("unsupported_grant_type", "The grant type is not supported", 2), 400
        )

    def _by_code(self, asked: dict[str, str]) -> Response:
        redirect = asked.get("redirect_uri", "")
        pair = self._auth.redeem(asked["client_id"], asked.get("code", ""), redirect)
        if pair is not None:
            return _tokens(pair)
        wrong = _error("invalid_request", "The authorization code is invalid", 3)
        return self._refusal(wrong, 400)

    def _by_refresh(self, asked: dict[str, str]) -> Response:
        pair = self._auth.refresh(asked["client_id"], asked.get("refresh_token", ""))
        if pair is not None:
            return _tokens(pair)
        wrong = _error(self._switches.revoked_type, "The refresh token is invalid.", 8)
        wrong["meta"]["hint"] = "Token has been revoked"
        return self._refusal(wrong, 400)

    def _refusal(self, error: Json, status: int) -> Response:
        if self._switches.token_errors == "envelope":
            return Response.of_json({"errors": [error]}, status)
        rfc = {"error": error["meta"]["type"], "error_description": error["title"]}
        return Response.of_json(rfc, status)


def _asked(request: Request) -> dict[str, str]:
    if "json" not in request.headers.get("content-type", ""):
        return request.form()
    try:
        body = request.json()
    except json.JSONDecodeError:
        return {}
    if not isinstance(body, dict):
        return {}
    return {key: str(value) for key, value in body.items()}


def _tokens(pair: Pair) -> Response:
    return Response.of_json(
        {
            "token_type": "Bearer",
            "expires_in": int(pair.seconds),
            "access_token": pair.access,
            "refresh_token": pair.refresh,
        }
    )


def _error(kind: str, title: str, code: int = 0, status: int = 400) -> Json:
    return {"code": code, "title": title, "status": status, "meta": {"type": kind}}


def _redirect(address: str, extra: dict[str, str]) -> Response:
    joint = "&" if "?" in address else "?"
    return Response(302, b"", {"Location": address + joint + urlencode(extra)})


def _page(query: dict[str, str]) -> Response:
    def link(answer: str) -> str:
        return html.escape("?" + urlencode({**query, "consent": answer}))

    page = _PAGE.format(
        client=html.escape(query["client_id"]), allow=link("allow"), deny=link("deny")
    )
    return Response(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
