"""Pictures: told by their content, written anew without what they carried, everything else refused in words."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from editorial.writing import uploads
from tests import factories

pytestmark = pytest.mark.django_db


def encoded(format_: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **options) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, "#9d2f4f" if mode != "P" else 0).save(data, format_, **options)
    return data.getvalue()


def picture(format_: str, name: str = "photo.png", **options) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(format_, **options), content_type="image/png")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def send(client):
    client.force_login(factories.author_amal())
    return lambda upload: client.post(reverse("editorial:picture-upload"), {"image": upload})


def kept(response) -> tuple[str, Image.Image]:
    """The address of the picture that was taken, and the picture as it is stored."""
    assert response.status_code == 200, response.content
    address = response.json()["image_code"].partition("](")[2].rstrip(")")
    with default_storage.open(address.removeprefix("/media/")) as file:
        stored = Image.open(io.BytesIO(file.read()))
    stored.load()
    return address, stored


@pytest.mark.parametrize(("format_", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_taken_whatever_its_name_says_and_served_for_ever(format_, ending, send, client):
    address, stored = kept(send(picture(format_, name="my holiday.gif")))
    assert uploads.NAME.fullmatch(address.removeprefix("/media/"))
    assert address.endswith(ending)
    assert (stored.format, stored.size) == (format_, (40, 30))
    client.logout()
    served = client.get(address)
    assert served["Content-Type"] == uploads.CONTENT_TYPES[ending]
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served["Cache-Control"]
    assert not served.cookies


def test_the_place_where_a_photograph_was_taken_is_not_kept(send):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    exif[0x010E] = "Her kitchen"
    for format_ in ("JPEG", "PNG", "WEBP"):
        _, stored = kept(send(picture(format_, exif=exif)))
        assert not stored.getexif()
        assert "exif" not in stored.info


def test_a_comment_and_a_profile_are_not_kept(send):
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Somebody")
    _, stored = kept(send(picture("PNG", pnginfo=notes, icc_profile=b"profile" * 30)))
    assert not stored.info.keys() & {"Author", "icc_profile"}


def test_a_picture_taken_sideways_stands_upright(send):
    exif = Image.Exif()
    exif[0x0112] = 6
    _, stored = kept(send(picture("JPEG", exif=exif)))
    assert stored.size == (30, 40)


def test_a_large_picture_is_made_small(send):
    _, stored = kept(send(picture("JPEG", size=(4000, 2000))))
    assert stored.size == (1600, 800)


def test_what_is_see_through_stays_so(send):
    _, stored = kept(send(picture("PNG", mode="RGBA")))
    assert stored.mode == "RGBA"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb() -> bytes:
    """A small PNG that says it is 20,000 pixels square, and would be: 400 million."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * (20_000 * 2501), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def too_wide() -> bytes:
    return encoded("PNG", size=(8000, 5001), mode="1")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (SVG, "not a PNG, JPEG or WebP"),
        (HTML, "not a PNG, JPEG or WebP"),
        (encoded("GIF", mode="P"), "not a PNG, JPEG or WebP"),
        (encoded("BMP"), "not a PNG, JPEG or WebP"),
        (encoded("JPEG", size=(800, 800))[:700], "damaged or incomplete"),
        (encoded("PNG", size=(800, 800))[:-60], "damaged or incomplete"),
        (encoded("WEBP", size=(800, 800))[:60], ""),
        (bomb(), "pixels"),
        (too_wide(), "8000 × 5001 pixels"),
        (encoded("PNG") + b"\0" * (9 * 1024 * 1024), "9 MB"),
        (b"", ""),
    ],
    ids="svg html gif bmp cut-jpeg cut-png cut-webp bomb too-many-pixels nine-megabytes empty".split(),
)
def test_everything_else_is_refused_in_words_and_nothing_is_kept(content, words, send, media):
    response = send(SimpleUploadedFile("photo.png", content, content_type="image/png"))
    assert response.status_code == 400
    assert words in response.json()["error"]
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_page_hidden_behind_a_picture_is_cut_off(send):
    address, _ = kept(send(SimpleUploadedFile("photo.png", encoded("PNG") + HTML)))
    with default_storage.open(address.removeprefix("/media/")) as file:
        assert HTML not in file.read()


@pytest.mark.parametrize(
    "name",
    ["", "pictures/", "pictures/../secret-key", "secret-key", "pictures/x.png", f"pictures/{'0' * 32}.svg",
     f"pictures/{'0' * 32}.png", "..%2fsecret-key"],
)  # fmt: skip
def test_nothing_but_stored_pictures_is_served(name, client, media):
    (media / "secret-key").write_text("secret")
    assert client.get(f"/media/{name}").status_code == 404
