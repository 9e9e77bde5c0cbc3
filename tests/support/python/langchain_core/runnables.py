from typing import Any

RunnableConfig = dict[str, Any]
