"""Makes signing/fonts/ from the files of Noto Serif SC: the regular weight whole, a heavy weight for heads and titles.

    python -m tools.make_fonts PACKAGE UNIHAN

PACKAGE is the unpacked npm package @expo-google-fonts/noto-serif-sc (0.4.3 was used); UNIHAN is the Unicode
Consortium's Unihan_OtherMappings.txt, plain or .bz2 (Debian's package unicode-data 15.0.0 was used). The heavy weight
keeps the 8,105 characters of 通用规范汉字表 (Unihan's kTGH), those of GB 2312, and letters, figures and punctuation; a
name beyond them falls back to the regular weight, which has every character of GB 18030-2022 level 2. The same input
makes the same bytes.
"""

from __future__ import annotations

import bz2
import re
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "signing" / "fonts"
REGULAR = "400Regular/NotoSerifSC_400Regular.ttf"
HEAVY = "700Bold/NotoSerifSC_700Bold.ttf"
LICENCE = "LICENSE_FONT"
STANDARD_CHARACTERS = 8105
PUNCTUATION = ((0x20, 0x17F), (0x2010, 0x2027), (0x2030, 0x205E), (0x2160, 0x217F), (0x2460, 0x2473),
               (0x2500, 0x257F), (0x25A0, 0x25EF), (0x3000, 0x303F), (0x3220, 0x3229), (0xFF01, 0xFF5E))  # fmt: skip


def standard_characters(unihan: Path) -> set[int]:
    """The code points of 通用规范汉字表 (2013)."""
    text = (bz2.decompress(unihan.read_bytes()) if unihan.suffix == ".bz2" else unihan.read_bytes()).decode()
    found = {int(point, 16) for point in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", text, re.MULTILINE)}
    if len(found) != STANDARD_CHARACTERS:
        raise SystemExit(f"{unihan} has {len(found)} characters under kTGH, not {STANDARD_CHARACTERS}")
    return found


def gb2312() -> set[int]:
    """The code points of GB 2312-1980, symbols and both levels."""
    pairs = (bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(character) for character in pairs if character}


def heavy(source: Path, target: Path, characters: set[int]) -> int:
    """Writes the subset; says how many characters it has."""
    font = TTFont(source, recalcTimestamp=False)
    kept = characters & set(font.getBestCmap())
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=kept)
    subsetter.subset(font)
    font.save(target)
    return len(kept)


def main(package: Path, unihan: Path) -> None:
    FONTS.mkdir(exist_ok=True)
    shutil.copyfile(package / REGULAR, FONTS / "NotoSerifSC-Regular.ttf")
    shutil.copyfile(package / LICENCE, FONTS / "OFL.txt")
    punctuation = {point for first, last in PUNCTUATION for point in range(first, last + 1)}
    wanted = standard_characters(unihan) | gb2312() | punctuation
    kept = heavy(package / HEAVY, FONTS / "NotoSerifSC-Heavy.ttf", wanted)
    print(f"{kept} characters in the heavy weight")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
