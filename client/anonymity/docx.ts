// What is kept of a Word document (ISO/IEC 29500): a list of namespaces, elements and attributes, for
// what is not on it may say who wrote it. Here is the text's side; clean_document.ts has the container.
import { visibleText } from "./clean_text.js";
import { type Attribute, type Element, kXml } from "./xml.js";

const kW = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const kRelationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const kMath = "http://schemas.openxmlformats.org/officeDocument/2006/math";
const kPicture = "http://schemas.openxmlformats.org/drawingml/2006/picture";
// The namespaces that stay, with the prefixes that they get.
export const kPrefixes: Record<string, string> = {
  [kW]: "w",
  [kRelationships]: "r",
  [kPicture]: "pic",
  "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
  "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
  [kMath]: "m",
};

const words = (text: string): Set<string> => new Set(text.split(/\s+/));

// Elements of text, tables, sections, notes, styles and lists; of formulas all, they have nothing else.
const kText = words(`document body p r t tab br cr sym noBreakHyphen softHyphen footnoteReference endnoteReference footnoteRef endnoteRef
  separator continuationSeparator ruby rubyBase rt rubyPr rubyAlign hps hpsRaise hpsBaseText drawing ptab dir bdo hdr ftr footnotes footnote
  endnotes endnote pPr pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr ilvl numId suppressLineNumbers pBdr top left
  bottom right between bar start end insideH insideV tl2br tr2bl shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct
  autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection
  textAlignment outlineLvl cnfStyle rPr rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof color w
  kern position sz szCs highlight u effect bdr fitText vertAlign rtl cs em eastAsianLayout oMath tbl tblPr tblStyle tblpPr tblOverlap
  bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW tblCellSpacing tblInd tblBorders tblLayout tblCellMar tblLook tblGrid gridCol tr
  trPr tblPrEx gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tc tcPr tcW gridSpan hMerge vMerge tcBorders noWrap tcMar
  tcFitText vAlign hideMark sectPr headerReference footerReference footnotePr endnotePr type pgSz pgMar pgBorders lnNumType pgNumType cols
  col noEndnote titlePg rtlGutter docGrid pos numFmt numStart numRestart styles docDefaults rPrDefault pPrDefault style name basedOn next
  link uiPriority semiHidden unhideWhenUsed qFormat tblStylePr numbering abstractNum multiLevelType lvl lvlRestart isLgl suff lvlText lvlJc
  num abstractNumId lvlOverride startOverride numStyleLink styleLink`);
const kDrawing = words(`inline anchor simplePos positionH positionV posOffset align extent effectExtent wrapNone wrapSquare wrapTight
  wrapThrough wrapTopAndBottom wrapPolygon start lineTo docPr cNvGraphicFramePr graphicFrameLocks graphic graphicData pic nvPicPr cNvPr
  cNvPicPr picLocks blipFill blip stretch fillRect spPr xfrm off ext prstGeom avLst ln noFill solidFill srgbClr schemeClr prstDash round`);
// Gone themselves, while what is in them stays.
const kUnwrapped = words("ins moveTo hyperlink fldSimple sdt sdtContent customXml smartTag");
// Attributes that say how something looks or which part is meant. People, times, places, programs have others.
const kAttributes = words(`val type id styleId default customStyle ascii hAnsi cs eastAsia hint left right start end top bottom firstLine hanging
  firstLineChars hangingChars leftChars rightChars startChars endChars before after beforeLines afterLines beforeAutospacing
  afterAutospacing line lineRule color themeColor themeTint themeShade fill themeFill themeFillTint themeFillShade sz space shadow frame pos
  leader w h orient code header footer gutter num equalWidth sep charSpace linePitch fmt chapStyle chapSep offsetFrom display zOrder countBy
  distance restart abstractNumId numId ilvl hRule vAnchor hAnchor xAlign yAlign x y hSpace vSpace wrap dropCap lines tblpX tblpY tblpXSpec
  tblpYSpec leftFromText rightFromText topFromText bottomFromText horzAnchor vertAnchor firstRow lastRow firstColumn lastColumn noHBand
  noVBand char font clear combine combineBrackets vert vertCompress alignment relativeTo customMarkFollows distT distB distL distR cx cy l t
  r b uri prst rot flipH flipV noChangeAspect relativeFrom simplePos relativeHeight behindDoc locked layoutInCell allowOverlap wrapText edited
  cap cmpd algn embed`);
const kNamed = words("docPr cNvPr"); // must have a name, and get one that says nothing

const isKnown = ({ space, local }: Element): boolean => (space === kW ? kText : space === kMath ? undefined : kDrawing)?.has(local) ?? true;
const isKept = ({ space, local }: Attribute): boolean => (space === kXml && local === "space") || ((space === "" || space in kPrefixes) && kAttributes.has(local));

export interface Scrubber {
  styles: Map<string, string>; // the document's own styles, whose names may say something
  relation: (id: string) => string | undefined; // a relation's new id, if what it leads to stays
  left: Set<string>; // what was left out that the author may miss
}

// What is kept of a tree: nothing, itself, or what was inside it.
export function scrub(node: Element, scrubber: Scrubber, parent = ""): (Element | string)[] {
  if (node.local === "AlternateContent") return alternative(node, scrubber);
  const isUnwrapped = node.space === kW && kUnwrapped.has(node.local);
  if (!(node.space in kPrefixes) || !(isUnwrapped || isKnown(node)) || (node.local === "name" && parent === "abstractNum")) {
    tell(node.local, scrubber);
    return [];
  }
  const inside = node.children.flatMap((child) => (typeof child === "string" ? textOf(node, child) : scrub(child, scrubber, node.local)));
  if (isUnwrapped) return inside;
  if (node.local === "drawing" && !contains(inside, "blip")) {
    scrubber.left.add("shapes, charts and diagrams");
    return [];
  }
  const attributes = attributesOf(node, scrubber);
  const leadsNowhere = node.local === "blip" && !attributes?.some(({ local }) => local === "embed");
  return attributes && !leadsNowhere ? [{ ...node, attributes, children: inside }] : [];
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
  del: "struck-out text",
  moveFrom: "struck-out text",
  commentReference: "comments",
  object: "embedded objects",
  pict: "older drawings",
  altChunk: "embedded documents",
  instrText: "fields, whose results stay as text",
  vanish: "the hiding of hidden text, which is now visible",
  hidden: "the hiding of rows of tables, which are now visible",
  srcRect: "the cropping of pictures, which are now whole",
};

function tell(local: string, { left }: Scrubber): void {
  const missed = kMissed[local];
  if (missed) left.add(missed);
}

function textOf(node: Element, text: string): string[] {
  if (node.local === "t") return [visibleText(text)];
  // Between elements there is only white space, and what else there is cannot be seen; a drawing's
  // positions are numbers, or one word.
  return /^-?[0-9]+$|^[a-z]+$/.test(text) ? [text] : [];
}

function attributesOf(node: Element, scrubber: Scrubber): Attribute[] | undefined {
  const attributes: Attribute[] = kNamed.has(node.local) ? [{ space: "", local: "name", value: "picture" }] : [];
  for (const attribute of node.attributes.filter(isKept)) {
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
