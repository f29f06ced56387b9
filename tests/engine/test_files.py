"""The vault: what is kept stays as it was, or says that it did not; what cannot be kept says why."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import threading
import zipfile
from pathlib import Path

import pytest

from engine.files import (
    FileDamaged,
    FileMissing,
    FolderVault,
    MemoryVault,
    Vault,
    VaultFull,
    VaultUnreadable,
    VaultUnwritable,
    kind_of,
)
from tests.mishaps import no_file_longer_than, no_new_files_in

PAPER = b"%PDF-1.7\n" + bytes(range(256)) * 100 + b"\n%%EOF\n"
SHA256 = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture(params=["folder", "memory"])
def vault(request: pytest.FixtureRequest, folder: Path) -> Vault:
    return FolderVault(folder) if request.param == "folder" else MemoryVault()


def test_what_is_kept_comes_back_under_its_hash(vault: Vault) -> None:
    assert vault.put(PAPER) == SHA256
    assert vault.get(SHA256) == PAPER


def test_an_empty_file_is_a_file(vault: Vault) -> None:
    assert vault.get(vault.put(b"")) == b""


def test_keeping_the_same_again_changes_only_when_it_was_last_kept(folder: Path) -> None:
    vault = FolderVault(folder)
    vault.put(PAPER)
    before = vault.path(SHA256).stat()

    assert vault.put(PAPER) == SHA256

    after = vault.path(SHA256).stat()
    assert before.st_ino == after.st_ino
    assert before.st_mtime_ns < after.st_mtime_ns, "a sweep minds when it was last kept"


def test_what_was_never_kept_is_not_found(vault: Vault) -> None:
    with pytest.raises(FileMissing) as refused:
        vault.get(SHA256)

    assert refused.value.code == "FILES-MISSING"


def test_a_kept_file_is_read_only_and_leaves_no_other_behind(folder: Path) -> None:
    FolderVault(folder).put(PAPER)

    (file,) = [path for path in folder.rglob("*") if path.is_file()]
    assert stat.S_IMODE(file.stat().st_mode) == 0o440
    assert file.relative_to(folder).as_posix() == f"{SHA256[:2]}/{SHA256[2:4]}/{SHA256}"


def test_a_file_is_on_the_disk_before_it_has_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at through the calls themselves: what a power cut would leave cannot be tried here."""
    calls: list[str] = []
    for name in ("fsync", "rename"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, name=name, real=real: (calls.append(name), real(*a))[1])

    FolderVault(folder).put(PAPER)

    assert calls == ["fsync", "rename", "fsync", "fsync", "fsync"], "the file, its name, and the three folders above"


@pytest.mark.parametrize("spoil", ["flip a bit", "cut it short", "append", "empty it"])
def test_a_file_that_changed_says_so(folder: Path, spoil: str) -> None:
    vault = FolderVault(folder)
    vault.put(PAPER)
    path = vault.path(SHA256)
    path.chmod(0o640)
    spoiled = {
        "flip a bit": PAPER[:500] + bytes([PAPER[500] ^ 1]) + PAPER[501:],
        "cut it short": PAPER[:-1],
        "append": PAPER + b"\n",
        "empty it": b"",
    }[spoil]
    path.write_bytes(spoiled)

    with pytest.raises(FileDamaged) as refused:
        vault.get(SHA256)

    assert refused.value.code == "FILES-DAMAGED"


def test_a_full_disk_says_so_and_leaves_nothing_half_written(folder: Path) -> None:
    vault = FolderVault(folder)

    with no_file_longer_than(len(PAPER) - 1), pytest.raises(VaultFull, match=str(len(PAPER))) as refused:
        vault.put(PAPER)

    assert refused.value.code == "FILES-DISK-FULL"
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert vault.put(PAPER) == SHA256, "with room again, it is kept"


def test_a_device_without_room_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """/dev/full: the kernel's own ENOSPC, on the same calls."""
    monkeypatch.setattr(
        "engine.files.tempfile.mkstemp", lambda **_: (os.open("/dev/full", os.O_WRONLY), str(folder / "none"))
    )

    with pytest.raises(VaultFull):
        FolderVault(folder).put(PAPER)


def test_a_folder_that_takes_no_files_says_so(folder: Path) -> None:
    vault = FolderVault(folder)

    with no_new_files_in(folder), pytest.raises(VaultUnwritable) as refused:
        vault.put(PAPER)

    assert refused.value.code == "FILES-UNWRITABLE"
    assert vault.put(PAPER) == SHA256


def test_a_file_in_the_place_of_the_folder_says_so(folder: Path) -> None:
    folder.write_bytes(b"")
    vault = FolderVault(folder)

    with pytest.raises(VaultUnwritable):
        vault.put(PAPER)
    with pytest.raises(VaultUnreadable) as refused:
        vault.get(SHA256)

    assert refused.value.code == "FILES-UNREADABLE"


def test_what_a_crash_left_half_written_is_in_nobodys_way(folder: Path) -> None:
    vault = FolderVault(folder)
    place = vault.path(SHA256)
    place.parent.mkdir(parents=True)
    (place.parent / ".new-abc123").write_bytes(PAPER[:100])

    assert vault.put(PAPER) == SHA256
    assert vault.get(SHA256) == PAPER


def test_eight_threads_keeping_the_same_file_keep_it_once(folder: Path) -> None:
    vault = FolderVault(folder)
    ready = threading.Barrier(8)
    kept: list[str] = []

    def keep() -> None:
        ready.wait()
        kept.append(vault.put(PAPER))

    threads = [threading.Thread(target=keep) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kept == [SHA256] * 8
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


# ---- kinds -----------------------------------------------------------------------------------------------------------


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PAPER, "pdf"),
        (b"\xff\xd8\xff\xe0" + bytes(50) + b"\xff\xd9", "jpeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50) + b"IEND\xaeB`\x82", "png"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (_zip("word/document.xml"), "docx"),
        (_zip("OFD.xml"), "ofd"),
        (_zip("evil.exe"), None),
        (b"PK\x03\x04" + bytes(100), None),
        (PAPER[:-10], None),
        (b"\xff\xd8\xff" + bytes(600), None),
        (b"MZ\x90\x00", None),
        (b"<html>%PDF-1.7 %%EOF", None),
        ("申请书".encode(), None),
        (b"", None),
    ],
)
def test_a_files_kind_is_told_from_its_content(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind
