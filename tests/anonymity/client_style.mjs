// What the checker of a text warns of: a table of texts and the clues in them.
import assert from "node:assert/strict";
import test from "node:test";
import { modules } from "./client.mjs";

const { style_check, clean_text, bytes } = await modules();
const clues = (text, seen) => style_check.checkStyle(text, seen).map(({ clue, found }) => `${clue}: ${found}`);

for (const [text, expected] of [
  ["The rule harms small offices. It should be changed.", []],
  ["When I asked, they told me to wait.", ["first_person: I", "first_person: me"]],
  ["Das hat man mir gesagt.", ["first_person: mir"]],
  ["The order came from Ms Okonkwo in the end.", ["name: Ms Okonkwo"]],
  ["The order came from Okonkwo in the end.", ["name: Okonkwo"]],
  ["Write to a.person@example.org or +44 20 7946 0000.", ["contact: a.person@example.org", "contact: +44 20 7946 0000"]],
  ["It was said on 3 March at 14:05.", ["moment: 3 March", "moment: 14:05"]],
  ["The file XK-2291 lies in room 4.12.", ["place_in_house: XK-2291", "place_in_house: room 4.12"]],
  ["This is wrong!! It is UNACCEPTABLE.", ["habit: !!", "habit: UNACCEPTABLE"]],
  ["The rule is sesquipedalian at best.", ["rare_word: sesquipedalian"]],
])
  test(`"${text}"`, () => assert.deepEqual(clues(text), expected));

test("words that everybody has seen are no clue", () => {
  assert.deepEqual(clues("The order came from Okonkwo, and is sesquipedalian.", "Okonkwo decides: a sesquipedalian rule."), []);
});

test("where a warning stands is where its words stand", () => {
  const text = "Ä “quoted” word. I saw Ms Okonkwo on 3 March; write to x.y@example.org!!";
  for (const { from, to, found } of style_check.checkStyle(text)) assert.equal(text.slice(from, to), found);
});

test("a long text is checked while somebody types", () => {
  const text = "The unreasonable requirement of 3 March was sent by Ms Okonkwo to me. ".repeat(2000);
  assert.ok(style_check.checkStyle(text).length > 6000);
});

test("marks that cannot be seen do not stay in a text, and what a script needs does", () => {
  const visible = (text) => clean_text.visibleText(text);
  for (const mark of ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u200d", "\u200c", "\u{e0041}", "\ufe0f", "\u{e0101}", "\u0007", "\u180e", "\ue000"])
    assert.equal(visible(`we dis${mark}agree`), "we disagree", mark.codePointAt(0).toString(16));
  assert.equal(visible("we\u00a0dis\u2009agree\r\nand\tso on"), "we dis agree\nand\tso on");
  for (const kept of ["می\u200cخواهم", "क्\u200dष", "👩\u200d🔬", "❤\ufe0f", "Ä é ñ 你好"]) assert.equal(visible(kept), kept);
  assert.deepEqual(clean_text.cleanText(bytes.utf8("\ufeffa\u200bb\r\n")), bytes.utf8("ab\n"));
  assert.throws(() => clean_text.cleanText(Uint8Array.of(0xff, 0xfe, 0x41)), /UTF-8/);
  assert.throws(() => clean_text.cleanText(Uint8Array.of(0x41, 0)), /not plain text/);
});
