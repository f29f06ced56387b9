"""Who may come in where: one row for every address of the pages and of the API, found in the application itself.

A row says who is let in; everybody else is sent to log in or told no. A test asks every address as every role, so a
page without a row, or one that lets in somebody else, fails it. Printed as `docs/access.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

ROLES: Mapping[str, str] = {
    "nobody": "nobody logged in, no token",
    "stranger": "another applicant",
    "applicant": "the applicant of the case",
    "elsewhere": "a clerk of another organ",
    "clerk": "the clerk at the window, whose task it is",
    "head": "the head of the organ, who decides",
    "supervisor": "a supervisor of the organ",
    "auditor": "who supervises all organs",
    "system": "the system administrator",
    "security": "the security administrator",
    "audit": "the audit administrator",
}


def routes(app: Any, before: str = "") -> Iterator[str]:
    """Every address of an application with its method, as `GET /cases/{number}`, parts that are mounted included."""
    for route in app.routes:
        if hasattr(route, "original_router"):  # FastAPI keeps included routers whole
            yield from routes(route.original_router, before)
        elif getattr(route, "methods", None):
            yield from (f"{method} {before}{route.path}" for method in sorted(route.methods - {"HEAD"}))
        else:
            yield from routes(route.app, before + route.path)


EVERYBODY = frozenset(ROLES)
KNOWN = EVERYBODY - {"nobody"}
APPLICANTS = frozenset({"stranger", "applicant"})
OWN = frozenset({"applicant"})
"""The case, draft or document is this applicant's."""
OFFICIALS = KNOWN - APPLICANTS
SEEING = frozenset({"clerk", "head", "supervisor", "auditor"})
"""Officials who may see the case: those with a role in it, and those who watch."""
INVOLVED = SEEING - {"auditor"} | OWN
"""Those who see the case and, by a token, are not bound to another organ."""
AT_IT = frozenset({"clerk"})
"""Whose task it is."""
WATCHING = frozenset({"supervisor", "auditor"})
SYSTEM, SECURITY, AUDIT = frozenset({"system"}), frozenset({"security"}), frozenset({"audit"})
ADMINISTRATORS = SYSTEM | SECURITY | AUDIT
NAMED = frozenset[str]()
"""Somebody in particular, whom this case does not name: nobody of these."""

ROWS: Mapping[str, frozenset[str]] = {
    # ---- everybody's pages
    **dict.fromkeys(
        (
            "GET /", "GET /which", "GET /matters/{code}", "GET /matters/{code}/specimen.webp",
            "GET /matters/{code}/process.svg", "GET /decisions", "GET /decisions/{number}", "GET /help",
            "GET /accessibility", "GET /statistics", "GET /complaints", "GET /api", "GET /static/{name:path}",
            "GET /verify", "GET /v/{code}", "GET /v/{code}/{page}.webp", "GET /v/{code}/document.pdf",
            "GET /verify/hash/{sha256}", "POST /verify/files", "GET /c/{code}", "POST /c/{code}",
            "POST /login", "POST /logout", "GET /site.webmanifest", "GET /worker.js", "GET /offline",
        ),
        EVERYBODY,
    ),
    # Who is in already is led on, who is not in is led to log in first.
    "GET /login": EVERYBODY,
    "GET /login/code": KNOWN,
    "POST /login/code": EVERYBODY,
    # Where a provider of identities is set up; here is none.
    **dict.fromkeys(("GET /login/identity", "GET /login/identity/back"), NAMED),
    # ---- one's own account
    **dict.fromkeys(
        (
            "GET /account", "POST /account/password", "POST /account/sessions/end", "GET /account/second-factor",
            "POST /account/second-factor/begin", "POST /account/second-factor/confirm",
            "POST /account/second-factor/codes", "POST /account/second-factor/remove",
        ),
        KNOWN,
    ),
    # ---- applicants
    **dict.fromkeys(
        (
            "POST /matters/{code}/apply", "GET /cases", "GET /promises", "GET /authorisations", "GET /account/mail",
            "POST /account/mail",
        ),
        APPLICANTS,
    ),
    **dict.fromkeys(
        (
            "GET /drafts/{id}", "POST /drafts/{id}/write", "GET /drafts/{id}/review", "POST /drafts/{id}/submit",
            "POST /drafts/{id}/drop",
            "GET /cases/{number}", "POST /cases/{number}/copy", "POST /cases/{number}/urge",
            "POST /cases/{number}/questions",
            "GET /cases/{number}/rating", "POST /cases/{number}/rating", "GET /cases/{number}/withdraw",
            "POST /cases/{number}/withdraw", "GET /documents/{code}.pdf", "GET /documents/{code}/{page}.webp",
            "GET /documents/{code}/code", "GET /documents/{code}/authorise", "POST /documents/{code}/authorise",
            "GET /cases/{number}/promises/{promise}", "POST /cases/{number}/promises/{promise}/proof",
            "POST /authorisations/{id}/withdraw",
        ),
        OWN,
    ),
    **dict.fromkeys(
        ("POST /tasks/{task}/answer", "GET /tasks/{task}", "POST /tasks/{task}", "GET /cases/{number}/code"), NAMED
    ),
    # ---- officials
    **dict.fromkeys(
        (
            "GET /desk", "GET /desk.csv", "GET /desk/next", "POST /desk/find", "GET /desk/copies", "GET /desk/columns",
            "POST /desk/columns", "GET /desk/intake",
            "GET /desk/authorised", "POST /desk/views", "POST /desk/batches",
        ),
        OFFICIALS,
    ),
    "GET /desk/batches/{id}": AT_IT,  # who has begun it
    "POST /desk/intake": NAMED,  # where the matter lets the window take applications down
    **dict.fromkeys(
        (
            "GET /desk/cases/{number}", "GET /desk/cases/{number}/process.svg",
            "GET /desk/cases/{number}/materials/{sha256}", "GET /desk/documents/{code}.pdf",
            "GET /desk/documents/{code}/{page}.webp",
        ),
        SEEING,
    ),
    # Whoever sees the case is told which acts are open to them.
    **dict.fromkeys(("GET /desk/cases/{number}/acts/{act}", "POST /desk/cases/{number}/acts/{act}"), SEEING),
    **dict.fromkeys(
        ("POST /desk/cases/{number}/reveal", "POST /desk/cases/{number}/questions"), frozenset({"clerk", "head"})
    ),
    **dict.fromkeys(
        ("POST /desk/tasks/{task}/verbs/{verb}", "GET /desk/tasks/{task}", "POST /desk/tasks/{task}"), AT_IT
    ),
    # ---- those who watch
    **dict.fromkeys(
        (
            "GET /board", "GET /board/cases", "GET /board/calendar", "GET /board/load", "GET /board/figures",
            "GET /board/irregular", "GET /board/ratings", "POST /board/ratings/{number}/{what}",
        ),
        WATCHING,
    ),
    # ---- administrators
    "GET /admin": ADMINISTRATORS,
    "GET /admin/organs": SYSTEM | SECURITY,
    **dict.fromkeys(
        (
            "GET /admin/organs.yaml", "POST /admin/organs", "GET /admin/calendars", "POST /admin/calendars",
            "GET /admin/matters", "POST /admin/matters/{code}/retire", "POST /admin/matters/publish",
            "GET /admin/jobs", "POST /admin/jobs/retry",
        ),
        SYSTEM,
    ),
    **dict.fromkeys(
        (
            "GET /admin/people", "POST /admin/people", "GET /admin/people/{name}", "POST /admin/people/{name}/{what}",
            "GET /admin/deputies", "POST /admin/deputies", "POST /admin/deputies/{id}/end", "GET /admin/seals",
            "GET /admin/seals/{id}", "GET /admin/sessions",
        ),
        SECURITY,
    ),
    **dict.fromkeys(
        ("GET /admin/log", "GET /admin/log/case", "POST /admin/log/verify", "POST /admin/log/export"), AUDIT
    ),
    "GET /admin/retention": ADMINISTRATORS,
    # ---- the API, by a token of the account with every scope
    **dict.fromkeys(
        (
            "GET /api/v1/openapi.json", "GET /api/v1/matters", "GET /api/v1/matters/{matter}",
            "GET /api/v1/matters/{matter}/forms/{form}", "GET /api/v1/matters/{matter}/figures",
            "GET /api/v1/verification/codes/{code}", "GET /api/v1/verification/hashes/{sha256}",
            "POST /api/v1/verification/files",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "GET /api/v1/token", "GET /api/v1/cases", "GET /api/v1/tasks", "GET /api/v1/events",
            "GET /api/v1/webhooks",
        ),
        KNOWN,
    ),
    "POST /api/v1/cases": APPLICANTS,
    **dict.fromkeys(
        (
            "GET /api/v1/cases/{case}", "GET /api/v1/cases/{case}/history", "GET /api/v1/cases/{case}/documents",
            "GET /api/v1/cases/{case}/materials/{sha256}", "GET /api/v1/documents/{number}",
            "GET /api/v1/tasks/{task}/verbs",
        ),
        INVOLVED,
    ),
    "POST /api/v1/cases/{case}/acts/{act}": OWN,  # to withdraw
    **dict.fromkeys(
        (
            "GET /api/v1/tasks/{task}", "POST /api/v1/tasks/{task}/complete", "POST /api/v1/tasks/{task}/claim",
            "POST /api/v1/tasks/{task}/release", "POST /api/v1/tasks/{task}/transfer",
            "POST /api/v1/tasks/{task}/delegate", "POST /api/v1/tasks/{task}/return",
            "POST /api/v1/tasks/{task}/remove-signer", "POST /api/v1/tasks/{task}/ask",
        ),
        AT_IT,
    ),
    "POST /api/v1/tasks/{task}/add-signer": NAMED,  # nobody else holds the role that may sign
    "POST /api/v1/tasks/{task}/urge": INVOLVED,
    # Whoever sees the case is told that there is nothing of theirs to take back, to recall or to remind of.
    **dict.fromkeys(
        (
            "POST /api/v1/tasks/{task}/give-back", "POST /api/v1/tasks/{task}/recall",
            "POST /api/v1/tasks/{task}/take-back", "POST /api/v1/tasks/{task}/call-off",
            "POST /api/v1/tasks/{task}/remind",
        ),
        INVOLVED,
    ),
    "POST /api/v1/webhooks/{webhook}/replay": OWN,  # whose system it is
    "GET /api/v1/statistics": WATCHING,
}
"""Whom each address lets in. Decisions are of a case decided, everything else of one just submitted to the organ of the
clerk and the head."""


def table() -> Iterator[tuple[str, ...]]:
    """The table as rows of a page: the address, then a mark under each role that is let in."""
    for address, let_in in ROWS.items():
        yield (f"`{address}`", *("●" if role in let_in else "" for role in ROLES))
