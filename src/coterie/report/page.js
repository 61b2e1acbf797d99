// Draws the charts from the data in the page. Colours are CSS variables, so light, dark and print need no redraw.
(() => {
  const story = JSON.parse(document.getElementById("story").textContent);
  const ROOMY = 560; // pixels: in a narrower chart the legend stands below

  // The interpreter (`ast`) walks expressions instead of compiling them, so the page's policy can forbid eval.
  const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true } };

  function dressed(spec, width) {
    const below = { orient: "bottom", columns: width < 2 * (7 * story.longest + 50) ? 1 : 2, direction: "vertical" };
    const legend = { ...story.look.legend, ...(width < ROOMY ? below : {}) };
    const own = { ...spec, config: { ...story.look, legend, aria: false, mark: { aria: false } } }; // the figure itself is the image, and says what it shows
    Object.assign(own, { width: "container", autosize: { type: "fit-x", contains: "padding" } });
    return own;
  }

  const views = {};
  const plotOf = (name) => document.querySelector(`[data-chart="${name}"]`);
  async function draw(name, spec) {
    const plot = plotOf(name);
    views[name]?.finalize();
    views[name] = await vegaEmbed(plot, dressed(spec, plot.clientWidth), options);
    plot.style.minHeight = "";
    const box = plot.parentElement;
    box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1; // the keyboard scrolls what is wider than its box
    plot.dataset.drawn = "yes";
    plot.dispatchEvent(new CustomEvent("drawn", { bubbles: true, detail: views[name].view })); // for scripts of other pages
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
    drawing.scatter = draw("scatter", (shown.scatter = spec));
  }

  // Charts of which one can be chosen out of several.
  function variants() {
    for (const [name, charts] of Object.entries(story.variants)) {
      const select = document.getElementById(`pick-${name}`);
      const figure = document.getElementById(`chart-${name}`);
      charts.forEach((chart, i) => select.add(new Option(chart.title, i, false, chart.alt === plotOf(name).getAttribute("aria-label"))));
      select.form.hidden = false;
      select.form.addEventListener("submit", (event) => event.preventDefault());
      select.addEventListener("change", () => {
        const { sentence, alt, spec } = charts[select.value];
        figure.querySelector("figcaption").textContent = sentence;
        plotOf(name).setAttribute("aria-label", alt);
        drawing[name] = draw(name, (shown[name] = spec));
      });
    }
  }

  // What comes into sight is drawn at once; the rest follows while the page has nothing else to do, so that print has all.
  const shown = { ...story.charts };
  const drawing = {};
  const once = (name) => (drawing[name] ??= draw(name, shown[name]));
  const idle = () => new Promise((then) => (window.requestIdleCallback ? requestIdleCallback(then, { timeout: 500 }) : setTimeout(then, 30)));
  const sight = new IntersectionObserver((entries) => entries.forEach((e) => e.isIntersecting && once(e.target.dataset.chart)), { rootMargin: "400px" });

  function reserve(name, spec) {
    const { style } = plotOf(name);
    style.minWidth = `${spec.usermeta?.narrowest ?? 0}px`; // below it, the figure scrolls
    style.minHeight = `${(spec.height ?? 200) + 70}px`; // so that nothing moves when it is drawn
    sight.observe(plotOf(name));
  }

  async function all() {
    for (const name of Object.keys(shown)) {
      await idle();
      await once(name);
    }
    document.documentElement.dataset.drawn = "yes";
  }

  pickers();
  variants();
  Object.entries(shown).forEach(([name, spec]) => reserve(name, spec));
  all();
  matchMedia("(max-width: 640px)").addEventListener("change", () => Object.keys(drawing).forEach((name) => (drawing[name] = draw(name, shown[name]))));

  // On paper nothing is folded; afterwards all is as it was.
  const folded = () => [...document.querySelectorAll("details.fold:not([open])")];
  let opened = [];
  addEventListener("beforeprint", () => (opened = folded()).forEach((fold) => (fold.open = true)));
  addEventListener("afterprint", () => opened.forEach((fold) => (fold.open = false)));

  // The table of contents says where one is.
  const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.hash.slice(1), link]));
  const here = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) links.get(target.id)?.setAttribute("aria-current", isIntersecting);
    const link = document.querySelector('nav [aria-current="true"]');
    if (link) link.closest("ul").scrollLeft = link.offsetLeft - 20;
  }, { rootMargin: "-25% 0px -74%" });
  document.querySelectorAll("main > section").forEach((section) => here.observe(section));
})();
