// What the custodians' pages share: parts that come and go, work that may fail in words, and the server.
import { Fault } from "../bytes.js";

export function find<Kind extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): Kind {
  const found = root.querySelector<Kind>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

export function show(element: HTMLElement, visible = true): void {
  element.hidden = !visible;
}

export function make<Name extends keyof HTMLElementTagNameMap>(name: Name, text = "", className = ""): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

const words = (error: unknown): string => {
  if (error instanceof Fault) return error.message;
  console.error(error);
  return "Something on this page failed, and nothing was sent. Load it again; if it fails again, tell who keeps this server.";
};

// One piece of work at a time, with the buttons off while it runs. What goes wrong is said in words, where
// the focus then is.
export async function attempt(root: HTMLElement, work: () => Promise<void>): Promise<void> {
  const error = find(root, "[data-error]");
  const buttons = [...root.querySelectorAll("button")].filter(({ disabled }) => !disabled);
  show(error, false);
  buttons.forEach((button) => (button.disabled = true));
  root.setAttribute("aria-busy", "true");
  await nextFrame(); // so that it can be seen before a second of hashing
  try {
    await work();
  } catch (caught) {
    error.textContent = words(caught);
    show(error);
    error.focus();
  } finally {
    root.removeAttribute("aria-busy");
    buttons.forEach((button) => (button.disabled = false));
  }
}

const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export class Unreachable extends Fault {}

// What is sent may have arrived, although no answer came.
async function ask(path: string, options: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Unreachable(options.method === "POST" ? "The server cannot be reached, and whether it took this is not known: load the page again and see." : "The server cannot be reached. Nothing was changed.");
  }
  if (response.ok) return response;
  const answer = (await response.json().catch(() => ({}))) as { error?: { what?: string } };
  throw new Fault(answer.error?.what ?? `The server refused it (${response.status}).`);
}

export async function getBytes(path: string): Promise<Blob> {
  return (await ask(path, {})).blob();
}

export async function getText(path: string): Promise<string> {
  return (await ask(path, {})).text();
}

async function asJson<Answer>(response: Response): Promise<Answer> {
  try {
    return (await response.json()) as Answer;
  } catch {
    throw new Fault("The server's answer cannot be read.");
  }
}

export async function getJson<Answer>(path: string): Promise<Answer> {
  return asJson(await ask(path, { headers: { Accept: "application/json" } }));
}

export async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return asJson(await ask(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) }));
}
