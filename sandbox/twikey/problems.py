"""How the API says no: HTTP 400 with code, message and extra, and two headers."""

from __future__ import annotations

from sandbox.wire import Response

WORDS = {
    "err_no_login": "Not logged in",
    "err_not_authorised": "Not authorised",
    "err_invalid_params": "Invalid parameter",
    "err_missing_params": "Missing parameter",
    "err_invalid_amount": "Invalid amount",
    "err_invalid_date": "Invalid date",
    "err_invalid_email": "Invalid email",
    "err_invalid_lang": "Invalid language",
    "err_invalid_country": "Invalid country",
    "err_not_found": "Not found",
    "err_debtor_not_found": "Debtor was not found",
    "err_no_contract": "No contract was found",
    "err_no_such_ct": "No such template",
    "err_invalid_ct": "Invalid template",
    "err_invalid_state": "Invalid state",
    "err_msg_missing": "Message is missing",
    "err_email_disabled": "Email is disabled",
    "err_call_in_progress": "Another call is in progress",
    "err_duplicate_ref": "Reference already in use",
    "err_remove_stale": "Still in use",
    "invalid_file": "Invalid file",
}


class ApiProblem(Exception):
    """Raised inside the stand-in to refuse a request.

    ``extra`` names the field or id; None leaves it out, as some answers do.
    """

    def __init__(self, code: str, extra: str | None = None, status: int = 400) -> None:
        super().__init__(code, extra)
        self.code = code
        self.extra = extra
        self.status = status

    def answer(self) -> Response:
        """Return the answer with its body and both headers."""
        message = WORDS.get(self.code, self.code)
        body = {"code": self.code, "message": message}
        if self.extra is not None:
            body["extra"] = self.extra
        headers = {"ApiErrorCode": self.code, "ApiError": message}
        return Response.of_json(body, self.status, headers)


class Answered(Exception):
    """Raised to end the work on a request with a ready answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def not_logged_in() -> Response:
    """Answer a dead token: 401 with a message, without code and without headers."""
    return Response.of_json({"message": WORDS["err_no_login"]}, 401)


def too_many(retry_after: int) -> Response:
    """Answer an exhausted quota: 429, empty body, the wait in seconds in a header."""
    return Response(429, b"", {"X-Rate-Limit-Retry-After-Seconds": str(retry_after)})
