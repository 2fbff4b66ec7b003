// What was opened, put on the page as text and nothing else: whoever sealed it may have meant harm.
import { type Bytes, fromBase64 } from "../bytes.js";
import { openAttachment } from "../anonymity/attachments.js";
import type { Sodium } from "../anonymity/sodium.js";
import type { Opened, SealedDissent } from "./opening.js";
import { attempt, find, getBytes, make, show } from "./page.js";

export function showText(part: HTMLElement, { body }: Opened, contradicted: string[]): void {
  find(part, "[data-title]").textContent = body.title;
  find(part, "[data-body]").textContent = body.body;
  find(part, "[data-remedy]").textContent = body.remedy;
  show(find(part, "[data-remedy-title]"), body.remedy !== "");
  const warning = find(part, "[data-contradictions]");
  find(warning, "ul").replaceChildren(...contradicted.map((what) => make("li", what)));
  show(warning, contradicted.length > 0);
  show(part);
}

// No path, no control character, nothing that turns the direction of writing: "gnp.exe" must not look
// like "exe.png".
export function safeName(name: string): string {
  const safe = name.replace(/[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|]/gu, "_").replace(/^[.\s]+/, "").slice(0, 100);
  return safe === "" ? "attachment" : safe;
}

const sizeWords = (size: number): string => (size < 1024 ? `${size} bytes` : size < 1024 ** 2 ? `${Math.round(size / 1024)} KiB` : `${(size / 1024 ** 2).toFixed(1)} MiB`);

function save(chunks: Bytes[], name: string): void {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob(chunks, { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function showAttachments(root: HTMLElement, part: HTMLElement, sodium: Sodium, sealed: SealedDissent, { key, body }: Opened): void {
  const place = find(part, "[data-attachments]");
  const rows = body.attachments.map((attachment, index) => {
    const name = safeName(attachment.name);
    const row = make("li");
    const title = make("p", name, "what");
    title.dir = "auto";
    const button = make("button", "Save to disk");
    button.type = "button";
    button.append(make("span", `: ${name}`, "unseen"));
    button.addEventListener("click", () =>
      attempt(root, async () => {
        const chunks: Bytes[] = [];
        const bytes = await getBytes(`/dissents/${sealed.id}/sealed/attachments/${index + 1}`);
        await openAttachment(sodium, key, index, attachment, bytes, (chunk) => chunks.push(chunk));
        save(chunks, name);
      }));
    row.append(title, make("p", sizeWords(attachment.size), "aside"), button);
    return row;
  });
  find(place, "ul").replaceChildren(...rows);
  show(place, rows.length > 0);
}

const kKinds = { message: "Message", last_word: "Last word", review: "Looking back" } as const;

// `opened` in the order of the messages; an error in words for what does not open.
export function showMessages(part: HTMLElement, sealed: SealedDissent, opened: (Opened | string)[]): void {
  const rows = sealed.messages.map(({ kind, day }, at) => {
    const row = make("li");
    const result = opened[at] ?? "";
    row.append(make("p", `${kKinds[kind]}, ${day}`, "what"));
    if (typeof result === "string") row.append(make("p", result, "aside"));
    else {
      const text = make("div", [result.body.title, result.body.body, result.body.remedy].filter((each) => each !== "").join("\n\n"), "prose");
      text.dir = "auto";
      row.append(text);
      const author = fromBase64(sealed.author_key);
      if (result.body.reply.sign.some((byte, place) => byte !== author[place])) row.append(make("p", "It names another author’s key than the dissent does: do not take it for the author’s.", "warning"));
    }
    return row;
  });
  find(part, "ul").replaceChildren(...rows);
  show(part, rows.length > 0);
}
