"""The dossier of a closed case as a package, and the check of one without the office."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from commands.given import bytes_from, the_office, write
from commands.language import say, spoken
from commands.options import case_argument, file_argument, json_option, viewer_option
from commands.showing import done, print_json


@click.command("make")
@case_argument
@viewer_option
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write the package.")
@json_option
def archive_make(reference: str, account: str | None, output: Path, as_json: bool) -> None:
    """Write the dossier of a closed case as one package.

    Case data, all versions of materials, documents, the record, the definition; with checksums and a signature.
    """
    office = the_office()
    data = office.make_archive(reference, account)
    write(output, data)
    digest, key = hashlib.sha256(data).hexdigest(), office.archive_key()
    line = say(f"{output}：{len(data):,} 字节，签名密钥 {key}", f"{output}: {len(data):,} B, signed by {key}")
    facts = {"file": str(output), "bytes": len(data), "sha256": digest, "key": key}
    done(as_json, facts, line, f"sealflow archive verify {output}")


@click.command("verify")
@file_argument
@click.option("--key", default="", metavar="ID", help="The id of the office's key, as `archive make` printed it.")
@json_option
def archive_verify(file: Path, key: str, as_json: bool) -> None:
    """Check a package by itself.

    Needs no office and no database; exit 1 names what is wrong.
    """
    from engine.package import examine

    found = examine(bytes_from(file), key)
    if as_json:
        checks = [{"name": c.name, "passed": c.passed, "problems": list(c.problems)} for c in found.checks]
        print_json(
            {"intact": found.intact, "key": found.key, "case": dict(found.index.get("case", {})), "checks": checks}
        )
    else:
        case = found.index.get("case", {})
        click.echo(f"{case.get('number', '?')}  {case.get('title', '')}  {case.get('closed_at', '')[:10]}")
        for check in found.checks:
            verdict = say("合格", "passed") if check.passed else say("不合格", "FAILED")
            click.echo(f"{check.titled.say(spoken())}  {verdict}")
            for problem in check.problems:
                click.echo(f"  {problem}")
        click.echo(f"{say('签名密钥', 'signed by the key')}  {found.key or '?'}")
    sys.exit(0 if found.intact else 1)
