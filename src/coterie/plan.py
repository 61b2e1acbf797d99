"""Every setting, in one typed model. A file, the command line, Python and the API fill this same one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from coterie import registry
from coterie.errors import InputError, did_you_mean, shown
from coterie.toml_file import read_toml


def _as_range(value: Any) -> Any:
    """Accept 5, "5", "2:10" and (2, 10)."""
    if isinstance(value, int):
        return (value, value)
    if isinstance(value, str):
        low, colon, high = value.partition(":")
        return (low, high if colon else low)
    return value


def _as_list(value: Any) -> Any:
    """Accept "a,b" where a list is meant."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _as_switches(value: Any) -> Any:
    """Accept true and false where on and off are meant."""
    if not isinstance(value, dict):
        return value
    return {name: ("on" if switch else "off") if isinstance(switch, bool) else switch for name, switch in value.items()}


class OwnFeature(BaseModel):
    """A feature of the user's own: its SQL, and how it is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sql: str = Field(min_length=1)
    title: str = ""
    unit: str = ""


def _as_own(value: Any) -> Any:
    """Accept SQL alone where a feature of the user's own is meant."""
    if not isinstance(value, dict):
        return value
    return {name: {"sql": said} if isinstance(said, str) else said for name, said in value.items()}


OwnName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=60)]
OwnFeatures = Annotated[dict[OwnName, OwnFeature], BeforeValidator(_as_own)]
Switch = Literal["on", "off"]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Switches = Annotated[dict[str, Switch], BeforeValidator(_as_switches)]
Range = Annotated[tuple[int, int], BeforeValidator(_as_range)]
Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
KeptTable = Literal["orders", "set_aside"]
Kept = Annotated[tuple[KeptTable, ...], BeforeValidator(_as_list)]

EXPECTED: dict[Any, str] = {
    tuple[int, int]: "a whole number or a range such as 2:10",
    tuple[str, ...]: "names, such as kmeans,ward",
    tuple[KeptTable, ...]: f"among {', '.join(get_args(KeptTable))}",
    dict[str, str]: "roles with their columns",
    dict[str, tuple[str, ...]]: "names, each with its codes, such as 5[45]",
    dict[str, str | int | float]: "parameters, such as dbscan.eps, each with a number",
    dict[str, Switch]: "rules, each with on or off",
    dict[str, Weight]: "yardsticks, each with a number of at least 0",
    dict[OwnName, OwnFeature]: "plain names, each with SQL",
    date: "a day such as 2024-12-31",
    int: "a whole number",
    float: "a number",
    str: "text",
}
BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}


def _as_parameters(value: Any) -> Any:
    """Accept a table per method where names such as `dbscan.eps` are meant."""
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for name, said in value.items():
        found.update({f"{name}.{inner}": each for inner, each in said.items()} if isinstance(said, dict) else {name: said})
    return found


def _as_map(value: Any) -> Any:
    """Accept "5[45] 4[45]" where a list of codes is meant."""
    return {name: tuple(c.split()) if isinstance(c, str) else c for name, c in value.items()} if isinstance(value, dict) else value


NameMap = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_as_map)]
Parameters = Annotated[dict[str, str | int | float], BeforeValidator(_as_parameters)]


class Plan(BaseModel):
    """How to segment: every setting with a default that works.

    >>> Plan(k="2:6").k
    (2, 6)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # read
    roles: dict[str, str] = Field({}, description="Role → column of the orders table, where the guess is wrong.")
    customer_roles: dict[str, str] = Field({}, description="Role → column of the customers table.")
    item_roles: dict[str, str] = Field({}, description="Role → column of the table of the orders' items.")
    dates: Literal["auto", "day-first", "month-first", "year-first", "epoch", "epoch-ms", "excel"] = Field(
        "auto", description="How 03/04/2024 is read, where the column does not tell; or what its numbers count."
    )
    decimal: Literal["auto", "point", "comma"] = Field("auto", description="What marks decimals in 1,234, where the column does not tell.")
    encoding: str = Field("auto", description="How the letters of a text file are written, such as cp1250, where the file does not tell.")
    table: str | None = Field(
        None,
        description="The sheet of a workbook, the table of a database or the file of a zip archive; by default the one most like orders.",
    )
    customer_table: str | None = Field(None, description="The same for the source of the customers.")
    item_table: str | None = Field(None, description="The same for the source of the orders' items.")
    query: str | None = Field(None, description="Read what this SELECT gives, instead of a table of the database.")
    where: str | None = Field(
        None, description="Use only the rows of the orders (or, without orders, the customers) for which this SQL condition holds."
    )
    since: date | None = Field(None, description="Use only orders from this day on.")
    until: date | None = Field(None, lt=date.max, description="Use only orders up to and with this day.")
    as_of: date | None = Field(None, lt=date.max, description="Look at customers as of this day; by default the day after the last order.")
    # clean
    duplicates: Literal["merge", "keep"] = Field("merge", description="What to do with lines that are the same in every column.")
    returns: Literal["net", "drop"] = Field(
        "net", description="Take cancellations and returns off the money (net), or set them aside (drop)."
    )
    rules: Switches = Field({}, description="Cleaning rule → on or off, where it is not to be as it is by default.")
    max_unreadable: float = Field(0.05, ge=0, le=1, description="Stop when a larger share of the rows cannot be read.")
    # features
    features: Names = Field((), description="The features to use, attributes among them; empty means all that the data allows.")
    attributes: Names = Field((), description="The customer attributes to use; empty means those among the features, or else all.")
    own_features: OwnFeatures = Field(
        {}, description="Features of your own: name → SQL over a customer's orders, or over the columns of the customers."
    )
    # value
    value: str = Field("auto", description="The model of what customers are worth: auto tries all and takes the best, off does without.")
    horizon: int | None = Field(
        None, ge=1, le=3650, description="Days ahead to forecast; by default a year, but no longer than the orders span."
    )
    # space
    transform: Literal["auto", "log", "none"] = Field("auto", description="Take logarithms of skewed features (auto), of all, or of none.")
    scale: Literal["standard", "robust", "minmax", "quantile", "none"] = Field("standard", description="How features are made comparable.")
    clip: float = Field(
        0.001, ge=0, lt=0.5, description="Share at each end that counts as extreme and is pulled in, in the space only; 0 for none."
    )
    redundant: float = Field(
        0.95, gt=0, le=1, description="Leave out a feature whose correlation with another one is at least this; 1 for none."
    )
    pca: int | None = Field(None, ge=1, description="Cluster on this many principal components.")
    budget: int = Field(4096, ge=2, description="The most points that a method sees; up to it the result is exact.")
    # cluster, judge
    method: Names = Field(("kmeans", "ward"), min_length=1, description="The methods to compare; auto is a field of unlike ones.")
    work: float = Field(5e8, gt=0, description="About how many distances between points the methods of auto may look at, all together.")
    parameters: Parameters = Field({}, description="Parameter of a method, such as dbscan.eps → its value; else the data decide.")
    name_map: NameMap = Field({}, description="Name → codes of recency, frequency and money scores, such as 5[45], for the method own-map.")
    k: Range = Field((2, 10), description="The number of segments: one number, or a range low:high.")
    starts: int = Field(10, ge=1, description="Random starts per k, where a method has them.")
    seed: int = Field(0, ge=0, lt=2**32, description="What random starts begin from.")
    sample: int = Field(2000, ge=100, description="Customers in the sample of the classic silhouette.")
    weights: dict[str, Weight] = Field({}, description="Yardstick → its weight in the choice, where it is not to be as it is by default.")
    # run
    keep: Kept = Field(("orders", "set_aside"), description="Tables that a saved run holds beside the customers: orders, set_aside.")
    previous: str | None = Field(
        None, description="The folder of an earlier run, such as results/latest: segments that are still there keep their ids and names."
    )
    # engine
    threads: int | None = Field(None, ge=1, le=256, description="Threads to use, up to 256; by default one for each core.")
    memory: str | None = Field(None, pattern=r"(?i)^\d+(\.\d+)? ?[KMGT]i?B$", description="The engine's memory limit, such as 1GB.")

    def model_post_init(self, _: Any) -> None:
        """Refuse what no single field can see."""
        low, high = self.k
        if not 1 <= low <= high:
            fact, remedy = f"k goes from {low} to {high}", "Give 1 ≤ low ≤ high, such as 2:10."
            if low == high:
                fact, remedy = f"k is {low}", "Give at least 1, or a range such as 2:10."
            raise InputError("k-range", fact, remedy=remedy)
        if self.since and self.until and self.since > self.until:
            raise InputError("empty-period", f"since {self.since} is after until {self.until}", remedy="Swap them.")
        self._check_rules()
        self._check_parameters()
        if self.name_map or "own-map" in self.method:
            registry.member("cluster", "own-map").planned(self)
        self._check_weights()
        self._check_value()
        if self.table and self.query:
            raise InputError(
                "table-and-query", "Both a table and a query are given", remedy="Name the table in the query, and leave out table."
            )

    def parameters_of(self, method: str) -> dict[str, Any]:
        """The parameters given for one method.

        >>> Plan(parameters={"dbscan": {"eps": 0.5}}).parameters_of("dbscan")
        {'eps': 0.5}
        """
        split = ((name.rpartition("."), value) for name, value in self.parameters.items())
        return {parameter: value for (named, _, parameter), value in split if named == method}

    def _check_parameters(self) -> None:
        """Refuse parameters of methods that there are not, and what a method's parameter cannot be."""
        for method in dict.fromkeys(name.rpartition(".")[0] for name in self.parameters):
            kind = registry.member("cluster", method)
            if kind.rule:
                raise InputError("unknown-parameter", f"The method '{method}' is a rule and has no parameters", remedy="Leave them out.")
            kind.given(method, self.parameters_of(method))

    def _check_rules(self) -> None:
        """Refuse cleaning rules that there are not, or that cannot be switched."""
        known = registry.members("clean")
        for rule in self.rules:
            if rule not in known:
                raise InputError("unknown-rule", f"There is no cleaning rule '{rule}'", remedy=did_you_mean(rule, known))
            if fixed := registry.member("clean", rule).fixed:
                raise InputError("fixed-rule", f"The rule '{rule}' cannot be switched", remedy=fixed)

    def _check_value(self) -> None:
        """Refuse models of value that there are not, or that tell nothing of orders."""
        if self.value not in ("auto", "off") and not registry.member("value", self.value).of_orders:
            fact = f"The model '{self.value}' tells of money, and not of orders"
            raise InputError("value-of-money", fact, remedy="Name a model of orders, such as mbgnbd; money is forecast beside it.")

    def _check_weights(self) -> None:
        """Refuse yardsticks that there are not, and weights of which none is left to choose by."""
        known = registry.members("judge")
        for name in self.weights:
            if name not in known:
                raise InputError("unknown-yardstick", f"There is no yardstick '{name}'", remedy=did_you_mean(name, known))
        if 0 in self.weights.values() and not any(self.weights.get(n, j.yardstick.weight) for n, j in registry.load_all("judge").items()):
            raise InputError("no-weights", "Every yardstick has the weight 0", remedy="Give one of them a weight, such as silhouette = 1.")


def make_plan(config: str | Path | None = None, **settings: Any) -> Plan:
    """A plan from a TOML file and from keywords; keywords win, unknown names are refused with the nearest one.

    >>> make_plan(scal="robust")
    Traceback (most recent call last):
    ...
    coterie.errors.InputError: There is no setting 'scal'. Did you mean 'scale'? [unknown-setting]
    """
    merged = {
        **(read_toml(Path(config)) if config else {}),
        **{k: v for k, v in settings.items() if v is not None},
    }
    for name in merged:
        if name not in Plan.model_fields:
            place = str(config) if config and name not in settings else ""
            raise InputError("unknown-setting", f"There is no setting '{name}'", place=place, remedy=did_you_mean(name, Plan.model_fields))
    try:
        return Plan(**merged)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        field = Plan.model_fields[name]
        place = str(config) if config and name not in settings else ""
        fact = f"The setting {name} is {shown(as_typed(merged[name]))}, but it must be {_expected(field)}"
        raise InputError("bad-setting", fact, place=place, remedy=field.description or "") from error


def as_typed(value: Any) -> str:
    """A setting as one would type it.

    >>> as_typed((2, 10)), as_typed(("kmeans", "ward")), as_typed(0.5)
    ('2:10', 'kmeans,ward', '0.5')
    """
    if isinstance(value, tuple | list):
        return (":" if value and isinstance(value[0], int) else ",").join(map(str, value))
    return str(value)


def _expected(field: FieldInfo) -> str:
    """What a setting may be, in words.

    >>> _expected(Plan.model_fields["clip"])
    'a number, at least 0, less than 0.5'
    """
    kinds = [field.annotation, *get_args(field.annotation)]
    if get_origin(kinds[0]) is Literal:
        return f"one of {', '.join(map(str, kinds[1:]))}"
    words = next(words for kind, words in EXPECTED.items() if kind in kinds[: None if type(None) in kinds else 1])
    return ", ".join([words, *(f"{says} {getattr(m, name)}" for m in field.metadata for name, says in BOUNDS.items() if hasattr(m, name))])
