"""The command `creatoraudit-mock`: where the parts are put together and meet a terminal."""

from creatoraudit_mock.cli.loading import loading


def main() -> None:
    """Run the command line; ends the process with its exit status."""
    with loading():
        from creatoraudit_mock.cli.app import app  # noqa: PLC0415 - the loading is what takes time
    app()
