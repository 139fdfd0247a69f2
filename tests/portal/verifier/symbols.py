"""Codes as pictures."""

from PIL import Image
from zxingcpp import BarcodeFormat, create_barcode


def symbol(code: str, *, scale: int) -> Image.Image:
    """A code as a QR symbol in grey, each square so many dots wide, with the quiet zone that readers need."""
    drawn = create_barcode(code, BarcodeFormat.QRCode, ec_level="M").to_image(scale=scale)
    return Image.frombytes("L", drawn.shape[::-1], bytes(drawn))
