"""Real engines to hold the translation against: a PostgreSQL server and a Spark of our own, for as long as the tests run."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coterie.engines.duckdb import DuckDBEngine
from coterie.sql.translate import statements

Ask = Callable[[str], list[tuple[Any, ...]]]


def missing(what: str, remedy: str) -> None:
    """Fail where everything must be there, skip elsewhere; either way say what to install."""
    line = f"{what} is missing. Install it with: {remedy}"
    if os.environ.get("CI"):
        pytest.fail(line)
    pytest.skip(line)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A connection to a server that lives in a temporary folder and listens on a socket in it only."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        missing("PostgreSQL", "apt-get install postgresql")
    import psycopg

    # the server refuses to run as root
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    switch: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="coterie-pg-"))
    shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(found[-1].with_name(program)), "-D", f"{folder}/data", *arguments]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **switch)

    run("initdb", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", f"--username={user}")
    run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", f"-c listen_addresses='' -k {folder} -c fsync=off", "start")
    try:
        with psycopg.connect(host=str(folder), user=user, dbname="postgres", autocommit=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield connection
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Spark in this process, on one core, with its warehouse in a temporary folder."""
    if not shutil.which("java"):
        missing("Java", "apt-get install default-jre-headless")
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        # tables of a few rows: compiling a plan takes longer than interpreting it
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local[1]").appName("coterie-tests")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(
    params=[
        "duckdb",
        pytest.param("postgres", marks=pytest.mark.xdist_group("postgres")),
        pytest.param("spark", marks=pytest.mark.xdist_group("spark")),
    ]
)
def ask(request: pytest.FixtureRequest) -> Ask:
    """Run our SQL on each engine in turn; the rows of the last statement come back as tuples."""
    return asker(request.param, request.getfixturevalue)


def asker(dialect: str, fixture: Callable[[str], Any]) -> Ask:
    """The function that runs our SQL on the engine of that name; the other engines get it translated."""
    if dialect == "duckdb":
        engine: DuckDBEngine = fixture("engine")
        return engine.rows
    server = fixture(dialect)

    def on_postgres(sql: str) -> list[tuple[Any, ...]]:
        for one in statements(sql, "postgres"):
            cursor = server.execute(one.encode())
        return cursor.fetchall() if cursor.description else []

    def on_spark(sql: str) -> list[tuple[Any, ...]]:
        for one in statements(sql, "spark"):
            result = server.sql(one)
        return [tuple(row) for row in result.collect()]

    return on_postgres if dialect == "postgres" else on_spark
