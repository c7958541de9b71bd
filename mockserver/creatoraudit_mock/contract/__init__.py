"""The contract: what the API answers and accepts, with the evidence for every part of it.

The OpenAPI document is data in `openapi/`; validation, operations and problems are read from it
or agree with it. Nothing here knows of a network, a clock or the simulated world.
"""

from creatoraudit_mock.contract.dialect import Dialect
from creatoraudit_mock.contract.document import Contract, Evidence, contract_in
from creatoraudit_mock.contract.operations import (
    Operation,
    Scope,
    operation,
    operations,
    operations_of,
)
from creatoraudit_mock.contract.problems import PROBLEMS, Problem, problem
from creatoraudit_mock.contract.refusals import BodyMalformed, FieldError, RequestInvalid
from creatoraudit_mock.contract.spelling import spelled
from creatoraudit_mock.contract.validation import Arguments, check_request, completed

__all__ = [
    "PROBLEMS",
    "Arguments",
    "BodyMalformed",
    "Contract",
    "Dialect",
    "Evidence",
    "FieldError",
    "Operation",
    "Problem",
    "RequestInvalid",
    "Scope",
    "check_request",
    "completed",
    "contract_in",
    "operation",
    "operations",
    "operations_of",
    "problem",
    "spelled",
]
