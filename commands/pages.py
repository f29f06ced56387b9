"""The pages: serving them."""

from __future__ import annotations

import click

from commands.given import the_office, the_settings
from commands.language import say


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for every one.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen at.")
@click.option("--no-worker", is_flag=True, help="Serve pages only; `sealflow worker` does the jobs elsewhere.")
def serve(host: str, port: int, no_worker: bool) -> None:
    """Serve the pages, with the worker inside.

    People find them at SEALFLOW_SITE. Behind a proxy that speaks TLS, set it to the https address.
    """
    from web.serving import serve as serve_pages

    settings, office = the_settings(), the_office()
    click.echo(say(f"网页  http://{host}:{port}", f"pages    http://{host}:{port}"), err=True)
    click.echo(say("按 Ctrl-C 停止", "stop with Ctrl-C"), err=True)
    serve_pages(office, settings, host, port, worker=not no_worker)
