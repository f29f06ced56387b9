"""Who may import whom. A new module is refused here until setup.cfg gives it a floor; that is the moment to think."""

from __future__ import annotations

import ast
import logging
import os
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
PACKAGES = ("bpmn", "signing", "engine", "web")


def test_imports_go_down(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="setup.cfg", no_cache=True, no_logo=True)
    # import-linter 2.16 sets logging up for itself and silences every logger there is.
    for name in logging.root.manager.loggerDict:
        logging.getLogger(name).disabled = False

    assert status == os.EX_OK, capsys.readouterr().out


@pytest.mark.parametrize("package", PACKAGES)
def test_no_import_hides_in_a_function(package: str) -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == [], "an import inside a function hides a cycle; move it up, or the thing it needs down"
