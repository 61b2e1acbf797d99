# %% [markdown]
# # Feature engineering, a hierarchical method, and what it is worth
#
# Which features tell customers apart? Here many are made, near copies are dropped with a reason, groups are formed
# hierarchically, the number of groups is read from elbow and silhouette together, and at the end each segment gets an
# action with the people and the money it concerns.
#
# The data is made here. **To run it on your own data**, put your files in place of `world.orders` and
# `world.customers`.

# %%
import tempfile

import pandas as pd

import coterie
from coterie.demo import make_world

world = make_world("shop", tempfile.mkdtemp(), customers=700)
orders, customers = world.orders, world.customers  # or: "orders.csv", "customers.csv"

# %% [markdown]
# ## Many features
#
# All that the data allows: recency, frequency, money, rhythm, basket, returns, trend. Each says in one sentence what it
# means.

# %%
seen = coterie.look(orders, customers)
pd.DataFrame([(f.name, f.sentence, f.unit) for f in seen.features.columns], columns=["feature", "means", "unit"])

# %% [markdown]
# ## Fewer dimensions
#
# Constant columns and near copies are left out of the distance, each with its reason. What is left is brought to one
# scale.

# %%
result = coterie.segment(orders, customers, attributes=["age"], method=["ward", "average", "complete"], k="2:8")
pd.DataFrame([(d.feature, d.reason) for d in result.story.dropped], columns=["left out", "because"])

# %%
list(result.coordinates.columns)

# %% [markdown]
# ## Elbow and silhouette together
#
# The elbow asks where one more group stops to pay, the silhouette how clearly groups stand apart. Where both point at
# the same number, that is it; where they do not, the leaderboard weighs them with the other yardsticks.

# %%
result.charts.elbow()

# %%
result.charts.silhouette()

# %%
result.leaderboard.head(6)

# %%
print(result.story.leaderboard.reason)

# %% [markdown]
# ## Who they are, and the rule of thumb
#
# A short rule says who is meant, and how many of them it catches.

# %%
result

# %%
for segment in result.story.segments.segments:
    if segment.rule:
        print(f"{segment.name}: {segment.rule.words}. {segment.rule.sentence}")

# %% [markdown]
# ## Impact
#
# For each action: how many people it reaches and how much of the revenue is theirs. That is what is at stake, not what
# the action will bring; to know that, leave a tenth of each segment out and compare.

# %%
actions = pd.DataFrame(
    [(s.name, a.field, a.action, a.people, round(a.money)) for s in result.story.segments.segments for a in s.advice],
    columns=["segment", "field", "action", "people", "revenue"],
)
actions.sort_values("revenue", ascending=False).head(8)
