import { expect, it } from "vitest";
import { quote } from "./quote";

const said = (source: string, format: "markdown" | "html" = "markdown") => ({
  id: "m1",
  room_id: "r1",
  source,
  plain_text: source,
  format,
});
const CITE = "> — [Ann](/rooms/r1/@m1)";

it("quotes every line and says who said it, with a link back", () => {
  expect(quote(said("one\n\n**two**"), "Ann")).toBe(`> one\n>\n> **two**\n>\n${CITE}`);
});

it("leaves out what the message quotes itself", () => {
  expect(quote(said("> before\n> — [Ben](/rooms/r1/@m0)\n\nyes"), "Ann")).toBe(`> yes\n>\n${CITE}`);
});

it("closes a block of code, so that the link is none of it", () => {
  expect(quote(said("```js\nlet a"), "Ann")).toBe(`> \`\`\`js\n> let a\n> \`\`\`\n>\n${CITE}`);
});

it("takes the plain words of html, with nothing in them that marks anything up", () => {
  expect(quote(said("a *b* [c]", "html"), "Ann")).toBe(`> a \\*b\\* \\[c\\]\n>\n${CITE}`);
});

it("makes a long message short and a strange name harmless", () => {
  const long = quote(said("x".repeat(2000)), "A](javascript:1)[");
  expect(long.length).toBeLessThan(700);
  expect(long).toContain("…");
  expect(long).toContain("[A\\](javascript:1)\\[](/rooms/r1/@m1)");
});
