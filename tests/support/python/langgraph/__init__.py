"""A stand-in for what generated programs use of LangGraph."""
