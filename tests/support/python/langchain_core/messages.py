from typing import Any

AnyMessage = Any
