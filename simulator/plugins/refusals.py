"""How a plugin says no: a gRPC status with one sentence, never a traceback in somebody's terminal."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import grpc

ROOM: Final = Path(__file__).resolve().parents[1]


class Refusal(Exception):  # noqa: N818 (a person reads it as a sentence)
    """What a plugin will not or cannot do. Its text is the whole message that the user sees."""

    def __init__(self, sentence: str, code: grpc.StatusCode = grpc.StatusCode.INVALID_ARGUMENT) -> None:
        super().__init__(sentence)
        self.code = code


class Plainly(grpc.ServerInterceptor):
    """Turns whatever a method raises into a status.

    gRPC itself would write the traceback to standard error, in the midst of the engine's output, and an exception's
    text may hold a value that is secret.
    """

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], "grpc.RpcMethodHandler[Any, Any] | None"],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "grpc.RpcMethodHandler[Any, Any] | None":
        """Wrap the method that a call is for."""
        handler: Any = continuation(handler_call_details)
        name = str(handler_call_details.method).rpartition("/")[2]
        if handler is None:
            return None
        if handler.response_streaming:

            def refuse(_: Any, context: grpc.ServicerContext) -> Any:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, _unanswered(name))

            unanswered: grpc.RpcMethodHandler[Any, Any] = grpc.unary_stream_rpc_method_handler(
                refuse, handler.request_deserializer, handler.response_serializer
            )
            return unanswered
        answered: grpc.RpcMethodHandler[Any, Any] = grpc.unary_unary_rpc_method_handler(
            _guarded(handler.unary_unary, name), handler.request_deserializer, handler.response_serializer
        )
        return answered


def _guarded(
    method: Callable[[Any, grpc.ServicerContext], Any], name: str
) -> Callable[[Any, grpc.ServicerContext], Any]:
    def answer(request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return method(request, context)
        except Refusal as refusal:
            code, sentence = refusal.code, str(refusal)
        except NotImplementedError:
            code, sentence = grpc.StatusCode.UNIMPLEMENTED, _unanswered(name)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the engine gets an answer
            code, sentence = grpc.StatusCode.INTERNAL, _failure(fault, getattr(request, "urn", ""))
        return context.abort(code, sentence)

    return answer


def _unanswered(name: str) -> str:
    return f"the simulated clouds do not answer {name}"


def _failure(fault: Exception, urn: str) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOM)] or frames
    place = f"{Path(own[-1].filename).name}, line {own[-1].lineno}"
    return (
        f"the simulator failed with a {type(fault).__name__} in {place}{urn and f', answering for {urn}'}: "
        "this is a defect of the simulator, not of the program"
    )
