"""`coterie --install-completion`: the shell completes commands and options."""

from __future__ import annotations

from cyclopts.completion.install import create_install_completion_command

from coterie.cli.app import app

install = create_install_completion_command(app.install_completion, add_to_startup=True)
