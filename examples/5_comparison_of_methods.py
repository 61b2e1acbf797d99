# %% [markdown]
# # Which method? Four of them compared
#
# k-means, a hierarchy, affinity propagation and DBSCAN on the same customers: what they own and what they do with it.
# Each has its own idea of a group. Here all are held against the same yardsticks, the best is named with the reason,
# and at the end stands what to do for whom.
#
# The data is made here: customers of a bank, in kinds that are known, so it can be checked who found them. **To run it
# on your own data**, put your table in place of `world.customers`: one row per customer, a column per trait.

# %%
import tempfile

import pandas as pd

import coterie
from coterie.demo import make_world
from coterie.demo.recovery import recovered

world = make_world("bank", tempfile.mkdtemp(), customers=600)
customers = world.customers  # or: "customers.csv"
methods = ["kmeans", "ward", "affinity", "dbscan"]

# %% [markdown]
# ## Are there groups at all?
#
# k-means finds as many groups as it is asked for, also where there are none. So the first question is whether the
# customers are anything else than one cloud.

# %%
result = coterie.segment(customers, method=methods, k="2:8")
print(result.story.leaderboard.verdict_sentence)

# %%
result.charts.structure()

# %% [markdown]
# ## All candidates on one table
#
# One row per method and number of segments. Affinity propagation and DBSCAN choose the number themselves; DBSCAN may
# leave customers in no segment. More is better in all columns but BIC, Davies–Bouldin and inertia.

# %%
board = result.leaderboard
best = board.drop_duplicates("method")  # the board is sorted: the first of each method is its best
best

# %% [markdown]
# ## What could not be compared

# %%
list(result.story.leaderboard.refused)

# %% [markdown]
# ## The most effective one, and why

# %%
print(result.story.leaderboard.reason)

# %%
result.charts.silhouette()

# %% [markdown]
# ## Each method alone against the truth
#
# Only made-up data can tell which method is right. The adjusted Rand index is 1 where every customer is with their own
# kind, and 0 where the groups are as good as drawn by lot.

# %%
rows = []
for method in methods:
    alone = coterie.segment(customers, method=method, k="2:8")
    found = dict(alone.customers[["customer", "name"]].itertuples(index=False))
    rows.append((method, len(alone.segments), round(recovered(world.truth, found).ari, 2)))
against_truth = pd.DataFrame(rows, columns=["method", "segments", "agreement with the truth"])
against_truth

# %% [markdown]
# ## Who the segments are

# %%
result

# %%
result.charts.snake()

# %% [markdown]
# ## Recommendations

# %%
pd.DataFrame(
    [(s.name, s.customers, a.field, a.action) for s in result.story.segments.segments for a in s.advice[:1]],
    columns=["segment", "customers", "field", "first action"],
)
