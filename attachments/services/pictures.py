"""Pictures drawn anew: nothing of a file goes on but what is seen."""

import io
import warnings
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from attachments.rules import JPEG, LEAST_SIDE, MOST_PIXELS, PNG, WEBP
from core.errors import Invalid

FORMATS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
LONGEST_SIDE: Final = {"photo": 900, "licence": 3500, "evidence": 3500}
QUALITY: Final = 85
UNREADABLE = _("The picture cannot be read: save it anew as JPEG or PNG, or take another.")


def redrawn(content: bytes, media: str, kind: str) -> bytes:
    """The picture as a plain JPEG without any data about place, device or time; raises `Invalid`.

    Its size is asked of its head before anything is unpacked; of a moving picture the first one counts.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[FORMATS[media]]) as picture:
                _demand_size(picture.width, picture.height)
                return _drawn(picture, LONGEST_SIDE[kind])
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:
        # Whatever a broken or hostile picture does to its reader, it is refused as one that cannot be read.
        raise Invalid("picture_unreadable", UNREADABLE, field="file") from None


def _drawn(picture: Image.Image, longest: int) -> bytes:
    picture.draft("RGB", (longest, longest))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        plain = Image.new("RGB", turned.size, "white")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain = Image.new("RGB", turned.size)
        plain.paste(turned.convert("RGB"))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _demand_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()
    if min(width, height) < LEAST_SIDE:
        words = _("The picture is smaller than %(least)s pixels: take one on which something can be read.")
        raise Invalid("picture_too_small", words, field="file", least=LEAST_SIDE)


def _too_large() -> Invalid:
    words = _("The picture has more than %(most)s million pixels: save it smaller.")
    return Invalid("picture_too_large", words, field="file", most=MOST_PIXELS // 1_000_000)
