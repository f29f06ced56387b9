"""Faces: what a character costs, what is done about one that nobody has, and files that only claim to be fonts."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from signing.faces import (
    PRIVATE_USE,
    SHIPPED,
    ControlCharacter,
    FontSet,
    MissingGlyph,
    PrivateUseCharacter,
    folders,
    readable,
)
from signing.truetype import Face, FaceUnreadable

SmallFace = Callable[..., Path]

REGULAR, HEAVY = SHIPPED / "NotoSerifSC-Regular.ttf", SHIPPED / "NotoSerifSC-Heavy.ttf"
RARE = "㛃䶮骉𬴊𬸦鿍"
"""Characters of real names: Ext A, GBK, and beyond U+FFFF."""
NOBODYS = "\U00030edd"
"""A character of Ext G that the shipped faces lack."""


@pytest.fixture(scope="module")
def regular() -> Face:
    return Face(REGULAR)


def test_the_regular_weight_has_every_character_of_gb18030_level_2(regular: Face) -> None:
    wanted = {*range(0x4E00, 0x9FA6), *range(0x3400, 0x4DB6), *map(ord, RARE), *PRIVATE_USE.values()}

    assert wanted - regular.characters.keys() == set()


def test_the_heavy_weight_has_the_characters_of_gb2312_and_of_names() -> None:
    pairs = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))

    assert {ord(pair) for pair in pairs if pair} - Face(HEAVY).characters.keys() == set()
    assert {ord("𬴊"), ord("㛃")} <= Face(HEAVY).characters.keys()


def test_a_subset_holds_the_same_outlines_and_widths(regular: Face) -> None:
    text = "示例市司法局〔2026〕ABgé" + RARE
    glyphs = [0, *(regular.characters[ord(character)] for character in text)]

    subset = TTFont(io.BytesIO(regular.subset(glyphs)))
    whole = TTFont(REGULAR, lazy=True)

    order = whole.getGlyphOrder()
    for number, glyph in enumerate(glyphs):
        name = subset.getGlyphOrder()[number]
        mine, _, _ = subset["glyf"][name].getCoordinates(subset["glyf"])
        theirs, _, _ = whole["glyf"][order[glyph]].getCoordinates(whole["glyf"])
        assert list(mine) == list(theirs)
        assert subset["hmtx"][name] == whole["hmtx"][order[glyph]]


def test_a_composed_glyph_brings_its_parts_along(small_face: SmallFace, tmp_path: Path) -> None:
    file = small_face(tmp_path / "composed.ttf", "a", "b")
    font = TTFont(file)
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent("u61", (1, 0, 0, 1, 100, 50))
    font["glyf"]["u62"] = pen.glyph()
    font.save(file)

    face = Face(file)
    subset = TTFont(io.BytesIO(face.subset([0, face.characters[ord("b")]])))

    assert subset["maxp"].numGlyphs == 3
    coordinates, _, _ = subset["glyf"][subset.getGlyphOrder()[1]].getCoordinates(subset["glyf"])
    assert (100, 50) in list(coordinates)
    assert {(x, y) for x, y, _ in face.outline(face.characters[ord("b")])[0]} == set(coordinates)


def test_an_outline_is_the_one_of_the_font(regular: Face) -> None:
    whole = TTFont(REGULAR, lazy=True)

    for character in "司é%〔𬴊":
        glyph = regular.characters[ord(character)]
        theirs, _, _ = whole["glyf"][whole.getGlyphOrder()[glyph]].getCoordinates(whole["glyf"])
        assert [(round(x), round(y)) for curve in regular.outline(glyph) for x, y, _ in curve] == list(theirs)


def test_a_missing_character_is_named_and_so_is_the_remedy() -> None:
    fonts = FontSet(system=False)

    with pytest.raises(MissingGlyph, match=r"U\+30EDD") as refused:
        fonts.body.width[NOBODYS]

    assert refused.value.code == "PAPER-MISSING-GLYPH"
    assert refused.value.character == NOBODYS
    assert "SEALFLOW_FONTS" in refused.value.remedy


def test_a_face_on_the_search_path_brings_what_the_shipped_ones_lack(small_face: SmallFace, tmp_path: Path) -> None:
    small_face(tmp_path / "rare.ttf", NOBODYS, "司", width=640)

    fonts = FontSet([tmp_path], system=False)

    assert fonts.body.width[NOBODYS] == 640
    assert fonts.heavy.place[NOBODYS][0].path == tmp_path / "rare.ttf"
    assert fonts.body.place["司"][0].path == REGULAR


def test_the_office_s_own_face_comes_first(small_face: SmallFace, tmp_path: Path) -> None:
    small_face(tmp_path / "body.ttf", "司")

    fonts = FontSet([tmp_path], system=False)

    assert fonts.body.place["司"][0].path == tmp_path / "body.ttf"
    assert fonts.body.place["法"][0].path == REGULAR
    assert fonts.heavy.place["司"][0].path == HEAVY


def test_a_search_path_is_read_as_the_system_writes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.pathsep", ":")

    assert folders("/opt/fonts:fonts") == (Path("/opt/fonts"), Path("fonts"))
    assert folders("") == ()


def broken_files(small_face: SmallFace, folder: Path) -> dict[str, Path]:
    whole = small_face(folder / "whole.ttf", "司").read_bytes()
    cmap = whole.index(b"cmap")
    files = {
        "empty": b"",
        "not a font": b"%PDF-1.7 nothing like a font",
        "cut off": whole[:200],
        "a table beyond the end": whole[: cmap + 8] + struct.pack(">L", 1 << 30) + whole[cmap + 12 :],
    }
    paths = {name: folder / f"{number}.ttf" for number, name in enumerate(files)}
    for name, data in files.items():
        paths[name].write_bytes(data)
    paths["postscript outlines"] = small_face(folder / "cff.ttf", "司", outlines=False)
    paths["not embeddable"] = small_face(folder / "restricted.ttf", "司", rights=2)
    paths["missing"] = folder / "nowhere.ttf"
    return paths


@pytest.mark.parametrize(
    "what",
    ["empty", "not a font", "cut off", "a table beyond the end", "postscript outlines", "not embeddable", "missing"],
)
def test_a_file_that_is_no_usable_face_is_refused_by_name(what: str, small_face: SmallFace, tmp_path: Path) -> None:
    file = broken_files(small_face, tmp_path)[what]

    with pytest.raises(FaceUnreadable, match=file.name):
        _ = Face(file).characters


def test_unusable_files_on_the_search_path_are_passed_over(small_face: SmallFace, tmp_path: Path) -> None:
    broken_files(small_face, tmp_path)
    small_face(tmp_path / "z.ttf", NOBODYS)

    assert FontSet([tmp_path], system=False).body.place[NOBODYS][0].path == tmp_path / "z.ttf"


@pytest.mark.parametrize("code", ["FE51", "FE52", "FE53", "FE59", "FE61", "FE66", "FE67", "FE6C", "FE6D", "FE76"])
def test_private_use_codes_of_gb18030_become_their_characters(code: str) -> None:
    old = bytes.fromhex(code).decode("gb18030")  # Python's codec still gives the codes of GB 18030-2000

    assert readable(f"赵{old}") == f"赵{chr(PRIVATE_USE[ord(old)])}"


def test_other_private_use_codes_are_refused() -> None:
    with pytest.raises(PrivateUseCharacter, match=r"U\+E000"):
        readable("赵\ue000")


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800"])
def test_characters_that_cannot_be_seen_are_refused(character: str) -> None:
    with pytest.raises(ControlCharacter):
        readable(f"林{character}某")


def test_line_feeds_and_every_letter_are_let_through() -> None:
    text = "林某某\n\t" + RARE + "A é —"

    assert readable(text) == text
