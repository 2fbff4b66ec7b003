// Attachments, cleaned in a real Chromium: of the canaries that exiftool and a word processor's habits put
// into pictures and documents none is left, by exiftool's word and by a search of every byte; what a reader
// sees stays.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { inChromium } from "./client.mjs";
import { kVisible, wordDocument } from "./documents.mjs";

const folder = mkdtempSync(join(tmpdir(), "demur-documents-"));
const exiftool = (...args) => execFileSync("exiftool", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const kTags = ["Artist", "Copyright", "ImageDescription", "Make", "Model", "SerialNumber", "LensSerialNumber", "UserComment", "OwnerName", "Software", "HostComputer", "XMP:Creator", "XMP:CreatorTool", "XMP:Location", "XMP:PersonInImage", "XMP-xmpMM:DocumentID"];
const kOthers = { jpg: ["IPTC:By-line", "IPTC:City", "Comment", "IPTC:Caption-Abstract"], png: ["PNG:Author", "PNG:Title", "PNG:Comment", "PNG:Warning"] };
const kFree = ["SourceFile", "ExifToolVersion", "Warning"];

function marked(kind, bytes) {
  const file = join(folder, `marked.${kind}`);
  writeFileSync(file, bytes);
  const tags = [...kTags, ...kOthers[kind]].map((tag) => `-${tag}=CANARY ${tag}`);
  exiftool("-overwrite_original", ...tags, "-GPSLatitude=48.2", "-GPSLatitudeRef=N", "-GPSLongitude=16.37", "-DateTimeOriginal=2026:03:03 14:05:00", "-Orientation#=6", "-ThumbnailImage<=" + file, file);
  const found = JSON.parse(exiftool("-json", "-G1", file))[0];
  assert.ok(Object.values(found).filter((value) => String(value).includes("CANARY")).length >= tags.length, "exiftool wrote the canaries");
  return new Uint8Array(readFileSync(file));
}

// exiftool's groups that describe the pixels, and the encoder's constant sRGB profile (the module has compared
// it with that of an empty picture).
const kGroups = ["System", "File", "JFIF", "PNG", "Composite", "ExifTool", "ICC_Profile", "ICC-header", "ICC-view", "ICC-meas"];
function assertClean(kind, bytes) {
  const file = join(folder, `cleaned.${kind}`);
  writeFileSync(file, bytes);
  const found = JSON.parse(exiftool("-json", "-G1", "-a", "-u", file))[0];
  const groups = new Set(Object.keys(found).filter((key) => !kFree.includes(key)).map((key) => key.split(":")[0]));
  for (const group of groups) assert.ok(kGroups.includes(group), `${kind}: a tag of ${group} is left`);
  assert.ok(!Buffer.from(bytes).includes("CANARY"), `${kind}: a canary is left`);
  return found;
}

try {
  await inChromium(async (page) => {
    const b64 = (bytes) => Buffer.from(bytes).toString("base64");
    const bytesOf = (text) => new Uint8Array(Buffer.from(text, "base64"));
    // A picture of two colours, so that its turning can be seen.
    const drawn = async (type) => bytesOf(await page.evaluate(async (type) => {
      const canvas = new OffscreenCanvas(64, 32);
      const context = canvas.getContext("2d");
      context.fillStyle = "#c00";
      context.fillRect(0, 0, 32, 32);
      return demur.bytes.toBase64(new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer()));
    }, type));
    const clean = (bytes, number = 1) => page.evaluate(async ([text, number]) => {
      try {
        const { bytes, name, left } = await demur.clean_document.cleanAttachment(demur.bytes.fromBase64(text), number, demur.clean_image.cleanImage);
        return { bytes: demur.bytes.toBase64(bytes), name, left };
      } catch (error) {
        if (!(error instanceof demur.bytes.Fault)) throw error;
        return { fault: error.message };
      }
    }, [b64(bytes), number]);

    const pictures = {};
    for (const [kind, type] of [["jpg", "image/jpeg"], ["png", "image/png"]]) {
      pictures[kind] = marked(kind, await drawn(type));
      const cleaned = await clean(pictures[kind], 3);
      assert.equal(cleaned.name, `attachment-3.${kind}`);
      const found = assertClean(kind, bytesOf(cleaned.bytes));
      // Turned upright as the orientation said, since that is gone.
      assert.deepEqual([found["File:ImageWidth"] ?? found["PNG:ImageWidth"], found["File:ImageHeight"] ?? found["PNG:ImageHeight"]], [32, 64]);
      for (const cut of [20, 100]) assert.match((await clean(pictures[kind].slice(0, cut))).fault, /cannot be read/);
    }

    const cleaned = await clean(wordDocument(pictures.jpg));
    assert.equal(cleaned.name, "attachment-1.docx");
    const document = bytesOf(cleaned.bytes);
    assert.ok(!Buffer.from(document).includes("CANARY"));
    const parts = unzipSync(document);
    const all = Object.entries(parts).map(([name, bytes]) => `${name}\n${Buffer.from(bytes).toString("latin1")}`).join("\n");
    const utf8 = Object.values(parts).map((bytes) => Buffer.from(bytes).toString("utf8")).join("\n");
    for (const trace of [/CANARY-[\w-]+/, /rsid/, /paraId/, /author/i, /2026-03-03/, /de-AT/, /Users/, /mailto/, /srcRect/, /\u200b|\u2060/u]) assert.equal(trace.exec(utf8)?.[0], undefined, String(trace));
    for (const words of kVisible) assert.ok(utf8.includes(words), `"${words}" is gone`);
    assert.deepEqual(Object.keys(parts).filter((name) => !/^(\[Content_Types\]\.xml|_rels\/\.rels|word\/(_rels\/)?(document|(styles|numbering|footnotes|header)\d+)\.xml(\.rels)?|word\/media\/image1\.jpeg)$/.test(name)), []);
    assertClean("jpg", parts["word/media/image1.jpeg"]);
    assert.ok(!/docProps|comments|theme/.test(all));
    for (const left of ["the cropping of pictures, which are now whole", "comments", "struck-out text", "embedded objects", "shapes, charts and diagrams", "the hiding of hidden text, which is now visible"]) assert.ok(cleaned.left.includes(left), `${left}: ${cleaned.left}`);
    writeFileSync(join(folder, "cleaned.docx"), document);
    const found = exiftool("-json", "-a", "-u", join(folder, "cleaned.docx"));
    assert.ok(!/CANARY|Creator|LastModifiedBy|Company/.test(found), found);
    // Nothing of when or where it was done; and what was cleaned is a document still.
    const original = wordDocument(pictures.jpg);
    assert.ok((await clean(original)).bytes === (await clean(original)).bytes);
    const twice = await clean(document);
    assert.deepEqual(twice.left, []);
    const again = Object.values(unzipSync(bytesOf(twice.bytes))).map((bytes) => Buffer.from(bytes).toString("utf8")).join("\n");
    for (const words of kVisible) assert.ok(again.includes(words), `"${words}" is gone`);
    if (process.env.DEMUR_KEEP) writeFileSync(process.env.DEMUR_KEEP, document);

    const refused = [
      ["%PDF-1.7\n", /a PDF cannot be cleaned here.*PNG/], ["\n%PDF-1.4", /a PDF/], ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", /old or encrypted Office file/], ["PK\x03\x04garbage", /damaged/], ["GIF89a\xff\xfe", /not plain text/], ["\x7fELF\0\0", /not plain text/],
    ];
    for (const [bytes, words] of refused) assert.match((await clean(Buffer.from(bytes, "latin1"))).fault ?? "nothing", words);
    assert.equal(Buffer.from((await clean(Buffer.from("zwei\u200b „Worte“\r\n"))).bytes, "base64").toString(), "zwei „Worte“\n");
  });
  console.log("no canary is left");
} finally {
  rmSync(folder, { recursive: true });
}
