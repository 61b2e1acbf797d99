// Draws the charts from the data in the page. Colours are CSS variables, so light, dark and print need no redraw.
(() => {
  const story = JSON.parse(document.getElementById("story").textContent);
  const narrow = matchMedia("(max-width: 640px)");

  // The interpreter (`ast`) walks expressions instead of compiling them, so the page's policy can forbid eval.
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };

  function dressed(spec) {
    const legend = { ...story.look.legend, ...(narrow.matches ? { orient: "bottom", columns: 1, direction: "vertical" } : {}) };
    const own = { ...spec, config: { ...story.look, legend, aria: false } };
    delete own.title; // the page has its own heading and caption
    Object.assign(own, { width: "container", autosize: { type: "fit-x", contains: "padding" } });
    return own;
  }

  const views = {};
  async function draw(name, spec) {
    const plot = document.querySelector(`[data-chart="${name}"]`);
    plot.style.minWidth = `${spec.usermeta?.narrowest ?? 0}px`; // below it, the figure scrolls
    views[name]?.finalize();
    views[name] = await vegaEmbed(plot, dressed(spec), options);
    plot.dataset.drawn = "yes";
  }

  function offer(select, names, chosen) {
    for (const name of names) select.add(new Option(story.choices.axes[name].title.replace(", logarithmic", ""), name, false, name === chosen));
  }

  function pickers() {
    const [x, y] = ["pick-x", "pick-y"].map((id) => document.getElementById(id));
    if (!x || !y) return;
    const names = Object.keys(story.choices.axes);
    offer(x, names, story.choices.x);
    offer(y, names, story.choices.y);
    x.form.hidden = false;
    x.form.addEventListener("submit", (event) => event.preventDefault());
    x.form.addEventListener("change", () => scatter(x.value, y.value));
  }

  function scatter(x, y) {
    const { segment, values, axes } = story.choices;
    const points = segment.map((name, i) => ({ x: values[x][i], y: values[y][i], segment: name })).filter((p) => p.x !== null && p.y !== null);
    const spec = structuredClone(story.charts.scatter);
    spec.datasets.points = points;
    Object.assign(spec.encoding.x, axes[x]);
    Object.assign(spec.encoding.y, axes[y]);
    const words = `${axes[y].title} against ${axes[x].title}.`;
    const figure = document.getElementById("chart-scatter");
    figure.querySelector("figcaption").textContent = words;
    figure.querySelector("[data-chart]").setAttribute("aria-label", `Scatter plot of ${points.length} customers, coloured by segment: ${words}`);
    draw("scatter", spec);
  }

  async function all() {
    for (const [name, spec] of Object.entries(story.charts)) await draw(name, spec);
    document.documentElement.dataset.drawn = "yes";
  }

  pickers();
  all();
  narrow.addEventListener("change", all);
})();
