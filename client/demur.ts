// What the pages do better with a script. Each works without: nothing here is needed to read, file,
// answer or verify. Markup says what it wants: data-copy, data-print, data-drop, data-focus,
// data-passkey,
// data-keys.
import { startPasskeys } from "./passkey.js";

function eachWith(attribute: string, use: (element: HTMLElement) => void): void {
  document.querySelectorAll<HTMLElement>(`[${attribute}]`).forEach(use);
}

eachWith("data-focus", (element) => element.focus());

eachWith("data-print", (element) => {
  element.hidden = false;
  element.addEventListener("click", () => window.print());
});

// A link to pass on: a button that copies it, and says so.
eachWith("data-copy", (element) => {
  const input = element as HTMLInputElement;
  input.addEventListener("focus", () => input.select());
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    button.textContent = "Copied";
  });
  input.after(button);
});

// A receipt can be dropped on its form.
eachWith("data-drop", (element) => {
  const area = element.querySelector("textarea");
  if (!area) return;
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("dropping");
  });
  element.addEventListener("dragleave", () => element.classList.remove("dropping"));
  element.addEventListener("drop", async (event) => {
    event.preventDefault();
    element.classList.remove("dropping");
    const file = event.dataTransfer?.files[0];
    if (file) area.value = await file.text();
  });
});

// One key votes: the buttons say which.
eachWith("data-keys", (element) => {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select")) return;
    element.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
  });
});

startPasskeys();
