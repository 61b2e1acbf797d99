// Files may be dropped on the page; what was chosen is named, and who waits is told so.
const drop = document.getElementById("drop");
const files = document.getElementById("files");
const names = () => (document.getElementById("chosen").textContent = [...files.files].map((file) => file.name).join(", "));

for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
  });
}
drop.addEventListener("drop", (event) => {
  files.files = event.dataTransfer.files;
  names();
});
files.addEventListener("change", names);
files.form.addEventListener("submit", () => (document.getElementById("sent").textContent = "The files are on their way…"));
