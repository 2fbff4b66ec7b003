// What the drop's pages share: finding their parts, and saying what goes on and what is wrong.
import { Fault } from "../bytes.js";

export function one<Kind extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): Kind {
  const found = within.querySelector<Kind>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

export const show = (selector: string, shown = true): void => void (one(selector).hidden = !shown);

// A way out of a step: said at the top, and the page goes on being usable.
export function sayFault(error: unknown): void {
  const words = error instanceof Fault ? sentence(error.message) : "Something went wrong in this page. Load it again; nothing was sent.";
  one("[data-fault-words]").textContent = words;
  show("[data-fault]");
  one("[data-fault]").focus();
  saying("");
  if (!(error instanceof Fault)) throw error;
}

export function saying(words: string): void {
  show("[data-fault]", words === "" && !one("[data-fault]").hidden);
  one("[data-state]").textContent = words;
  show("[data-state]", words !== "");
}

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");

// The form's own sending goes nowhere: the policy forbids it, and what it does instead is ours. Buttons
// rest while it works, so that nothing is sent twice.
export function onSubmit(form: HTMLFormElement, act: () => Promise<void>): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void busy(form, act);
  });
}

export async function busy(part: ParentNode, act: () => Promise<void>): Promise<void> {
  const buttons = [...part.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  show("[data-fault]", false);
  try {
    await act();
  } catch (error) {
    sayFault(error);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

export const field = (form: HTMLFormElement, name: string): string => {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value : "";
};

export function element(name: string, words: string, ...classes: string[]): HTMLElement {
  const made = document.createElement(name);
  made.textContent = words;
  if (classes.length > 0) made.className = classes.join(" ");
  return made;
}

// A file that never leaves this device but by the person's own hand.
export function offerFile(link: HTMLAnchorElement, content: unknown): void {
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: "application/json" }));
}

export const today = (): string => new Date().toISOString().slice(0, 10);
export const counted = (number: number, a: string, many: string): string => (number === 1 ? `1 ${a}` : `${number.toLocaleString("en")} ${many}`);
