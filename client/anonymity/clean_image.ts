// Pictures without what cameras and programs write into them: drawn anew by the browser, pixel by pixel,
// and encoded again. What is left is checked against an empty picture from the same encoder: anything
// that does not stand in that one too (place, time, camera, serial number, preview, profile) refuses it.
// Not removed: what can be seen, watermarks and a printer's dots among it.
import { type Bytes, equal, Fault, joined, utf8 } from "../bytes.js";

const kMostPixels = 64 << 20;
const kQuality = 0.9;
type Type = "image/jpeg" | "image/png";

export function imageType(bytes: Bytes): Type | undefined {
  if (equal(bytes.slice(0, 3), Uint8Array.of(0xff, 0xd8, 0xff))) return "image/jpeg";
  return equal(bytes.slice(0, 8), joined(Uint8Array.of(0x89), utf8("PNG\r\n\x1a\n"))) ? "image/png" : undefined;
}

export async function cleanImage(bytes: Bytes): Promise<Bytes> {
  const type = imageType(bytes);
  if (!type) throw new Fault("only JPEG and PNG pictures can be cleaned here: save it as one of these");
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: "from-image" });
  } catch {
    throw new Fault("the picture cannot be read");
  }
  const { width, height } = bitmap;
  if (width * height > kMostPixels) throw new Fault("the picture has more than 64 million pixels: make it smaller first");
  const cleaned = await encode(width, height, type, (canvas) => canvas.drawImage(bitmap, 0, 0));
  bitmap.close();
  const empty = await encode(8, 8, type, () => undefined);
  const [left, allowed] = [besidesPixels(cleaned), besidesPixels(empty)];
  if (left.length !== allowed.length || left.some((part, at) => !equal(part, allowed[at] as Bytes)))
    throw new Fault("this browser writes something of its own into pictures: the picture is not attached");
  return cleaned;
}

async function encode(width: number, height: number, type: Type, draw: (canvas: OffscreenCanvasRenderingContext2D) => void): Promise<Bytes> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new Fault("this browser cannot draw pictures");
  draw(context);
  const blob = await canvas.convertToBlob({ type, quality: kQuality });
  if (blob.type !== type) throw new Fault("this browser cannot write such pictures");
  return new Uint8Array(await blob.arrayBuffer());
}

// Everything in the file but the picture itself and its dimensions.
export function besidesPixels(bytes: Bytes): Bytes[] {
  return imageType(bytes) === "image/png" ? pngChunks(bytes) : jpegSegments(bytes);
}

function pngChunks(bytes: Bytes): Bytes[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const others: Bytes[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (!["IHDR", "IDAT", "IEND"].includes(type)) others.push(bytes.slice(at, end));
    at = end;
    if (type === "IEND") break;
  }
  if (at !== bytes.length) others.push(bytes.slice(at));
  return others;
}

const kScan = 0xda;
// Tables, dimensions, restart intervals: what the pixels need.
const isPixels = (marker: number): boolean => marker === 0xdb || marker === 0xc4 || marker === 0xdd || (marker >= 0xc0 && marker <= 0xc2);

function jpegSegments(bytes: Bytes): Bytes[] {
  const others: Bytes[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = bytes[at + 1] as number;
    const end = at + 2 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
    if (bytes[at] !== 0xff) break;
    if (marker === kScan) {
      at = scanEnd(bytes, end);
      continue;
    }
    if (!isPixels(marker)) others.push(bytes.slice(at, end));
    at = end;
  }
  if (at !== bytes.length - 2 || bytes[at] !== 0xff || bytes[at + 1] !== 0xd9) others.push(bytes.slice(at));
  return others;
}

// Of a scan's data: the next marker that is not stuffing or a restart.
function scanEnd(bytes: Bytes, from: number): number {
  let at = from;
  while (at + 1 < bytes.length) {
    const next = bytes[at + 1] as number;
    if (bytes[at] === 0xff && next !== 0 && !(next >= 0xd0 && next <= 0xd7)) break;
    at++;
  }
  return at;
}
