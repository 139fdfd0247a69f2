"""Made-up portraits: all upright, in the middle, before plain ground, as photos of papers are; nobody's face."""

import io
import random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (450, 600)
SKIN = ((236, 196, 160), (222, 178, 140), (205, 160, 122), (188, 142, 104))
HAIR = ((24, 20, 18), (40, 30, 26), (60, 44, 34), (120, 112, 108))
GROUND = ((250, 250, 250), (238, 240, 244), (200, 216, 236), (60, 110, 190))


def portrait(seed: int) -> Image.Image:
    """A face that no other seed has."""
    chance = random.Random(seed)
    image = Image.new("RGB", SIZE, chance.choice(GROUND))
    draw = ImageDraw.Draw(image)
    across, down = 225 + chance.uniform(-18, 18), 270 + chance.uniform(-25, 25)
    wide, high = chance.uniform(88, 122), chance.uniform(118, 152)
    hair, skin = chance.choice(HAIR), chance.choice(SKIN)
    cloth = tuple(chance.randrange(20, 240) for _ in range(3))
    _oval(draw, across, 640 + chance.uniform(-25, 25), chance.uniform(170, 240), chance.uniform(150, 210), cloth)
    if chance.random() < 0.5:
        _oval(draw, across, down + chance.uniform(20, 80), wide * 1.22, high * 1.15, hair)
    _oval(draw, across, down - high * chance.uniform(0.18, 0.34), wide * 1.08, high * 0.9, hair)
    draw.rectangle((across - 42, down + high * 0.7, across + 42, down + high * 1.35), fill=skin)
    _oval(draw, across, down + high * 0.08, wide, high * 0.95, skin)
    apart, eyes = wide * chance.uniform(0.36, 0.46), down - high * chance.uniform(-0.02, 0.12)
    for side in (-1, 1):
        _oval(draw, across + side * apart, eyes, chance.uniform(11, 18), chance.uniform(5, 9), (30, 24, 22))
        brow = eyes - chance.uniform(20, 34)
        draw.line((across + side * apart - 22, brow, across + side * apart + 22, brow), fill=hair, width=6)
    mouth = down + high * chance.uniform(0.48, 0.58)
    _oval(draw, across, mouth, chance.uniform(22, 40), chance.uniform(6, 12), (150, 80, 76))
    light = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(SIZE)
    image = Image.composite(image, image.point(lambda shade: int(shade * 0.82)), light)
    return image.filter(ImageFilter.GaussianBlur(1.6))


def saved(image: Image.Image, kind: str = "JPEG", *, scale: float = 1.0, **how: object) -> bytes:
    """The picture as a file, of another size if so wanted."""
    wanted = (round(image.width * scale), round(image.height * scale))
    out = io.BytesIO()
    image.resize(wanted, Image.Resampling.LANCZOS).save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def lit(image: Image.Image, brightness: float, contrast: float = 1.0) -> Image.Image:
    """The same picture, lighter or darker."""
    return ImageEnhance.Contrast(ImageEnhance.Brightness(image).enhance(brightness)).enhance(contrast)


def _oval(draw: ImageDraw.ImageDraw, x: float, y: float, wide: float, high: float, fill: tuple[int, ...]) -> None:
    draw.ellipse((x - wide, y - high, x + wide, y + high), fill=fill)
