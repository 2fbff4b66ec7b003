// What is kept of a Word document (ISO/IEC 29500): a list of namespaces, elements and attributes, for
// what is not on it may say who wrote it. Here is the text's side; clean_document.ts has the container.
import { visibleText } from "./clean_text.js";
import { type Attribute, type Element, kXml } from "./xml.js";

const kW = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const kRelationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const kPicture = "http://schemas.openxmlformats.org/drawingml/2006/picture";
// The namespaces that stay, with the prefixes that they get.
export const kPrefixes: Record<string, string> = {
  [kW]: "w",
  [kRelationships]: "r",
  [kPicture]: "pic",
  "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
  "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
  "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
};

const words = (text: string): Set<string> => new Set(text.split(/\s+/));

// Gone with all that is in them: what was struck, comments, former formats with their authors, fields'
// orders (file names and authors among them), embedded programs, marks that editors leave.
const kDropped = words(`del moveFrom delText delInstrText rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tcPrChange trPrChange
  tblGridChange numberingChange cellIns cellDel cellMerge commentRangeStart commentRangeEnd commentReference annotationRef bookmarkStart
  bookmarkEnd proofErr permStart permEnd instrText fldChar ffData sdtPr sdtEndPr customXmlPr smartTagPr object pict control movie altChunk
  subDoc printerSettings rsid rsids nsid tmpl docVars mailMerge attachedTemplate saveSubsetFonts contentPart moveFromRangeStart
  moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart
  customXmlDelRangeEnd customXmlMoveFromRangeStart customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd
  embedRegular embedBold embedItalic embedBoldItalic dataBinding lang themeFontLang aliases vanish webHidden specVanish hlinkClick hlinkHover extLst`);
// Gone themselves, while what is in them stays.
const kUnwrapped = words("ins moveTo hyperlink fldSimple sdt sdtContent customXml smartTag dir bdo");
// Attributes of no namespace or of Word's own that name people, times, machines or addresses.
const kSilenced = words("author date initials userId providerId name descr title tooltip history tgtFrame docLocation anchor tplc cstate link");
const kNamed = words("docPr cNvPr"); // must have a name, and get one that says nothing

const isKept = (attribute: Attribute): boolean =>
  (attribute.space === "" || attribute.space in kPrefixes || attribute.space === kXml) && !attribute.local.startsWith("rsid");

export interface Scrubber {
  styles: Map<string, string>; // the document's own styles, whose names may say something
  relation: (id: string) => string | undefined; // a relation's new id, if what it leads to stays
  left: Set<string>; // what was left out that the author may miss
}

// A tree with only what is kept in it; undefined where nothing is.
export function scrub(node: Element, scrubber: Scrubber): (Element | string)[] {
  if (node.local === "AlternateContent") return alternative(node, scrubber);
  if (!(node.space in kPrefixes) || kDropped.has(node.local)) {
    tell(node.local, scrubber);
    return [];
  }
  const inside = node.children.flatMap((child) => (typeof child === "string" ? textOf(node, child) : scrub(child, scrubber)));
  if (node.local === "drawing" && !contains(inside, "blip")) {
    scrubber.left.add("shapes, charts and diagrams");
    return [];
  }
  if (node.space === kW && kUnwrapped.has(node.local)) return inside;
  const attributes = attributesOf(node, scrubber);
  return attributes ? [{ ...node, attributes, children: inside }] : [];
}

// Of two forms of one thing the first is for newer programs, and needs a namespace that is not kept
// where it is a shape or text box.
function alternative(node: Element, scrubber: Scrubber): (Element | string)[] {
  const choice = node.children.find((child): child is Element => typeof child !== "string" && child.local === "Choice");
  return (choice?.children ?? []).flatMap((child) => (typeof child === "string" ? [] : scrub(child, scrubber)));
}

const contains = (children: (Element | string)[], local: string): boolean =>
  children.some((child) => typeof child !== "string" && (child.local === local || contains(child.children, local)));

const kMissed: Record<string, string> = {
  del: "struck-out text", moveFrom: "struck-out text", commentReference: "comments", object: "embedded objects", pict: "older drawings",
  altChunk: "embedded documents", vanish: "the hiding of hidden text, which is now visible",
  instrText: "fields, whose results stay as text",
};

function tell(local: string, { left }: Scrubber): void {
  const missed = kMissed[local];
  if (missed) left.add(missed);
}

const kText = words("t"); // of Word, of drawings, of formulas

function textOf(node: Element, text: string): string[] {
  if (kText.has(node.local)) return [visibleText(text)];
  // Between elements there is only white space, and what else there is cannot be seen; a drawing's
  // positions are numbers, or one word.
  return /^-?[0-9]+$|^[a-z]+$/.test(text) ? [text] : [];
}

function attributesOf(node: Element, scrubber: Scrubber): Attribute[] | undefined {
  const attributes: Attribute[] = [];
  for (const attribute of node.attributes.filter(isKept)) {
    if (kNamed.has(node.local) && attribute.local === "name") attributes.push({ ...attribute, value: "picture" });
    if (kSilenced.has(attribute.local)) continue;
    if (attribute.space === kRelationships) {
      const id = scrubber.relation(attribute.value);
      if (id === undefined) return undefined;
      attributes.push({ ...attribute, value: id });
    } else {
      attributes.push({ ...attribute, value: styled(node, attribute, scrubber.styles) });
    }
  }
  return attributes;
}

const kStyleNames = words("pStyle rStyle tblStyle basedOn next link numStyleLink styleLink");

function styled(node: Element, attribute: Attribute, styles: Map<string, string>): string {
  const refers = (kStyleNames.has(node.local) && attribute.local === "val") || (node.local === "style" && attribute.local === "styleId");
  return (refers && styles.get(attribute.value)) || attribute.value;
}

// The document's own styles get names by number: "styleId" -> "Own1".
export function ownStyles(styles: Element): Map<string, string> {
  const value = (node: Element, local: string): string | undefined => node.attributes.find((attribute) => attribute.local === local)?.value;
  const own = styles.children.filter((child): child is Element => typeof child !== "string" && child.local === "style" && value(child, "customStyle") === "1");
  return new Map(own.flatMap((style, at) => {
    const id = value(style, "styleId");
    return id === undefined ? [] : [[id, `Own${at + 1}`]];
  }));
}

// Their shown names, after scrub().
export function renameOwn(styles: Element, own: Map<string, string>): void {
  const names = new Set(own.values());
  for (const style of styles.children) {
    const id = typeof style === "string" ? undefined : style.attributes.find(({ local }) => local === "styleId")?.value;
    if (typeof style === "string" || id === undefined || !names.has(id)) continue;
    style.children = style.children.filter((child) => typeof child === "string" || !["aliases", "name"].includes(child.local));
    style.children.unshift({ space: kW, local: "name", attributes: [{ space: kW, local: "val", value: id }], children: [] });
  }
}
