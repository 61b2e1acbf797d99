// Tells of a job as it goes on; when it is over, the page of what came of it is shown.
const box = document.getElementById("job");
const list = document.getElementById("stages");
const state = document.getElementById("state");
const progress = document.getElementById("progress");
const source = new EventSource(box.dataset.stream);
const over = ["done", "failed", "cancelled"];

function leave() {
  source.close();
  location.replace(box.dataset.then);
}

source.addEventListener("state", (event) => {
  const now = JSON.parse(event.data).state;
  if (over.includes(now)) leave();
  else state.textContent = now === "running" ? "At work…" : "Waiting in line…";
});
source.addEventListener("stage", (event) => {
  const { stage, done } = JSON.parse(event.data);
  let item = [...list.children].find((each) => each.dataset.stage === stage);
  if (!item) {
    item = document.createElement("li");
    item.dataset.stage = stage;
    item.textContent = stage[0].toUpperCase() + stage.slice(1);
    list.append(item);
  }
  item.classList.toggle("done", done);
  progress.removeAttribute("value");
});
source.addEventListener("progress", (event) => {
  const { done, total } = JSON.parse(event.data);
  if (total) Object.assign(progress, { max: total, value: done });
});
// The stream ends with the job: whatever news was missed, the page itself knows.
source.addEventListener("error", () => source.readyState !== EventSource.OPEN && setTimeout(leave, 1000));
