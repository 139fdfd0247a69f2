"""Pictures drawn anew: nothing of a file goes on but what is seen."""

import io
import warnings
from typing import Final

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin

from attachments.rules import JPEG, LEAST_SIDE, MOST_PIXELS, PNG, WEBP
from core.errors import Invalid

FORMATS: Final = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
LONGEST_SIDE: Final = {"photo": 900, "licence": 2600, "evidence": 2600}
LAYERED: Final = ("RGBA", "LA", "PA")
QUALITY: Final = 85
MOST_BYTES: Final = 24_000_000
"""Of a picture as it is unpacked."""
MOST_WAITING: Final = 37_000_000
"""Of what is held until a JPEG that comes into view step by step is complete: 12 million pixels of the usual kind."""
SCAN: Final = b"\xff\xda"
MOST_SCANS: Final = 20
"""A JPEG that comes into view step by step has about ten; each step goes over the whole picture."""
PngImagePlugin.MAX_TEXT_MEMORY = 2_000_000  # the texts that hang on a picture are thrown away
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
                _demand_cheap(picture, content, LONGEST_SIDE[kind])
                return _drawn(picture, LONGEST_SIDE[kind])
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except Exception:
        # Whatever a broken or hostile picture does to its reader, it is refused as one that cannot be read.
        raise Invalid("picture_unreadable", UNREADABLE, field="file") from None


def _drawn(picture: Image.Image, longest: int) -> bytes:
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    ImageOps.exif_transpose(picture, in_place=True)
    plain: Image.Image = picture
    if picture.mode in LAYERED or "transparency" in picture.info:
        layer = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        plain = Image.new("RGB", layer.size, "white")
        plain.paste(layer, mask=layer.getchannel("A"))
    elif picture.mode != "RGB":
        plain = picture.convert("RGB")
    plain.info = {}
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _demand_cheap(picture: Image.Image, content: bytes, longest: int) -> None:
    """Refuse what takes too much to unpack; a JPEG is unpacked smaller where that will do."""
    waiting = 0.0
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        if content.count(SCAN) > MOST_SCANS:
            raise Invalid("picture_unreadable", UNREADABLE, field="file")
        if picture.info.get("progressive"):
            waiting = 2 * picture.width * picture.height * _share_of_parts(picture)
        _unpack_smaller(picture, longest)
    if _unpacked(picture) > MOST_BYTES or waiting > MOST_WAITING:
        words = _("The picture takes too much room when it is unpacked: save it as JPEG, or smaller.")
        raise Invalid("picture_too_large", words, field="file")


def _unpack_smaller(picture: JpegImagePlugin.JpegImageFile, longest: int) -> None:
    """Have a JPEG unpacked at a half, quarter or eighth, where that is all that is kept or all there is room for."""
    scale = 1
    while scale < 8 and (max(picture.size) >= 2 * scale * longest or _unpacked(picture) > MOST_BYTES * scale * scale):
        scale *= 2
    if scale > 1:
        picture.draft("RGB", (picture.width // scale, picture.height // scale))


def _share_of_parts(picture: JpegImagePlugin.JpegImageFile) -> float:
    """How many numbers a pixel has, where colours may be kept more coarsely than light."""
    parts = [(across, down) for _id, across, down, _table in picture.layer]
    widest = max(across for across, _down in parts) * max(down for _across, down in parts)
    return sum(across * down for across, down in parts) / widest


def _unpacked(picture: Image.Image) -> int:
    """About how many bytes a picture takes until it is drawn: a pixel of colours four, and twice if it is layered."""
    is_layered = picture.mode in LAYERED or "transparency" in picture.info
    colours = 2 if len(picture.getbands()) == 1 else 4
    return picture.width * picture.height * (8 if is_layered else colours)


def _demand_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_large()
    if min(width, height) < LEAST_SIDE:
        words = _("The picture is smaller than %(least)s pixels: take one on which something can be read.")
        raise Invalid("picture_too_small", words, field="file", least=LEAST_SIDE)


def _too_large() -> Invalid:
    words = _("The picture has more than %(most)s million pixels: save it smaller.")
    return Invalid("picture_too_large", words, field="file", most=MOST_PIXELS // 1_000_000)
