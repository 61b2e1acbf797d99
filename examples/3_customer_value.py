# %% [markdown]
# # High, medium and low value, step by step
#
# Three groups by what customers are worth is the most asked-for segmentation. Here it is made in small steps, each of
# which can be looked at: read, clean, features, space, cluster, name.
#
# The data is made here. **To run it on your own data**, put your file in place of `world.orders`.

# %%
import tempfile

import coterie
from coterie.demo import make_world

world = make_world("shop", tempfile.mkdtemp(), customers=500)
orders = world.orders  # or: "orders.csv"

# %% [markdown]
# ## 1. Read
#
# The first lines of the file as they are, then what each column was taken for, with the reason.

# %%
print("".join(orders.open(encoding="utf-8").readlines()[:4]))

# %%
seen = coterie.look(orders)
for guess in seen.inputs.orders.guesses:
    print(f"{guess.column:<14} {guess.role:<10} {guess.score:.2f}  {guess.reason}")

# %% [markdown]
# ## 2. Clean
#
# Where every row went. A cancellation is no purchase: it takes its money off again.

# %%
for line in seen.cleaned.ledger.lines:
    print(f"{line.rows:>6}  {line.fate:<10} {line.title}")

# %% [markdown]
# ## 3. Features
#
# Three are enough: when customers last bought, how often, and for how much.

# %%
result = coterie.segment(orders, features=["recency", "frequency", "money"], method="kmeans", k=3)
result.customers[["customer", "recency", "frequency", "money"]].describe().round(1)

# %% [markdown]
# ## 4. The space
#
# Money is uneven: a few spend most of it. So its logarithm counts, and every feature is brought to the same scale. The
# notes say what was done.

# %%
print(*result.story.notes, sep="\n")

# %%
result.coordinates.describe().round(2)

# %% [markdown]
# ## 5. Three clusters

# %%
result.charts.map()

# %%
result.charts.sizes()

# %% [markdown]
# ## 6. High, medium, low
#
# Segments come in the order of what a customer is worth, the most valuable first. The names are yours to give.

# %%
result.segments[["id", "name", "customers", "share", "money", "money_share"]]

# %%
worth = result.customers.groupby("segment")["money"].mean()
assert worth.is_monotonic_decreasing
tiers = result.customers["segment"].map({1: "high", 2: "medium", 3: "low"})
result.customers.groupby(tiers, sort=False)[["recency", "frequency", "money"]].mean().round(1).loc[["high", "medium", "low"]]

# %% [markdown]
# ## 7. Next month
#
# New orders of the same or of other customers, into the same three groups: no cluster moves.

# %%
later = make_world("shop", tempfile.mkdtemp(), customers=200, seed=8).orders
scored = result.score(later)
scored["segment"].map({1: "high", 2: "medium", 3: "low"}).value_counts()
