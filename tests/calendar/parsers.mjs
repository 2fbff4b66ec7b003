// Two parsers that we did not write, ical.js and Debian's python3-icalendar, read a calendar file; what
// they understood must be the same.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import ICAL from "ical.js";

const kPlain = ["uid", "summary", "location", "class", "status", "organizer", "attendee", "url", "description", "related-to"];

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const entries = calendar.getAllSubcomponents().map((part) => {
    const entry = { kind: part.name.toUpperCase() };
    for (const name of kPlain) {
      const value = part.getFirstPropertyValue(name);
      if (value !== null) entry[name] = String(value);
    }
    const sequence = part.getFirstPropertyValue("sequence");
    if (sequence !== null) entry.sequence = String(sequence);
    for (const name of ["dtstart", "dtend", "dtstamp", "due"]) {
      const value = part.getFirstPropertyValue(name);
      if (value !== null) entry[name] = value.isDate ? value.toString() : value.toJSDate().toISOString().replace(".000Z", "+00:00");
    }
    return entry;
  });
  return { method: calendar.getFirstPropertyValue("method"), version: calendar.getFirstPropertyValue("version"), entries };
}

function byPython(text) {
  const script = fileURLToPath(new URL("parse.py", import.meta.url));
  const said = spawnSync("/usr/bin/python3", [script], { input: text });
  assert.equal(said.status, 0, `python3-icalendar (packages.txt) does not read it: ${said.stderr}`);
  return JSON.parse(said.stdout);
}

/** What both parsers understood of the file. */
export function parseCalendar(text) {
  assert.ok(!/[^\r]\n/.test(text), "every line ends with CR LF");
  for (const line of text.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, `too long: ${line}`);
  const understood = byIcalJs(text);
  assert.deepEqual(byPython(text), understood);
  return understood;
}
