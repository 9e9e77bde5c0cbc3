from typing import Any


def add_messages(before: list[Any], new: list[Any]) -> list[Any]:
    return before + new
