"""Bodies as JSON, read by orjson: bounded in depth, strict in form."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class JSON(BaseParser):
    """The only form in which a body is taken."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the body of one request; what is not JSON in UTF-8 is refused with the place where it ends to be."""
        try:
            return orjson.loads(stream.read())
        except orjson.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            sentence = _("The body is not JSON: look at line %(line)d, column %(column)d.") % place
            raise ParseError(sentence) from error
