"""The application: its paths, and how what goes wrong is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

import speccc
from speccc.diagnostics import Diagnostic, Failure
from speccc.diagnostics.codes import internal
from speccc.diagnostics.codes import service as codes
from speccc.service.bodies import (
    ExplainRequest,
    GenerateAnswer,
    GenerateRequest,
    PlanRequest,
    ValidateRequest,
)
from speccc.service.generating import generate
from speccc.service.guard import Guard
from speccc.service.project import Place, document, explain
from speccc.translate.model import Translator

#: The seconds in which the body of a request has to come, unless a caller says others.
PATIENCE = 30.0

_PROBLEM = {"description": "Diagnostics, as 'speccc --error-format json' has them."}
_RESPONSES: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 401, 408, 413, 421, 422), _PROBLEM
)


def application(
    place: Place,
    make: Callable[[], Translator],
    *,
    token: str = "",
    max_body: int,
    patience: float = PATIENCE,
) -> Guard:
    """The service of a project as an ASGI application. `make` makes a translator for a request.

    With a token every request must carry it; without one only the loopback's names are answered.
    """
    app = FastAPI(
        title="speccc",
        version=speccc.__version__,
        summary="One strict spec, the same rows on every target.",
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        responses=_RESPONSES,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    _add_paths(app, place, make)
    _add_handlers(app, place)
    return Guard(app, token, max_body, patience)


def _add_paths(app: FastAPI, place: Place, make: Callable[[], Translator]) -> None:
    """Every path is a plain function, so that it runs in a thread and keeps no other waiting."""

    def generate_pipeline(body: GenerateRequest) -> GenerateAnswer:
        """A spec from a request in English, its code and its tests; or questions."""
        return generate(place, make, body)

    def validate(body: ValidateRequest) -> dict[str, Any]:
        """The diagnostics of a spec that is sent, or of the project."""
        return place.validate(body.spec)

    def plan(body: PlanRequest) -> dict[str, Any]:
        """What 'speccc apply' would do. Writes nothing."""
        return place.plan(tuple(body.pipelines), body.target)

    def explain_name(body: ExplainRequest) -> dict[str, Any]:
        """A diagnostic's code, a function or a step at length."""
        return explain(body.name)

    for path, function in (
        ("/api/generate-pipeline", generate_pipeline),
        ("/api/validate", validate),
        ("/api/plan", plan),
        ("/api/explain", explain_name),
    ):
        app.post(path)(function)


def _add_handlers(app: FastAPI, place: Place) -> None:
    """Whatever goes wrong is told as the JSON document of diagnostics."""

    def told(status: int, diagnostics: list[Diagnostic]) -> JSONResponse:
        return JSONResponse(document(place.session(), diagnostics), status)

    def failed(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Failure)
        return told(422, list(error.diagnostics))

    def misfit(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        problems = cast("Sequence[dict[str, Any]]", error.errors())
        return told(422, [_misfit(problem) for problem in problems])

    def refused(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return told(error.status_code, [_refusal(request, error.status_code)])

    def broken(_: Request, error: Exception) -> JSONResponse:
        """What it was about is not told; the server's log has it all."""
        return told(500, [internal.INTERNAL.at(None, detail=type(error).__name__)])

    app.exception_handler(Failure)(failed)
    app.exception_handler(RequestValidationError)(misfit)
    app.exception_handler(HTTPException)(refused)
    app.exception_handler(Exception)(broken)


def _misfit(problem: dict[str, Any]) -> Diagnostic:
    place = ".".join(map(str, problem["loc"])) or "body"
    return codes.BAD_BODY.at(None, place=place, problem=problem["msg"])


def _refusal(request: Request, status: int) -> Diagnostic:
    if status in (404, 405):
        return codes.NOT_SERVED.at(None, method=request.method, path=request.url.path)
    return codes.BAD_BODY.at(None, place="body", problem="it does not read")
