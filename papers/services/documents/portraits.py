"""A holder's photograph as it goes on paper: cut to its frame, as fine as a printer shows it, and no finer."""

import base64
import io
from typing import Final

from PIL import Image, ImageOps

# 33 by 43 mm, at 300 dots an inch.
FRAME: Final = (390, 508)
QUALITY: Final = 82


def framed(photo: bytes) -> str:
    """A photograph as a drawing that a page takes in as text: its bytes one by one would fill the memory."""
    with Image.open(io.BytesIO(photo)) as picture:
        picture.draft("RGB", FRAME)
        cut = ImageOps.fit(picture.convert("RGB"), FRAME, Image.Resampling.LANCZOS)
    made = io.BytesIO()
    cut.save(made, "JPEG", quality=QUALITY, optimize=True)
    width, height = FRAME
    address = f"data:image/jpeg;base64,{base64.b64encode(made.getvalue()).decode()}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return f'{head}<image width="{width}" height="{height}" href="{address}"/></svg>'
