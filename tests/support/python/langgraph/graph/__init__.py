"""A graph of one path: nodes one after the other, their updates put into State by its reducers."""

import asyncio
import typing
from typing import Any

import observe

START = "__start__"
END = "__end__"


class StateGraph:
    def __init__(self, schema: type) -> None:
        self.reducers = {
            name: hint.__metadata__[0]
            for name, hint in typing.get_type_hints(schema, include_extras=True).items()
            if hasattr(hint, "__metadata__")
        }
        self.fields = set(typing.get_type_hints(schema))
        self.nodes: dict[str, Any] = {}
        self.edges: dict[str, str] = {}

    def add_node(self, name: str, node: Any) -> None:
        self.nodes[name] = node

    def add_edge(self, start: str, end: str) -> None:
        self.edges[start] = end

    def compile(self) -> "StateGraph":
        return self

    async def ainvoke(self, given: dict[str, Any]) -> dict[str, Any]:
        state = self.updated({}, given)
        at = self.edges[START]
        while at != END:
            # As LangGraph does it, each node is a task of its own.
            state = self.updated(state, await asyncio.create_task(self.nodes[at](dict(state))))
            at = self.edges[at]
        observe.ended(state)
        return state

    def updated(self, state: dict[str, Any], update: dict[str, Any]) -> dict[str, Any]:
        after = dict(state)
        for name, value in update.items():
            if name not in self.fields:
                raise KeyError(f"{name} is no field of State")
            reducer = self.reducers.get(name)
            after[name] = reducer(state.get(name, []), value) if reducer else value
        return after
