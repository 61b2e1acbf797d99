"""The web page and the API: `coterie serve`.

    settings.py    what the server is told once; refuses what would be unsafe
    app.py         make_app(settings): the routes and the layers around them, from the outside in:
                   observe (logs, metrics, the last net) → place (a path behind a proxy) → guard (who may ask) → limits (how much)
                   → quick (single scores, past the framework)
    serving.py     uvicorn around it: one socket, one server per folder, an end in good order
    server.py      what routes share, `Here`: settings, jobs, uploads, runs, tickets
    api/           one file per resource, each with a `router` under /api/v1
    pages/         one file per page, each with a `router` under /; templates/ and static/ are theirs
    jobs/          what takes long happens in a worker process: an index in SQLite, a queue, a process with caps, the tasks

A route calls the library and nothing else. A page is plugged in by being a file in pages/ that has a `router`; it says
`page(request, "name.html", …)` of rendering.py, puts `{{ proof }}` first into every form, and its scripts send the header
`X-CSRF-Token` with the content of `<meta name="csrf-token">`. Styles and scripts are files in static/: the policy allows nothing inline.
What a user can cause is a CoterieError; problems.py turns it into RFC 9457 for the API, and into a page for a browser.
"""
