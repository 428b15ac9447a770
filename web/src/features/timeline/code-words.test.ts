import { expect, it } from "vitest";
import { partsOf } from "./code-words";

const told = (language: string, code: string) =>
  partsOf(language, code).flatMap(({ part, text }) => (part === null ? [] : [`${part} ${text}`]));

it.each([
  [
    "bash",
    'if [ -n "$A" ]; then echo 1 # why',
    ["word if", 'text "$A"', "name echo", "aside # why"],
  ],
  [
    "css",
    "a.b:hover { color: #fff; } /* c */",
    ["name .b", "word :hover", "name color", "value #fff"],
  ],
  [
    "css",
    "@media (min-width: 30em) { p { margin: 0 auto } }",
    ["word @media", "value 30em", "word p"],
  ],
  ["diff", "@@ -1 +1 @@\n-old\n+new", ["aside @@ -1 +1 @@", "gone -old", "text +new"]],
  ["go", "func main() { x := `a` }", ["word func", "name main", "text `a`"]],
  ["java", '@Override int a() { return "x"; }', ["name @Override", "name int", "word return"]],
  ["javascript", "const a = /b\\/c/u.test(`d`); // e", ["text /b\\/c/u", "text `d`", "aside // e"]],
  ["json", '{"a": [1, true, "b"]}', ['name "a"', "value 1", "value true", 'text "b"']],
  ["python", "def f(self):\n  '''x\n  y'''\n  return None", ["text '''x\n  y'''", "value None"]],
  ["ruby", '@a = :b if nil?; puts "c" # d', ["name @a", "value :b", "word if", "aside # d"]],
  [
    "rust",
    "fn a<'x>(b: &'x str) { println!(); }",
    ["word fn", "value 'x", "name str", "name println!"],
  ],
  [
    "sql",
    "SELECT count(*) FROM a WHERE b = 'it''s'",
    ["word SELECT", "name count", "text 'it''s'"],
  ],
  ["xml", "<a b='c'>&amp;</a><!-- d -->", ["word <a", "name b", "text 'c'", "aside <!-- d -->"]],
])("tells the parts of %s: %s", (language, code, parts) => {
  expect(told(language, code)).toEqual(expect.arrayContaining(parts));
});

const LANGUAGES = "bash css diff go java javascript json python ruby rust sql xml unknown".split(
  " ",
);
const SIGNS = `" ' \` / /* # #[ %( <! <!-- a a- .a : - \\ { \n a= $ <a`.split(" ");

it("keeps every sign of any text, and no text holds it up", () => {
  for (const language of LANGUAGES) {
    for (const sign of [...SIGNS, SIGNS.join("")]) {
      const code = sign.repeat(20_000 / sign.length);
      const began = performance.now();
      const parts = partsOf(language, code);
      const took = performance.now() - began;
      expect(parts.map(({ text }) => text).join("") === code, `${language} ${sign}`).toBe(true);
      expect(took, `${language} ${sign}`).toBeLessThan(1_000);
    }
  }
});
