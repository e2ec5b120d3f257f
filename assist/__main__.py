"""`python -m assist` -> the `warmline` command."""

from assist.cli import main

main(prog_name="warmline")
