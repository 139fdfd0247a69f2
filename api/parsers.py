"""Bodies as JSON, read by orjson: bounded in depth, strict in form; and forms with a file, for acts that take one."""

import base64
from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser


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


class WithFile(MultiPartParser):
    """A form with a file, read into what the same act takes as JSON: the file's content in Base64."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read the fields of one request, each once."""
        found: Any = super().parse(stream, media_type, parser_context)
        files = {name: base64.b64encode(file.read()).decode() for name, file in found.files.items()}
        return {**found.data.dict(), **files}
