"""Pictures that editors add: decoded, made small, and written anew, so that nothing but the picture itself is kept."""

import io
import re
import secrets
import struct
import zlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

FOLDER = "pictures"
MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""More than a phone's camera gives; what a machine of ordinary size can hold while it shrinks the picture."""
MAX_SIZE = (1600, 3200)

EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
NAME = re.compile(r"pictures/[0-9a-f]{32}\.(png|jpg|webp)")

UNDECODABLE = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
"""What Pillow's decoders raise on files that are broken or something else than their name says."""


class Refused(Exception):
    """The file is not taken; the message says why and what would do."""


def keep(upload: UploadedFile) -> str:
    """Store a picture under a random name, written anew from its pixels alone. Returns its address."""
    if upload.size > MAX_BYTES:
        raise Refused(f"This file is {upload.size / 1024 / 1024:.0f} MB. A picture may be 8 MB at most.")
    picture, format_ = _decode(upload)
    data = io.BytesIO()
    _small(picture, format_).save(data, format_, **({"quality": 85} if format_ != "PNG" else {"optimize": True}))
    name = f"{FOLDER}/{secrets.token_hex(16)}.{EXTENSIONS[format_]}"
    return default_storage.url(default_storage.save(name, ContentFile(data.getvalue())))


def _decode(upload: UploadedFile) -> tuple[Image.Image, str]:
    """The picture, told by its content: neither its name nor its declared type is believed."""
    try:
        picture = Image.open(upload, formats=list(EXTENSIONS))
        format_ = str(picture.format)
        if picture.width * picture.height > MAX_PIXELS:
            raise Refused(_too_many_pixels(picture.size))
        picture.load()
    except Image.DecompressionBombError as error:
        raise Refused(_too_many_pixels()) from error
    except Image.UnidentifiedImageError as error:
        raise Refused("This is not a PNG, JPEG or WebP picture. Save it as one of these and add it again.") from error
    except UNDECODABLE as error:
        raise Refused("This picture is damaged or incomplete. Save it again and add it anew.") from error
    return picture, format_


def _too_many_pixels(size: tuple[int, int] | None = None) -> str:
    seen = f"This picture is {size[0]} × {size[1]} pixels. " if size else "This picture has far too many pixels. "
    return f"{seen}Make it smaller first: {MAX_SIZE[0]} pixels wide is enough."


def _small(picture: Image.Image, format_: str) -> Image.Image:
    """Upright, no larger than a page shows, and without place, camera or any other note it came with."""
    picture = ImageOps.exif_transpose(picture)
    see_through = format_ != "JPEG" and picture.has_transparency_data
    picture = picture.convert("RGBA" if see_through else "RGB")
    picture.thumbnail(MAX_SIZE)
    picture.info = {}
    return picture
