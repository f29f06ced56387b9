"""The registers of other authorities, played for demonstrations: `sealflow demo-registers`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("demo-registers")
@click.option("--port", type=click.IntRange(0, 65535), default=8790, show_default=True, help="0: any that is free.")
@click.option("--mood", "moods", multiple=True, metavar="NAME=MOOD", help="Let a register be slow, wrong or down.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="Other registers than the shipped ones.")
def demo_registers(port: int, moods: tuple[str, ...], file: Path | None) -> None:
    """Play registers and a bank with invented people.

    Over HTTP on this machine, until stopped. Prints the connectors.yaml that leads an office to them.
    """
    import signal

    from commands.given import text_from
    from engine.demo_registers import RegisterServer, read_registers
    from engine.founding import SHARED, workflows_folder

    registers = read_registers(text_from(file or workflows_folder() / SHARED / "registers.yaml"))
    try:
        server = RegisterServer(registers, port)
    except OSError as error:
        why = f"port {port} cannot be had: {error.strerror}; choose another with --port"
        raise click.ClickException(why) from error
    for name, mood in (_mood(text, list(registers)) for text in moods):
        server.set_mood(name, mood)
    # A shell lets what it starts in the background ignore Ctrl-C, and a service manager stops with SIGTERM.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.default_int_handler)
    click.echo(server.connectors(), nl=False)
    click.echo(f"{len(registers)} registers answer at {server.address}; put the lines above into", err=True)
    click.echo("connectors.yaml of the office's folder. Ctrl-C stops.", err=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        server.close()


def _mood(text: str, names: list[str]) -> tuple[str, str]:
    from engine.demo_registers import Mood

    name, _, mood = text.partition("=")
    if name not in names or mood not in list(Mood):
        raise click.BadParameter(f"{text}: write NAME=MOOD with one of {', '.join(names)} and {', '.join(Mood)}")
    return name, mood
