# %% [markdown]
# # Retail behaviour: who buys how
#
# From the order lines of a shop to segments of customers who behave alike, with k-means. The number of segments is read
# from the elbow and the silhouette, and the segments are looked at in a scatter plot and a heat map.
#
# The data is made here, so the truth is known and can be held against what is found. **To run it on your own data**,
# put the path of your export in place of `world.orders`, and leave out the last part.

# %%
import tempfile

import coterie
from coterie.demo import make_world, recovered

world = make_world("shop", tempfile.mkdtemp(), customers=800)
orders = world.orders  # or: orders = "your_orders.csv"

# %% [markdown]
# ## Look before you cluster
#
# What each column was taken for, and how good the data is. Nothing is clustered yet.

# %%
seen = coterie.look(orders)
seen

# %% [markdown]
# If a column was taken for the wrong thing, say so: `coterie.look(orders, roles={"customer": "client_no"})`.
#
# ## Segment
#
# Two to ten segments are tried, each from ten starts. What cleaning did to the rows stands in the ledger: used, merged,
# netted and set aside add up to all.

# %%
result = coterie.segment(orders, method="kmeans", k="2:10")
result.ledger[["title", "fate", "rows", "money"]]

# %% [markdown]
# ## How many segments?
#
# The elbow is where one more segment stops to pay; the silhouette says how much nearer customers are to their own
# segment than to the next.

# %%
result.charts.elbow()

# %%
result.charts.silhouette()

# %%
result.leaderboard.head()

# %% [markdown]
# The choice, and how sure it is, in words:

# %%
print(result.story.leaderboard.verdict_sentence, result.story.leaderboard.reason)

# %% [markdown]
# ## Who they are

# %%
result

# %%
result.charts.scatter(x="frequency", y="money")

# %%
result.charts.heatmap()

# %% [markdown]
# Each customer with the segment, how sure it is, and the features behind it:

# %%
result.customers.head()

# %% [markdown]
# ## Was it right?
#
# Only made-up data can tell. Six kinds of customers were planted; the table says where each was found.

# %%
import pandas as pd

truth = recovered(world.truth, dict(result.customers[["customer", "name"]].itertuples(index=False)))
pd.DataFrame(truth.counts, index=truth.planted, columns=truth.found)

# %%
assert truth.matched > 0.7
print(f"{truth.matched:.0%} of the customers are where their kind is; adjusted Rand index {truth.ari:.2f}")

# %% [markdown]
# ## Hand it on
#
# ```python
# result.report("report.html")                 # one page to forward
# result.save("results")                       # the model, the customers, the evidence
# result.write_customers("customers.csv")      # for the mailing tool
# ```
