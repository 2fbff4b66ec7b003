// What axe finds wrong with a page of Playwright's: WCAG 2.2 A and AA, and what is held to be good practice.
// It runs in the page itself and brings back the faults alone. @axe-core/playwright goes through a second
// page for each look, for the sake of frames, which no page of ours has: it takes half as long again.
import axe from "axe-core";

const everything = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };

/** The faults, each a line. With `rules`, of these rules only. */
export async function accessibilityFaults(page, { rules } = {}) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const options = { runOnly: rules ? { type: "rule", values: rules } : everything, resultTypes: ["violations"] };
  return page.evaluate(async (options) => {
    const { violations } = await globalThis.axe.run(document, options);
    return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 160)}`);
  }, options);
}
