"""The API keeps what its document promises: whatever is sent, no answer is a 5xx, and none is undocumented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance, response_schema_conformance]
PROGRAM = {"X-Requested-With": "tests"}


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_is_in_the_document(client: TestClient, shop: Path, mode: str) -> None:
    client.app.state.server.jobs.stop()  # what is put in line is not done here
    schema = schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())
    schema.app = client.app
    seen, failed = 0, list[str]()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen += 1
        if mode == "negative" and not (operation.body or operation.query):
            continue  # whatever is sent here is right, and to find that out takes long
        try:
            asked(operation, GenerationMode(mode))
        except Unsatisfiable:
            continue  # whatever is sent here is right
        except Exception as error:
            failed.append(f"{operation.method.upper()} {operation.path}: {error}")
    assert seen > 30
    assert failed == [], "\n\n".join(failed)


def asked(operation: Any, mode: GenerationMode) -> None:
    @settings(
        max_examples=5,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if case.method != "DELETE":  # the run is there for all that follows
            case.path_parameters = {name: known(name, value) for name, value in (case.path_parameters or {}).items()}
        case.call_and_validate(headers=PROGRAM, checks=CHECKS)

    ask()


def known(name: str, value: Any) -> Any:
    """For about every other run that is asked for one that there is."""
    return "latest" if name in ("run", "before") and len(str(value)) % 2 else value
