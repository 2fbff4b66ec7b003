// What in a text may give away who wrote it, said beside the form while somebody types. Not when they leave a
// field: a page that moves under a click swallows it.
import { checkStyle } from "../anonymity/style_check.js";
import { element, one, show } from "./page.js";

export function warnOf(text: string, seen: string): void {
  const warnings = checkStyle(text, seen);
  one("[data-recognisable-list]").replaceChildren(...warnings.slice(0, 20).map(({ found, advice }) => {
    const line = element("li", "");
    line.append(element("strong", `“${found}”`), ` ${advice}`);
    return line;
  }));
  show("[data-recognisable]", warnings.length > 0);
}
