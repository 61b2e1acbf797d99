// A box on the map: the server says who is in it.
const told = document.getElementById("region");
let waiting, asked;

async function ask(box) {
  const question = new URLSearchParams({ part: "1" });
  for (const axis of ["x", "y"]) box[axis]?.forEach((bound, place) => question.set(`${axis}${place}`, bound));
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(`${told.dataset.from}?${question}`, { signal: asked.signal, headers: { Accept: "text/html" } });
    if (answer.ok) told.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

document.querySelector('[data-chart="map"]')?.addEventListener("drawn", ({ detail: view }) => {
  told.replaceChildren();
  for (const part of view.container().querySelectorAll("g[role]")) part.removeAttribute("role"); // the figure itself is the image
  if (!view.getState().signals || !("region" in view.getState().signals)) return;
  view.addSignalListener("region", (_, box) => {
    clearTimeout(waiting);
    if (Object.keys(box).length) waiting = setTimeout(() => ask(box), 250);
    else told.replaceChildren();
  });
});
