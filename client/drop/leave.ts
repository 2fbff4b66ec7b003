// Away at once: this page's entry in the history is replaced, and nothing of it stays on the screen. What the
// browser keeps of the visit otherwise, no page can take back. Twice Escape does the same.
export function startLeaving(): void {
  const link = document.querySelector<HTMLAnchorElement>("[data-exit]");
  if (!link) return;
  const leave = (): void => {
    document.documentElement.hidden = true;
    location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let lastEscape = 0;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - lastEscape < 1000) leave();
    lastEscape = event.timeStamp;
  });
}
