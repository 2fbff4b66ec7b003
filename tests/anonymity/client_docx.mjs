// Documents that are not as they should be: each is refused in words, or cleaned all the same.
import assert from "node:assert/strict";
import test from "node:test";
import { unzipSync, zipSync } from "fflate";
import { modules } from "./client.mjs";
import { wordDocument } from "./documents.mjs";

const { clean_document, xml, bytes } = await modules();
const { Fault, utf8 } = bytes;
// The picture itself is Chromium's matter: client_documents.mjs.
const picture = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 2, 0xff, 0xd9);
const whole = wordDocument(picture);
const parts = unzipSync(whole);
const clean = async (document) => {
  const left = new Set();
  return { bytes: await clean_document.cleanDocx(document, async (each) => each, left), left };
};
const withPart = (name, change) => zipSync({ ...parts, [name]: utf8(change(new TextDecoder().decode(parts[name]))) });
const inDocument = (change) => withPart("word/document.xml", change);
const textOf = (document) => Object.values(unzipSync(document)).map((part) => new TextDecoder().decode(part)).join("\n");

for (const [what, document, words] of [
  ["a document type", inDocument((text) => text.replace("<w:document", '<!DOCTYPE x [<!ENTITY a "CANARY">]><w:document')), /malformed|document type/],
  ["an entity of its own", inDocument((text) => text.replace("We disagree", "&a;")), /entity/],
  ["a character that is none", inDocument((text) => text.replace("We disagree", "&#xD800;")), /entity/],
  ["an element that does not end", inDocument((text) => text.replace("</w:body>", "")), /malformed/],
  ["a prefix that is not declared", inDocument((text) => text.replace("<w:body>", "<w:body><zz:x/>")), /prefix/],
  ["elements nested without end", inDocument((text) => text.replace("<w:body>", `<w:body>${"<w:p>".repeat(500)}`)), /too deeply/],
  ["CDATA", inDocument((text) => text.replace("We disagree", "<![CDATA[We]]>")), /malformed/],
  ["bytes that are not UTF-8", zipSync({ ...parts, "word/document.xml": Uint8Array.of(0x3c, 0xff, 0xfe) }), /UTF-8/],
  ["macros", zipSync({ ...parts, "word/vbaProject.bin": utf8("x") }), /macros/],
  ["no document at all", zipSync({ "xl/workbook.xml": utf8("<x/>") }), /only Word documents/],
  ["more parts than a document has", zipSync(Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`word/${at}.xml`, utf8("x")]))), /too large/],
  ["a part that unpacks to more than fits", zipSync({ ...parts, "word/big.xml": new Uint8Array(65 << 20) }), /too large/],
])
  test(`${what} is refused`, () => assert.rejects(clean(document), (error) => error instanceof Fault && words.test(error.message)));

test("a picture of another kind is left out, and the author told", async () => {
  const { bytes, left } = await clean(zipSync({ ...parts, "word/media/photo.jpeg": utf8("GIF89a CANARY") }));
  assert.ok(left.has("pictures that are neither JPEG nor PNG"));
  assert.ok(!textOf(bytes).includes("CANARY"));
});

test("a relation that leads out of the document, or to nothing, is not kept", async () => {
  const document = withPart("word/_rels/document.xml.rels", (text) => text.replace("media/photo.jpeg", "../docProps/core.xml").replace("header1.xml", "header9.xml"));
  const cleaned = textOf((await clean(document)).bytes);
  assert.ok(!/CANARY|core\.xml|header9|headerReference/.test(cleaned));
});

test("a document with any of its bytes or texts altered is refused in words, or is clean", async () => {
  let cleaned = 0;
  let state = 7;
  const below = (limit) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % limit;
  for (let round = 0; round < 150; round++) {
    const altered = whole.slice();
    altered[below(altered.length)] ^= 1 << below(8);
    const name = ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "word/header1.xml"][below(4)];
    const document = round % 2 ? altered : withPart(name, (text) => {
      const at = below(text.length);
      return [() => text.slice(0, at) + text.slice(at + 1 + below(30)), () => text.slice(0, at) + ["<", ">", "&", '"', "</", "/>", " "][below(7)] + text.slice(at)][below(2)]();
    });
    try {
      const text = textOf((await clean(document)).bytes);
      cleaned++;
      if (round % 2) assert.ok(!/CANARY-(creator|deleted|author|comment|bookmark|rsid|styleName|mailto|people)/.test(text), `round ${round}: ${/.{60}CANARY-.{40}/.exec(text)?.[0]}`);
    } catch (error) {
      assert.ok(error instanceof Fault, error.stack);
    }
  }
  assert.ok(cleaned > 10);
});

test("what is written of XML is read the same again", () => {
  const space = "urn:x";
  const tree = { space, local: "a", attributes: [{ space: "", local: "b", value: "<&\"'\n\t>" }], children: ["x & y <", { space, local: "c", attributes: [], children: [] }, "é😀"] };
  assert.deepEqual(xml.parseXml(xml.formatXml(tree, { [space]: "p" })), tree);
});
