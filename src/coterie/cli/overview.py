"""What `coterie --help` says: the commands and the options that all of them take. It is asked for often, and imports nothing."""

from __future__ import annotations

COMMANDS = {
    "demo": "Make a shop, a bank or a mall whose truth is known, and see how well it is found.",
    "run": "From a file to named segments: clean, cluster, choose, name, advise, report.",
    "look": "See what is in a file: roles, data quality, key figures, trend. Nothing is clustered.",
    "init": "Write a file of settings with what was recognised in your data.",
    "score": "Give other customers the segments of a saved run.",
    "compare": "See who moved between two runs, and whether the earlier segments still fit.",
    "export": "Hand the customers and their segments over: lists, spreadsheets, databases.",
    "sql": "Write the segments of a saved run as one query for your warehouse.",
    "effect": "Measure what an export brought, by the control group that was held out.",
    "report": "Write the report of a saved run again.",
    "runs": "List the saved runs.",
    "promote": "Say which saved run is the one in use.",
    "prune": "Remove old runs, all but the newest and the promoted one.",
    "forget": "Remove one customer from saved runs.",
    "serve": "Serve the web page and the API, on this machine only unless told otherwise.",
    "methods": "List the clustering methods.",
    "destinations": "List where segments can be handed over to.",
    "charts": "List the charts, or write those of a saved run as pictures.",
    "features": "List what can be known of a customer, and from which roles.",
}
WHAT = "Customer segments you can act on, from raw orders."
COMPLETION = "Let the shell complete commands and options."
JSON = "Print the result as JSON."
QUIET = "Show no progress on stderr."
OPTIONS = {
    "--json": f"{JSON} After any command.",
    "--quiet": f"{QUIET} After any command.",
    "--help": "Say this; after a command, its options.",
    "--version": "Say the version.",
    "--install-completion": COMPLETION,
}


def overview() -> str:
    """The text, in lines of at most 80 characters.

    >>> max(map(len, overview().splitlines())) <= 80
    True
    """
    return "\n".join(["Usage: coterie COMMAND [OPTIONS]", "", WHAT, "", "Commands", *_told(COMMANDS), "", "Options", *_told(OPTIONS)])


def _told(entries: dict[str, str]) -> list[str]:
    """Names and sentences; one that is too long goes on below itself."""
    wide = max(map(len, entries)) + 3
    lines = []
    for name, sentence in entries.items():
        line = f"  {name}".ljust(wide)
        for word in sentence.split():
            if len(line) + len(word) >= 80:
                lines.append(line)
                line = " " * wide
            line += f" {word}"
        lines.append(line)
    return lines
