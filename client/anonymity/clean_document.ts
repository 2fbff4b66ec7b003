// Attachments without what word processors, cameras and programs write into them. Word documents are
// built anew from what is on a list (docx.ts): no properties, comments, revisions, custom XML, paths.
// Pictures inside are cleaned as pictures are. A PDF is refused: nobody can say what is in one.
import { type UnzipFileInfo, unzipSync, zipSync } from "fflate";
import { type Bytes, equal, Fault, utf8 } from "../bytes.js";
import { imageType } from "./clean_image.js";
import { cleanText } from "./clean_text.js";
import { kPrefixes, ownStyles, renameOwn, scrub } from "./docx.js";
import { toText } from "./sodium.js";
import { type Element, formatXml, parseXml } from "./xml.js";

export interface Cleaned {
  bytes: Bytes;
  name: string; // by number and kind: a file's own name may say who wrote it
  left: string[]; // what was left out and may be missed, in words
}
export type ImageCleaner = (bytes: Bytes) => Promise<Bytes>;

const kMostParts = 2_000;
const kLargestPart = 64 << 20;
const kLargestWhole = 128 << 20;

const startsWith = (bytes: Bytes, text: string): boolean => equal(bytes.slice(0, text.length), Uint8Array.from(text, (char) => char.charCodeAt(0)));

// The `number`th attachment of a filing, cleaned; or a Fault that says what to do.
export async function cleanAttachment(bytes: Bytes, number: number, cleanImage: ImageCleaner): Promise<Cleaned> {
  const image = imageType(bytes);
  const named = (kind: string): string => `attachment-${number}.${kind}`;
  if (image) return { bytes: await cleanImage(bytes), name: named(image === "image/png" ? "png" : "jpg"), left: [] };
  if (bytes.subarray(0, 1024).length >= 5 && new TextDecoder("latin1").decode(bytes.subarray(0, 1024)).includes("%PDF-"))
    throw new Fault("a PDF cannot be cleaned here: nobody can say what is hidden in one. Copy its text into the filing, or attach pictures of its pages, as PNG");
  if (startsWith(bytes, "PK\x03\x04")) {
    const left = new Set<string>();
    return { bytes: await cleanDocx(bytes, cleanImage, left), name: named("docx"), left: [...left].sort() };
  }
  if (startsWith(bytes, "\xd0\xcf\x11\xe0")) throw new Fault("an old or encrypted Office file cannot be cleaned here: save it as a .docx without a password, or copy its text");
  return { bytes: cleanText(bytes), name: named("txt"), left: [] };
}

function unzip(bytes: Bytes): Record<string, Bytes> {
  let [count, whole] = [0, 0];
  const isSafe = ({ originalSize }: UnzipFileInfo): boolean => {
    whole += originalSize;
    if (++count > kMostParts || originalSize > kLargestPart || whole > kLargestWhole) throw new Fault("the document is too large to be cleaned here");
    return true;
  };
  try {
    return unzipSync(bytes, { filter: isSafe }) as Record<string, Bytes>;
  } catch (error) {
    throw error instanceof Fault ? error : new Fault("the file is damaged, or not a document");
  }
}

const kTypes = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
const kRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const kPackage = "http://schemas.openxmlformats.org/package/2006/";
// The kinds of parts that a text may lead to, by the last word of the relation's type.
const kParts = ["styles", "numbering", "footnotes", "endnotes", "header", "footer"];

interface Relation {
  id: string;
  kind: string;
  target: string; // a part's name, in the folder word
}
// The document as it is built: texts by part, each with its relations.
interface Making {
  source: Record<string, Bytes>;
  parts: Map<string, { root: Element; kind: string; relations: Relation[] }>;
  names: Map<string, string>; // a part of the source -> its new name
  media: Map<string, string>; // likewise, of pictures
}

const valueOf = (node: Element, local: string): string => node.attributes.find((attribute) => attribute.space === "" && attribute.local === local)?.value ?? "";

// Of a part in the folder word: the relations to what may stay, by id.
function relationsOf(source: Record<string, Bytes>, part: string): Map<string, { kind: string; target: string }> {
  const file = `_rels/${part}.rels`;
  const children = source[`word/${file}`] ? parseXml(text(source, file)).children.filter((child): child is Element => typeof child !== "string") : [];
  return new Map(children.flatMap((child) => {
    const kind = valueOf(child, "Type").startsWith(kRelations) ? valueOf(child, "Type").slice(kRelations.length) : "";
    const target = valueOf(child, "Target").replace(/^\/word\//, "");
    const isInside = source[`word/${target}`] !== undefined; // and not an address
    return isInside && (kParts.includes(kind) || kind === "image") ? [[valueOf(child, "Id"), { kind, target }]] : [];
  }));
}

function gather(making: Making, part: string, kind: string, own: Map<string, string>, left: Set<string>): void {
  const found = relationsOf(making.source, part);
  const name = partName(making, part, kind);
  const relations: Relation[] = [];
  const related = (kind: string, target: string): string => {
    const id = `rId${relations.length + 1}`;
    relations.push({ id, kind, target });
    return id;
  };
  const relation = (id: string): string | undefined => {
    const to = found.get(id);
    if (!to) return undefined;
    if (to.kind === "image" && !imageType(making.source[`word/${to.target}`] as Bytes)) {
      left.add("pictures that are neither JPEG nor PNG");
      return undefined;
    }
    return related(to.kind, to.kind === "image" ? picture(making, to.target) : partName(making, to.target, to.kind));
  };
  const root = parseXml(text(making.source, part));
  const [scrubbed] = scrub(root, { styles: own, relation, left });
  if (!scrubbed || typeof scrubbed === "string") throw new Fault("the document is of a kind that cannot be cleaned here: save it as an ordinary .docx");
  if (kind === "styles") renameOwn(scrubbed, own);
  // Styles, numbering and notes are found by their kind alone, no id in the text leads there.
  if (kind === "document") for (const { kind: other, target } of found.values()) if (!["image", "header", "footer"].includes(other)) related(other, partName(making, target, other));
  making.parts.set(name, { root: scrubbed, kind, relations });
  for (const { kind: next, target } of found.values())
    if (next !== "image" && making.names.has(target) && !making.parts.has(making.names.get(target) as string)) gather(making, target, next, own, left);
}

function partName(making: Making, target: string, kind: string): string {
  const name = making.names.get(target) ?? (kind === "document" ? "document.xml" : `${kind}${making.names.size}.xml`);
  making.names.set(target, name);
  return name;
}

function picture(making: Making, target: string): string {
  const type = imageType(making.source[`word/${target}`] as Bytes);
  const name = making.media.get(target) ?? `media/image${making.media.size + 1}.${type === "image/png" ? "png" : "jpeg"}`;
  making.media.set(target, name);
  return name;
}

const plain = (local: string, attributes: Record<string, string>): string =>
  `<${local}${Object.entries(attributes).map(([name, value]) => ` ${name}="${value}"`).join("")}/>`;
const listed = (root: string, space: string, entries: string[]): Bytes =>
  utf8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<${root} xmlns="${kPackage}${space}">${entries.join("")}</${root}>`);
const relationships = (relations: Relation[]): Bytes =>
  listed("Relationships", "relationships", relations.map(({ id, kind, target }) => plain("Relationship", { Id: id, Type: kRelations + kind, Target: target })));

export async function cleanDocx(bytes: Bytes, cleanImage: ImageCleaner, left: Set<string>): Promise<Bytes> {
  const source = unzip(bytes);
  if (!source["word/document.xml"]) throw new Fault("only Word documents (.docx) can be cleaned here: save it as one, or as plain text");
  if (source["word/vbaProject.bin"]) throw new Fault("the document has macros: save it as a .docx without them");
  const making: Making = { source, parts: new Map(), names: new Map(), media: new Map() };
  const styles = [...relationsOf(source, "document.xml").values()].find(({ kind }) => kind === "styles");
  const own = styles ? ownStyles(parseXml(text(source, styles.target))) : new Map<string, string>();
  gather(making, "document.xml", "document", own, left);
  if (Object.keys(source).some((name) => /^word\/comments/.test(name))) left.add("comments");
  return zipSync(await assembled(making, cleanImage), { mtime: new Date(1980, 0, 1), level: 6 });
}

function text(source: Record<string, Bytes>, part: string): string {
  try {
    return toText(source[`word/${part}`] as Bytes);
  } catch {
    throw new Fault("the document is not in UTF-8: save it anew");
  }
}

async function assembled(making: Making, cleanImage: ImageCleaner): Promise<Record<string, Bytes>> {
  const { source, parts, media } = making;
  const types = [
    plain("Default", { Extension: "rels", ContentType: "application/vnd.openxmlformats-package.relationships+xml" }),
    ...["png", "jpeg"].map((kind) => plain("Default", { Extension: kind, ContentType: `image/${kind}` })),
    ...[...parts].map(([name, { kind }]) => plain("Override", { PartName: `/word/${name}`, ContentType: `${kTypes}${kind === "document" ? "document.main" : kind}+xml` })),
  ];
  const files: Record<string, Bytes> = {
    "[Content_Types].xml": listed("Types", "content-types", types),
    "_rels/.rels": relationships([{ id: "rId1", kind: "officeDocument", target: "word/document.xml" }]),
  };
  for (const [name, { root, relations }] of parts) {
    files[`word/${name}`] = utf8(formatXml(root, kPrefixes));
    if (relations.length > 0) files[`word/_rels/${name}.rels`] = relationships(relations);
  }
  for (const [target, name] of media) files[`word/${name}`] = await cleanImage(source[`word/${target}`] as Bytes);
  return files;
}
