// Text without what cannot be seen in it: a mark of invisible characters survives copying, and tells
// whose copy it was.
import { Fault, type Bytes, utf8 } from "../bytes.js";
import { toText } from "./sodium.js";

// Format characters (zero width, direction, tags, soft hyphens), variation selectors, unassigned and
// private ones; of controls only tab and newline stay.
const kInvisible = /[\p{Cf}\p{Co}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]|(?![\t\n])\p{Cc}/gu;
// Spaces of other widths look like a space.
const kSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
// Joiners are letters' business in Arabic and Indic scripts, and in some emoji.
const kJoinable = /[\u0600-\u08ff\u0900-\u0dff\u1780-\u18af\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u;

export function visibleText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(kSpaces, " ")
    .replace(kInvisible, (found, at: number, whole: string) => {
      const joins = found === "\u200c" || found === "\u200d" || found === "\ufe0f";
      return joins && kJoinable.test(whole.slice(Math.max(0, at - 2), at)) ? found : "";
    });
}

export function cleanText(bytes: Bytes): Bytes {
  let text: string;
  try {
    text = toText(bytes);
  } catch {
    throw new Fault("it is not plain text in UTF-8: copy what matters into the filing itself");
  }
  if (text.includes("\0")) throw new Fault("it is not plain text");
  return utf8(visibleText(text));
}
