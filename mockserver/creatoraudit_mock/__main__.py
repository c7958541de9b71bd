"""`python -m creatoraudit_mock`: the same as the command `creatoraudit-mock`."""

from creatoraudit_mock.cli import main

if __name__ == "__main__":
    main()
