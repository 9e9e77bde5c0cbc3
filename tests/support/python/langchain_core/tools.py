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


def tool(body: Any) -> Tool:
    return Tool(body)
