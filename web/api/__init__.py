"""The interface for other programs, under /api/v1: OpenAPI 3.1 over the same office as the pages.

`routes` has the operations, `shapes` what goes in and out, `asking` whose token asks, `refusing` how it says no,
`described` the description that is made of all of them, `page` that description for people.
"""

from web.api.described import PREFIX, create_api
from web.api.refusing import by_protocol, refusal

__all__ = ["PREFIX", "by_protocol", "create_api", "refusal"]
