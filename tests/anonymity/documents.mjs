// A Word document with a canary in every place that word processors write to without being asked, and
// in what an author thinks is gone. `kVisible` is what its reader sees; nothing else may outlive cleaning.
import { zipSync } from "fflate";

export const kVisible = ["We disagree with the order.", "A second paragraph", "a moved sentence", "inserted words", "linked words", "a field's result", "in a control", "Cell text", "A footnote", "The header", "hidden words", "smart words"];
const utf8 = (text) => new TextEncoder().encode(text);

let count = 0;
// A new canary each time, so that one that stays can be told.
const canary = (place) => `CANARY-${place}-${count++}`;

const kW = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const kNames = `${kW} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" mc:Ignorable="w14"`;
const rsid = () => `w:rsidR="00${canary("rsid")}" w:rsidRDefault="00AB12CD" w14:paraId="${canary("paraId")}" w14:textId="77777777"`;
const by = () => `w:id="1" w:author="${canary("author")}" w:date="2026-03-03T14:05:00Z"`;
const run = (text, properties = "") => `<w:r w:rsidR="00${canary("run")}">${properties ? `<w:rPr>${properties}</w:rPr>` : ""}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (...inside) => `<w:p ${rsid()}><w:pPr><w:pStyle w:val="Style-of-${kOwnStyle}"/><w:pPrChange ${by()}><w:pPr/></w:pPrChange></w:pPr>${inside.join("")}</w:p>`;
const kOwnStyle = canary("styleId");

const drawing = () => `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="952500" cy="952500"/><wp:docPr id="1" name="${canary("docPr")}" descr="C:\\Users\\${canary("descr")}\\photo.jpg" title="${canary("title")}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="0" name="${canary("cNvPr")}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdPicture"><a:extLst><a:ext uri="{${canary("ext")}}"/></a:extLst></a:blip><a:srcRect r="50000"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="952500" cy="952500"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;

function body() {
  return `<?xml version="1.0"?><!-- ${canary("comment")} --><?pi ${canary("pi")}?><w:document ${kNames}><w:body>
${paragraph(run("We disagree with the order."), `<w:del ${by()}><w:r><w:delText>${canary("deleted")}</w:delText></w:r></w:del>`, `<w:ins ${by()}>${run("inserted words")}</w:ins>`)}
${paragraph(run(`A sec\u200bond para\u2060graph`), `<w:commentRangeStart w:id="0"/>`, run("x"), `<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>`, `<w:bookmarkStart w:id="2" w:name="${canary("bookmark")}"/><w:bookmarkEnd w:id="2"/>`)}
${paragraph(`<w:moveFrom ${by()}>${run(canary("moved-from"))}</w:moveFrom><w:moveTo ${by()}>${run("a moved sentence")}</w:moveTo>`)}
${paragraph(`<w:hyperlink r:id="rIdLink" w:tooltip="${canary("tooltip")}" w:anchor="${canary("anchor")}">${run("linked words")}</w:hyperlink>`)}
${paragraph(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDETEXT "C:\\\\Users\\\\${canary("instr")}" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run("a field's result")}<w:r><w:fldChar w:fldCharType="end"/></w:r>`, `<w:fldSimple w:instr="AUTHOR ${canary("fldSimple")}">${run("smart words")}</w:fldSimple>`)}
<w:sdt><w:sdtPr><w:alias w:val="${canary("alias")}"/><w:tag w:val="${canary("tag")}"/><w:dataBinding w:xpath="${canary("xpath")}" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent>${paragraph(run("in a control"))}</w:sdtContent></w:sdt>
${paragraph(`<w:smartTag w:uri="urn:${canary("uri")}" w:element="PersonName"><w:smartTagPr><w:attr w:name="x" w:val="${canary("smartTag")}"/></w:smartTagPr></w:smartTag>`, `<w:customXml w:uri="urn:${canary("customUri")}" w:element="${canary("element")}"/>`)}
${paragraph(run("hidden words", "<w:vanish/><w:lang w:val=\"de-AT\"/>"), drawing())}
${paragraph(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="3" name="${canary("shape")}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="x"><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>${canary("textbox")}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape alt="${canary("alt")}" o:gfxdata="${canary("gfxdata")}"/></w:pict></mc:Fallback></mc:AlternateContent></w:r>`, `<w:r><w:object><o:OLEObject ProgID="${canary("ole")}"/></w:object></w:r>`)}
<w:tbl><w:tblPr><w:tblCaption w:val="${canary("caption")}"/><w:tblDescription w:val="${canary("description")}"/></w:tblPr><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid><w:tr ${rsid()}><w:tc><w:p>${run("Cell text")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p><w:sectPr ${rsid().split(" ")[0]}><w:headerReference w:type="default" r:id="rIdHeader"/><w:pgSz w:w="11906" w:h="16838"/><w:printerSettings r:id="rIdPrinter"/></w:sectPr></w:body></w:document>`;
}

const kRelated = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const relations = (...list) => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.map(([id, kind, target, mode]) => `<Relationship Id="${id}" Type="${kRelated}${kind}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ""}/>`).join("")}</Relationships>`;

// `picture` is a JPEG. Returns the document's bytes.
export function wordDocument(picture) {
  count = 100;
  const files = {
    "[Content_Types].xml": `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    "_rels/.rels": relations(["rId1", "officeDocument", "word/document.xml"], ["rId2", "extended-properties", "docProps/app.xml"], ["rId3", "custom-properties", "docProps/custom.xml"]),
    "docProps/core.xml": `<coreProperties><creator>${canary("creator")}</creator><lastModifiedBy>${canary("lastModifiedBy")}</lastModifiedBy></coreProperties>`,
    "docProps/app.xml": `<Properties><Company>${canary("company")}</Company><Manager>${canary("manager")}</Manager><Template>${canary("template")}</Template></Properties>`,
    "docProps/custom.xml": `<Properties><property name="${canary("custom")}"/></Properties>`,
    "docProps/thumbnail.jpeg": canary("thumbnail"),
    "customXml/item1.xml": `<x>${canary("customXml")}</x>`,
    "word/document.xml": body(),
    "word/_rels/document.xml.rels": relations(["rIdStyles", "styles", "styles.xml"], ["rIdNumbering", "numbering", "numbering.xml"], ["rIdNotes", "footnotes", "footnotes.xml"], ["rIdHeader", "header", "header1.xml"], ["rIdPicture", "image", "media/" + "photo.jpeg"], ["rIdSettings", "settings", "settings.xml"], ["rIdComments", "comments", "comments.xml"], ["rIdLink", "hyperlink", `mailto:${canary("mailto")}@example.org`, "External"], ["rIdTheme", "theme", "theme/theme1.xml"], ["rIdFonts", "fontTable", "fontTable.xml"]),
    "word/styles.xml": `<?xml version="1.0"?><w:styles ${kW}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rsid w:val="00${canary("styleRsid")}"/></w:style><w:style w:type="paragraph" w:customStyle="1" w:styleId="Style-of-${kOwnStyle}"><w:name w:val="${canary("styleName")}"/><w:aliases w:val="${canary("aliases")}"/><w:basedOn w:val="Normal"/><w:rPr><w:b/></w:rPr></w:style></w:styles>`,
    "word/numbering.xml": `<?xml version="1.0"?><w:numbering ${kW}><w:abstractNum w:abstractNumId="0"><w:name w:val="${canary("listName")}"/><w:nsid w:val="${canary("nsid")}"/><w:tmpl w:val="${canary("tmpl")}"/><w:lvl w:ilvl="0" w:tplc="${canary("tplc")}"><w:start w:val="1"/></w:lvl></w:abstractNum></w:numbering>`,
    "word/footnotes.xml": `<?xml version="1.0"?><w:footnotes ${kNames}><w:footnote w:id="2">${paragraph(run("A footnote"))}</w:footnote></w:footnotes>`,
    "word/header1.xml": `<?xml version="1.0"?><w:hdr ${kNames}>${paragraph(run("The header"))}</w:hdr>`,
    "word/settings.xml": `<w:settings ${kW}><w:rsids><w:rsid w:val="${canary("settings")}"/></w:rsids><w:attachedTemplate/></w:settings>`,
    "word/comments.xml": `<w:comments ${kW}><w:comment ${by()}>${paragraph(run(canary("comment-text")))}</w:comment></w:comments>`,
    "word/people.xml": `<x>${canary("people")}</x>`,
    "word/theme/theme1.xml": `<a:theme name="${canary("theme")}"/>`,
    "word/fontTable.xml": `<w:fonts ${kW}><w:font w:name="${canary("font")}"/></w:fonts>`,
    "word/embeddings/oleObject1.bin": canary("embedding"),
    "word/printerSettings/printerSettings1.bin": canary("printer"),
  };
  const entries = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, utf8(text)]));
  return zipSync({ ...entries, "word/media/photo.jpeg": picture }, { comment: canary("zip") });
}
