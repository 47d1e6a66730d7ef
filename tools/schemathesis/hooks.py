"""What the API document cannot say of a right request, for those that Schemathesis makes up."""

import itertools
import os
import uuid

import schemathesis
from schemathesis import GenerationMode
from schemathesis.generation.meta import TestPhase


PARKED = os.environ["PARKED_EVENTS"].split(",")
RETRIED = itertools.cycle(PARKED[::2])
SKIPPED = itertools.cycle(PARKED[1::2])


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.headers:
        # Whatever headers there are beside those that an operation knows, they are none of its affair.
        case.headers.pop("x-schemathesis-unknown-property", None)
    if case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE:
        make_possible(case)


def make_possible(case):
    """What fits its pattern, and can come from an earlier answer or from a client's memory only."""
    if case.query:
        case.query.pop("cursor", None)
        if case.meta.phase.name == TestPhase.STATEFUL:
            # A deleted task is not there, but it still is as it was.
            case.query.pop("at", None)
    if case.path_parameters.get("traceId") == "null":
        case.path_parameters["traceId"] = uuid.uuid4().hex
    if "/parked" in case.path:
        case.path_parameters["name"] = os.environ["SUBSCRIPTION"]
    if "eventId" in case.path_parameters:
        # One that was to be skipped is not retried.
        case.path_parameters["eventId"] = next(RETRIED if case.path.endswith("/retry") else SKIPPED)
    if case.headers:
        case.headers.pop("Consistency-Token", None)
        if "If-Match" in case.headers:
            case.headers["If-Match"] = "*"
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = str(uuid.uuid4())
