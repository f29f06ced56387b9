"""One face of type: which characters it has, how wide they are, their outlines, and a copy with only some of them.

Reads TrueType (.ttf, .ttc) straight from a memory map: opening costs milliseconds, a subset a fraction of one, and no
table is copied that is not asked for. Knows nothing of PDF, and nothing of other faces.
Source: ISO/IEC 14496-22 (OpenType), tables as named below.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from signing.errors import SigningError
from signing.glyphs import Contour, components, simple_curves, with_components

_OUTLINES = (b"\0\1\0\0", b"true")
_NEEDED = ("head", "hhea", "hmtx", "maxp", "cmap", "loca", "glyf")
_HINTING = ("cvt ", "fpgm", "prep")
_RESTRICTED = 0x0002
"""OS/2 fsType: may not be embedded."""

_DEEPEST = 8
"""How deep a composed glyph may be composed of composed glyphs: more is a broken or a hostile face."""


class FaceUnreadable(SigningError):
    """A font file is no TrueType face that may be embedded."""

    code = "FONT-UNREADABLE"
    remedy = "Use a .ttf or .ttc with TrueType outlines whose licence allows embedding; convert other outlines first."
    exit_code = 3
    status = 503

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} cannot be used as a face: {why}")


class Face:
    """A TrueType face in a memory-mapped file. All measures are in 1/1000 em."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """Raises FaceUnreadable; index chooses a face of a collection (.ttc)."""
        self.path = path
        self.index = index
        self._advances: dict[int, int] = {}
        try:
            with path.open("rb") as file:
                self._data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            self._read_tables(index)
        except (OSError, ValueError) as error:
            raise FaceUnreadable(path, str(error)) from error
        except (struct.error, IndexError) as error:
            raise FaceUnreadable(path, "its tables are cut off") from error

    def _read_tables(self, index: int) -> None:
        start = 0
        if bytes(self._data[:4]) == b"ttcf":
            (start,) = struct.unpack_from(">L", self._data, 12 + 4 * index)
        if bytes(self._data[start : start + 4]) not in _OUTLINES:
            raise ValueError("it has no TrueType outlines")
        (count,) = struct.unpack_from(">H", self._data, start + 4)
        self._tables: dict[str, tuple[int, int]] = {}
        for number in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", self._data, start + 12 + 16 * number)
            self._tables[tag.decode("latin-1")] = (offset, length)
        if missing := [tag for tag in _NEEDED if tag not in self._tables]:
            raise ValueError(f"it lacks the table {missing[0]}")

        head, hhea = self._table("head"), self._table("hhea")
        self.units_per_em: int = struct.unpack_from(">H", head, 18)[0]
        if not 16 <= self.units_per_em <= 16384:
            raise ValueError(f"its em has {self.units_per_em} units")
        self.box = tuple(self._scaled(value) for value in struct.unpack_from(">4h", head, 36))
        self.ascent, self.descent = (self._scaled(value) for value in struct.unpack_from(">2h", hhea, 4))
        (self._metrics_count,) = struct.unpack_from(">H", hhea, 34)
        (self.glyph_count,) = struct.unpack_from(">H", self._table("maxp"), 4)
        self._metrics = self._table("hmtx")
        if self._metrics_count == 0 or len(self._metrics) < 4 * self._metrics_count:
            raise ValueError("its widths are cut off")
        self._glyphs = self._table("glyf")
        self._places, self._place_unit = self._locations(struct.unpack_from(">h", head, 50)[0])
        self.weight, self.cap_height, rights = self._style()
        if rights & _RESTRICTED:
            raise ValueError("its licence bits forbid embedding")

    def _table(self, tag: str) -> memoryview:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def _scaled(self, units: int) -> int:
        return round(units * 1000 / self.units_per_em)

    def _locations(self, wide: int) -> tuple[array[int], int]:
        places = array("I" if wide else "H", self._table("loca").tobytes())
        if sys.byteorder == "little":
            places.byteswap()
        if len(places) <= self.glyph_count:
            raise ValueError("its glyph locations are cut off")
        return places, 1 if wide else 2

    def _style(self) -> tuple[int, int, int]:
        """Weight class, height of capitals and embedding rights."""
        if "OS/2" not in self._tables:
            return 400, self.ascent, 0
        table = self._table("OS/2")
        version, _, weight, _, rights = struct.unpack_from(">HhHHH", table)
        tall = struct.unpack_from(">h", table, 88)[0] if version >= 2 and len(table) >= 90 else 0
        return weight, self._scaled(tall) or self.ascent, rights & 0x000F

    @cached_property
    def name(self) -> str:
        """The PostScript name, safe as a name in a PDF."""
        table = self._table("name") if "name" in self._tables else memoryview(b"\0" * 6)
        _, count, strings = struct.unpack_from(">3H", table)
        for number in range(count):
            platform, _, _, what, length, offset = struct.unpack_from(">6H", table, 6 + 12 * number)
            if what == 6:
                raw = bytes(table[strings + offset : strings + offset + length])
                text = raw.decode("utf-16-be" if platform in (0, 3) else "latin-1", "replace")
                if safe := "".join(c for c in text if c.isascii() and (c.isalnum() or c in "-_")):
                    return safe
        return "Face"

    @cached_property
    def characters(self) -> dict[int, int]:
        """Code point to glyph, of every character the face has."""
        try:
            return dict(self._read_characters())
        except (struct.error, IndexError) as error:
            raise FaceUnreadable(self.path, "its character table is cut off") from error

    def _read_characters(self) -> Iterator[tuple[int, int]]:
        table = self._table("cmap")
        (count,) = struct.unpack_from(">H", table, 2)
        found: dict[int, int] = {}
        for number in range(count):
            platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * number)
            (layout,) = struct.unpack_from(">H", table, offset)
            if (platform, encoding) in ((3, 10), (0, 4), (0, 6), (3, 1), (0, 3)) and layout in (4, 12):
                found[layout] = offset
        if 12 in found:
            return self._segments_12(table, found[12])
        if 4 in found:
            return self._segments_4(table, found[4])
        raise FaceUnreadable(self.path, "it has no Unicode character table")

    def _segments_12(self, table: memoryview, at: int) -> Iterator[tuple[int, int]]:
        (groups,) = struct.unpack_from(">L", table, at + 12)
        for first, last, glyph in struct.iter_unpack(">LLL", table[at + 16 : at + 16 + 12 * groups]):
            last = min(last, first + self.glyph_count)
            yield from zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)

    def _segments_4(self, table: memoryview, at: int) -> Iterator[tuple[int, int]]:
        (double,) = struct.unpack_from(">H", table, at + 6)
        count = double // 2
        ends, starts, deltas, offsets = (
            struct.unpack_from(f">{count}H", table, at + place)
            for place in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
        )
        for number in range(count):
            for point in range(starts[number], min(ends[number], 0xFFFE) + 1):
                glyph = point
                if offsets[number]:
                    place = at + 16 + 3 * double + 2 * number + offsets[number] + 2 * (point - starts[number])
                    (glyph,) = struct.unpack_from(">H", table, place)
                    if not glyph:
                        continue
                if glyph := (glyph + deltas[number]) & 0xFFFF:
                    yield point, glyph

    def advance(self, glyph: int) -> int:
        """How far the pen moves on after this glyph."""
        known = self._advances.get(glyph)
        if known is None:
            (units,) = struct.unpack_from(">H", self._metrics, 4 * min(glyph, self._metrics_count - 1))
            known = self._scaled(units)
            self._advances[glyph] = known
        return known

    def _glyph(self, glyph: int) -> memoryview:
        if glyph >= self.glyph_count:
            raise FaceUnreadable(self.path, f"it names a glyph {glyph} that it does not have")
        unit = self._place_unit
        return self._glyphs[self._places[glyph] * unit : self._places[glyph + 1] * unit]

    def subset(self, glyphs: Sequence[int]) -> bytes:
        """A TrueType file whose glyph number n is `glyphs[n]`; what they are composed of is appended."""
        kept, numbers = list(glyphs), {glyph: number for number, glyph in enumerate(glyphs)}

        def renumbered(glyph: int) -> int:
            if glyph not in numbers:
                numbers[glyph] = len(kept)
                kept.append(glyph)
            return numbers[glyph]

        outlines: list[bytes | memoryview] = []
        places, metrics, end = [0], bytearray(), 0
        for glyph in kept:  # grows while it is walked
            outline = self._glyph(glyph)
            composed = len(outline) > 10 and outline[0] & 0x80
            outlines.append(with_components(outline, renumbered) if composed else outline)
            end += len(outline)
            if end & 3:
                outlines.append(bytes(-end & 3))
                end += -end & 3
            places.append(end)
            metrics += self._metric(glyph)

        head, hhea, maxp = (bytearray(self._table(tag)) for tag in ("head", "hhea", "maxp"))
        struct.pack_into(">L", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, len(kept))
        struct.pack_into(">H", maxp, 4, len(kept))
        tables = {
            "glyf": b"".join(outlines), "head": bytes(head), "hhea": bytes(hhea), "hmtx": bytes(metrics),
            "loca": struct.pack(f">{len(places)}L", *places), "maxp": bytes(maxp),
        }  # fmt: skip
        tables |= {tag: bytes(self._table(tag)) for tag in _HINTING if tag in self._tables}
        return _assembled(tables)

    def _metric(self, glyph: int) -> bytes:
        """Advance and left side bearing, as hmtx has them."""
        if glyph < self._metrics_count:
            return bytes(self._metrics[4 * glyph : 4 * glyph + 4])
        last = 4 * (self._metrics_count - 1)
        bearing = 4 * self._metrics_count + 2 * (glyph - self._metrics_count)
        return bytes(self._metrics[last : last + 2]) + bytes(self._metrics[bearing : bearing + 2])

    def outline(self, glyph: int) -> list[Contour]:
        """The closed curves of a glyph."""
        scale = 1000 / self.units_per_em
        try:
            curves = self._curves(glyph, 0)
        except (struct.error, IndexError) as error:
            raise FaceUnreadable(self.path, f"its glyph {glyph} is cut off") from error
        return [[(x * scale, y * scale, on) for x, y, on in curve] for curve in curves]

    def _curves(self, glyph: int, depth: int) -> list[Contour]:
        data = self._glyph(glyph)
        if not data or depth > _DEEPEST:
            return []
        (contours,) = struct.unpack_from(">h", data)
        if contours >= 0:
            return simple_curves(data, contours)
        composed: list[Contour] = []
        for part, (xx, yx, xy, yy, dx, dy) in components(data):
            composed += [
                [(xx * x + xy * y + dx, yx * x + yy * y + dy, on) for x, y, on in curve]
                for curve in self._curves(part, depth + 1)
            ]
        return composed


def _assembled(tables: dict[str, bytes]) -> bytes:
    """A font file of these tables. Checksums stay zero: no reader of embedded faces looks at them."""
    count = len(tables)
    step = 1 << (count.bit_length() - 1)
    directory = [b"\0\1\0\0", struct.pack(">4H", count, 16 * step, step.bit_length() - 1, 16 * (count - step))]
    bodies, offset = [], 12 + 16 * count
    for tag, table in sorted(tables.items()):
        directory.append(struct.pack(">4sLLL", tag.encode("latin-1"), 0, offset, len(table)))
        bodies.append(table + bytes(-len(table) & 3))
        offset += len(bodies[-1])
    return b"".join(directory + bodies)
