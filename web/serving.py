"""The site on the network: the server, and beside it the worker that does jobs and lets limits run out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from engine.config import Settings
from engine.office import Office
from engine.publishing import attend
from engine.terms import Titled
from web.app import create_app
from web.site import Site


def site_of(office: Office, settings: Settings) -> Site:
    """The site of an office, as its settings describe it."""
    zh, _, en = settings.site_name.partition("|")
    return Site(office, settings.site.rstrip("/"), Titled(zh, en or zh), specimen=office.is_demonstration)


class _Server(uvicorn.Server):
    """A server that ends when it is told to, so that the worker is waited for, too."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn 0.54 raises the signal once more at its end, which would end us in the middle of a job.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.handle_exit)
        yield


def serve(office: Office, settings: Settings, host: str, port: int, *, worker: bool = True) -> None:
    """Serve the pages until told to stop."""
    attend(office)
    stop = threading.Event()
    working = threading.Thread(target=office.worker.run, args=(stop,), name="worker")
    app = create_app(site_of(office, settings))
    # No access log: addresses hold numbers of cases and codes of papers; a proxy before us has one of its own.
    server = _Server(uvicorn.Config(app, host, port, access_log=False, log_level="warning", server_header=False))
    if worker:
        working.start()
    try:
        server.run()
    finally:
        stop.set()
        if worker:
            working.join()
