// As much XML as a word processor writes: read into a tree with each name's namespace resolved, and
// written again. No DOMParser, which a page under Trusted Types may not feed. What could carry more than
// it shows (a document type, entities of its own) is refused; comments and instructions are dropped.
import { Fault } from "../bytes.js";

export interface Attribute {
  space: string; // namespace, "" for none
  local: string;
  value: string;
}
export interface Element {
  space: string;
  local: string;
  attributes: Attribute[];
  children: (Element | string)[];
}

const kName = "[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?";
const kTag = new RegExp(`<(/?)(${kName})((?:\\s+${kName}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, "uy");
const kAttribute = new RegExp(`(${kName})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, "gu");
const kEntities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const kDeepest = 200;
export const kXml = "http://www.w3.org/XML/1998/namespace";

function decoded(text: string): string {
  return text.replace(/&([^;&]*);|&/g, (_, entity?: string) => {
    const number = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(entity ?? "");
    const code = number ? parseInt(number[1] ?? (number[2] as string), number[1] ? 16 : 10) : -1;
    const found = number ? (code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : undefined) : kEntities[entity ?? ""];
    if (found === undefined) throw new Fault("its XML has an entity of its own");
    return found;
  });
}

const encoded = (text: string): string =>
  text.replace(/[&<>"\t\n\r]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char] ?? `&#${char.charCodeAt(0)};`);

type Scope = Record<string, string>;

function resolved(name: string, scope: Scope, isAttribute: boolean): { space: string; local: string } {
  const colon = name.indexOf(":");
  if (colon < 0) return { space: isAttribute ? "" : (scope[""] ?? ""), local: name };
  const space = scope[name.slice(0, colon)];
  if (space === undefined) throw new Fault("its XML uses a prefix that it does not declare");
  return { space, local: name.slice(colon + 1) };
}

function element(name: string, text: string, outer: Scope): { made: Element; scope: Scope } {
  const pairs = [...text.matchAll(kAttribute)].map((match) => ({ name: match[1] as string, value: decoded(match[2] ?? match[3] ?? "") }));
  const isDeclaration = (pair: { name: string }): boolean => pair.name === "xmlns" || pair.name.startsWith("xmlns:");
  const scope = { ...outer, ...Object.fromEntries(pairs.filter(isDeclaration).map((pair) => [pair.name.slice(6), pair.value])) };
  const attributes = pairs.filter((pair) => !isDeclaration(pair)).map((pair) => ({ ...resolved(pair.name, scope, true), value: pair.value }));
  return { made: { ...resolved(name, scope, false), attributes, children: [] }, scope };
}

export function parseXml(text: string): Element {
  const source = text.replace(/^\ufeff/, "").replace(/<!--[^]*?-->|<\?[^]*?\?>/g, "");
  const top: Element = { space: "", local: "", attributes: [], children: [] };
  const open: { made: Element; scope: Scope; name: string }[] = [{ made: top, scope: { xml: kXml }, name: "" }];
  let at = 0;
  while (at < source.length) {
    const inside = open[open.length - 1] as (typeof open)[number];
    const next = source.indexOf("<", at);
    const words = source.slice(at, next < 0 ? source.length : next);
    if (words !== "") inside.made.children.push(decoded(words));
    if (next < 0) break;
    kTag.lastIndex = next;
    const tag = kTag.exec(source);
    if (!tag) throw new Fault("its XML is malformed, or has a document type");
    const [, closing, name, attributes, empty] = tag as unknown as [string, string, string, string, string];
    at = kTag.lastIndex;
    if (closing) {
      if (inside.name !== name || attributes || empty) throw new Fault("its XML is malformed");
      open.pop();
      continue;
    }
    const { made, scope } = element(name, attributes, inside.scope);
    inside.made.children.push(made);
    if (!empty) open.push({ made, scope, name });
    if (open.length > kDeepest) throw new Fault("its XML is nested too deeply");
  }
  const roots = top.children.filter((child): child is Element => typeof child !== "string");
  if (open.length !== 1 || roots.length !== 1 || top.children.some((child) => typeof child === "string" && child.trim() !== "")) throw new Fault("its XML is malformed");
  return roots[0] as Element;
}

// `prefixes` names every namespace that the tree may have; all are declared at the root.
export function formatXml(root: Element, prefixes: Record<string, string>): string {
  const prefixed = (space: string, local: string): string => {
    if (space === "") return local;
    const prefix = space === kXml ? "xml" : prefixes[space];
    if (prefix === undefined) throw new Fault("its XML has a namespace that is not kept");
    return `${prefix}:${local}`;
  };
  const declared = Object.entries(prefixes).map(([space, prefix]) => ` xmlns:${prefix}="${space}"`).join("");
  const write = (node: Element | string, extra: string): string => {
    if (typeof node === "string") return encoded(node);
    const name = prefixed(node.space, node.local);
    const attributes = node.attributes.map(({ space, local, value }) => ` ${prefixed(space, local)}="${encoded(value)}"`).join("");
    const inside = node.children.map((child) => write(child, "")).join("");
    return inside === "" ? `<${name}${extra}${attributes}/>` : `<${name}${extra}${attributes}>${inside}</${name}>`;
  };
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${write(root, declared)}`;
}
