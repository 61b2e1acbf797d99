# %% [markdown]
# # RFM and demographics: what they buy, and who they are
#
# Transactions say how customers behave; a table of customers says who they are. Here both are joined, and segments are
# formed three ways: with the classic RFM grid, with k-means, and hierarchically.
#
# The data is made here. **To run it on your own data**, put your two files in place of `world.orders` and
# `world.customers`.

# %%
import tempfile

import pandas as pd

import coterie
from coterie.demo import make_world

world = make_world("shop", tempfile.mkdtemp(), customers=600)
orders, customers = world.orders, world.customers  # or: "orders.csv", "customers.csv"
pd.read_csv(customers).head()

# %% [markdown]
# ## The RFM grid
#
# Recency, frequency and money in five steps each, and a map from their scores to names. It needs no statistics, and is
# a fair thing to hold the others against.

# %%
grid = coterie.segment(orders, customers, method="rfm-grid")
grid.segments[["name", "customers", "share", "money_share", "summary"]]

# %%
grid.charts.rfm_grid()

# %% [markdown]
# ## Clusters of R, F and M, with age and gender beside them
#
# `features` names what tells the customers apart; `attributes` the columns of the customers table that count too. A
# category weighs as much as a number, and a missing age is filled in the distance only.

# %%
chosen = {"features": ["recency", "frequency", "money"], "attributes": ["age", "gender"], "k": "3:7"}
flat = coterie.segment(orders, customers, method="kmeans", **chosen)
tree = coterie.segment(orders, customers, method="ward", **chosen)
for result in (flat, tree):
    print(result.story.leaderboard.reason)

# %% [markdown]
# ### The tree
#
# Ward's method joins the two nearest groups again and again. Where the last joins become long, different customers are
# put together.

# %%
tree.charts.dendrogram()

# %%
tree.charts.elbow()

# %%
tree.charts.map()

# %% [markdown]
# ### Do both agree?

# %%
both = flat.customers[["customer", "name"]].merge(tree.customers[["customer", "name"]], on="customer", suffixes=(" (k-means)", " (Ward)"))
pd.crosstab(both["name (k-means)"], both["name (Ward)"])

# %% [markdown]
# ## Who they are
#
# The heat map shows behaviour and person side by side.

# %%
flat.charts.heatmap()

# %%
flat

# %% [markdown]
# A column with two values splits groups cleanly wherever it counts in the distance. That makes segments easy to
# describe; whether it makes them useful is another question. Leave a column out of `attributes` and it stays out of the
# distance.

# %%
profile = {(s.name, p.feature): abs(p.difference) for s in flat.story.segments.segments for p in s.profile}
behaviour = max(v for (_, feature), v in profile.items() if feature in ("recency", "frequency", "money"))
person = max(v for (_, feature), v in profile.items() if feature in ("age", "gender"))
print(f"Furthest from everyone: behaviour {behaviour:.1f}, person {person:.1f} standard deviations")
