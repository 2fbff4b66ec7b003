// A mirror that is broken or hostile: whatever it answers instead of a file of the log, `demur audit URL`
// ends, and does not say that the log holds.
//
//   DEMUR_PROGRAM=build/release/demur node --test tests/faults/mirror.mjs
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";

import { demur, populate, Server } from "./client.mjs";
import { file, found, newFiling } from "./evidence.mjs";

const scratch = mkdtempSync(join(tmpdir(), "demur-mirror-"));
const data = join(scratch, "institution");
const folder = join(scratch, "log");
const { invitation, key } = await found(data, { scratch });
const server = await Server.start(data);
const house = await populate(server, invitation, 1);
for (let i = 0; i < 3; ++i) await file(server, house.decision, newFiling(house.members[0]));
await server.end("SIGTERM");
const exported = await demur("log", "export", "--data", data, folder);
assert.equal(exported.code, 0, exported.stderr);

const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length));
assert.ok(paths.includes("/checkpoint") && paths.length >= 3, `${paths}`);

// Answers one path in its own way, the others honestly, and that one too where it is asked for differently.
let spoilt = {};
let sent = 0; // bytes, on connections that have ended
const mirror = http.createServer((request, response) => {
  const path = request.url.replace(/^\/log/, "").replace(/\?honest$/, "");
  if (request.url.endsWith("?honest")) return response.end(readFileSync(join(folder, path)));
  if (path === spoilt.path) return spoilt.answer(response, readFileSync(join(folder, path)));
  if (!paths.includes(path)) return response.writeHead(404).end();
  response.end(readFileSync(join(folder, path)));
});
mirror.on("connection", (socket) => socket.on("close", () => (sent += socket.bytesWritten)));
mirror.listen(0, "127.0.0.1");
await once(mirror, "listening");
after(() => {
  mirror.closeAllConnections();
  mirror.close();
  rmSync(scratch, { recursive: true });
});
// Each file is read up to its limit, the largest being a bundle's 17 MB, and not to the end of what comes.
const mostRead = 256 << 20;
const url = `http://127.0.0.1:${mirror.address().port}/log`;
const audit = () => demur("audit", url, "--json", "--key", key);

const altered = (change) => (response, bytes) => response.end(change(Buffer.from(bytes)));
const answers = {
  "a byte flipped": altered((bytes) => ((bytes[bytes.length >> 1] ^= 4), bytes)),
  "a byte less": altered((bytes) => bytes.subarray(1)),
  "a byte more": altered((bytes) => Buffer.concat([bytes, Buffer.alloc(1)])),
  zeroes: altered((bytes) => bytes.fill(0)),
  nothing: altered(() => ""),
  "gone": (response, bytes) => response.writeHead(404).end(bytes),
  "a fault": (response, bytes) => response.writeHead(500).end(bytes),
  "somewhere else": (response) => response.writeHead(302, { Location: `/log${spoilt.path}?honest` }).end(),
  "packed, though nobody asked": (response, bytes) =>
    response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(bytes)),
  "packed, and a thousand times larger": (response) =>
    response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(64 << 20))),
  "cut off": (response, bytes) => {
    response.writeHead(200, { "Content-Length": bytes.length });
    response.write(bytes.subarray(0, bytes.length - 1), () => response.destroy());
  },
  "without end": (response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
    };
    response.on("drain", more);
    more();
  },
};

test("An honest mirror passes", async () => {
  const { code, stdout, stderr } = await audit();
  assert.equal(code, 0, stdout + stderr);
});

for (const [name, answer] of Object.entries(answers))
  test(`No file may be answered with ${name}`, async () => {
    for (const path of paths) {
      spoilt = { path, answer };
      const { code, stdout, stderr } = await audit();
      assert.ok([1, 2, 4, 6].includes(code), `${path}: ${code} ${stdout}${stderr}`);
    }
    spoilt = {};
    assert.ok(sent < mostRead, `${sent} bytes were taken from the mirror`);
  });
