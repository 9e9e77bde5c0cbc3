"""`tool` as LangChain has it: arguments by name and checked, what is not asked for dropped, the config passed on."""

import inspect
import typing
from typing import Any

import observe
from langchain_core.runnables import RunnableConfig


class Tool:
    def __init__(self, body: Any) -> None:
        if not inspect.iscoroutinefunction(body):
            raise TypeError("a tool of these programs is async")
        if not body.__doc__:
            raise ValueError("Function must have a docstring if description not provided.")
        self.name = body.__name__
        self.body = body
        self.types = typing.get_type_hints(body)
        self.parameters = inspect.signature(body).parameters

    async def ainvoke(self, given: dict[str, Any], config: RunnableConfig | None = None) -> Any:
        arguments: dict[str, Any] = {}
        for name, parameter in self.parameters.items():
            if self.types[name] == RunnableConfig:
                arguments[name] = config or {}
            elif name in given:
                arguments[name] = checked(name, given[name], self.types[name])
            elif parameter.default is inspect.Parameter.empty:
                raise ValueError(f"{name}: Field required")
        observe.started(given.get("query"))
        return await self.body(**arguments)


def checked(name: str, value: Any, wanted: type) -> Any:
    allowed = (int, float) if wanted is float else (wanted,)
    if not isinstance(value, allowed) or (isinstance(value, bool) and wanted is not bool):
        raise ValueError(f"{name}: Input should be a valid {wanted.__name__}")
    return value


class NamedTool(Tool):
    """With a JSON schema of its arguments, which are passed on as they are."""

    def __init__(self, name: str, args_schema: dict[str, Any], body: Any) -> None:
        super().__init__(body)
        self.name = name
        if args_schema["type"] != "object":
            raise ValueError("arguments are an object")
        self.schema = args_schema

    async def ainvoke(self, given: dict[str, Any], config: RunnableConfig | None = None) -> Any:
        fits(self.schema, given)
        observe.started(given.get("query"))
        configured = {"config": config or {}} if "config" in self.parameters else {}
        return await self.body(**{**given, **configured})


TYPES = {"string": str, "number": (int, float), "boolean": bool, "null": type(None), "array": list, "object": dict}


def fits(schema: dict[str, Any], value: Any) -> None:
    """Real tools leave this to the model; here a schema that its own call does not fit is a fault."""
    kind = schema.get("type")
    if kind is None:
        return
    if not isinstance(value, TYPES[kind]) or (kind == "number" and isinstance(value, bool)):
        raise ValueError(f"{value!r} is not of type {kind}")
    for one in value if kind == "array" else []:
        fits(schema["items"], one)
    for name, inner in schema.get("properties", {}).items() if kind == "object" else []:
        if name in value:
            fits(inner, value[name])
        elif name in schema["required"]:
            raise ValueError(f"{name} is required")


def tool(body: Any, args_schema: dict[str, Any] | None = None) -> Any:
    if args_schema is None:
        return Tool(body)
    return lambda named: NamedTool(body, args_schema, named)
