// The offline page: a receipt in, a verdict out, without a network.
import { type Verdict, verify } from "./verify.js";

function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as Kind;
}

function element(name: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const words = { holds: "holds", fails: "does not hold", unknown: "not known" };

function show(verdict: Verdict): void {
  const section = byId("verdict");
  section.replaceChildren(element("h2", `${verdict.holds ? "✓" : "✗"} ${verdict.summary}`));
  const list = element("ul", "", "checks");
  for (const check of verdict.checks) {
    const item = element("li", "", `check-${check.outcome}`);
    item.append(element("strong", `${check.what}: ${words[check.outcome]}.`), ` ${check.why}`);
    list.append(item);
  }
  section.append(list);
  if (verdict.opened !== undefined) {
    const details = element("details", "");
    const text = element("pre", JSON.stringify(verdict.opened, null, 2));
    text.tabIndex = 0;
    details.append(element("summary", "What was filed"), text);
    section.append(details);
  }
  section.className = `verdict ${verdict.holds ? "holds" : "fails"}`;
  section.hidden = false;
  section.scrollIntoView({ block: "nearest" });
}

const receipt = byId<HTMLTextAreaElement>("receipt");
const key = byId<HTMLInputElement>("key");
const check = async (): Promise<void> => show(await verify(receipt.value, key.value.trim()));

async function take(file: File | undefined | null): Promise<void> {
  if (!file) return;
  receipt.value = await file.text();
  await check();
}

byId<HTMLFormElement>("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void check();
});
byId<HTMLInputElement>("file").addEventListener("change", (event) => void take((event.target as HTMLInputElement).files?.[0]));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  void take(event.dataTransfer?.files[0]);
});
