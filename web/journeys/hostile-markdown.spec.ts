import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

/** Each would call `alert` or leave the page, if it were not made harmless. */
const VECTORS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(2)>",
  "<svg onload=alert(3)><circle r=1 /></svg>",
  '<iframe src="javascript:alert(4)"></iframe>',
  "[click](javascript:alert(5))",
  "[click](JaVaScRiPt:alert(6))",
  "[click](java\tscript:alert(7))",
  "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCg4KTwvc2NyaXB0Pg==)",
  "[click](vbscript:msgbox(9))",
  "![x](javascript:alert(10))",
  '<a href="&#106;avascript:alert(11)">x</a>',
  "<details open ontoggle=alert(12)>x</details>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(13)></style></mglyph></table></mtext></math>",
  '<form action="javascript:alert(14)"><button>x</button></form>',
  '<object data="javascript:alert(15)"></object><embed src="javascript:alert(15)">',
  "<style>@import 'javascript:alert(16)'; body { display: none }</style>",
  '<base href="http://evil.example/"><meta http-equiv=refresh content="0;url=javascript:alert(17)">',
  "`<img src=x onerror=alert(18)>`\n\n```html\n</code></pre><script>alert(18)</script>\n```",
  '[a](<javascript:alert(19)> "onmouseover=alert(19)") <javascript:alert(19)>',
  '"><video><source onerror=alert(20)></video><input autofocus onfocus=alert(20)>',
];

test("twenty hostile messages do nothing", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  for (const [n, vector] of VECTORS.entries()) {
    await ann.input.fill(`Vector ${n + 1}: ${vector}`);
    await ann.input.press("Enter");
  }
  await ann.say("The end.");
  await expect(ann.message("The end.")).toHaveAttribute("data-seq", String(VECTORS.length + 1));
  await ann.page.reload();
  await expect(ann.message("The end.")).toBeVisible();

  const bad = await ann.log.evaluate((log) => {
    const elements = [...log.querySelectorAll("article [dir=auto] *")];
    const forbidden =
      /^(script|style|iframe|object|embed|form|input|button|svg|math|img|video|base|meta|link|details)$/i;
    return elements
      .filter((element) => {
        const attributes = [...element.attributes];
        const handlers = attributes.some(({ name }) => /^(on|style$)/i.test(name));
        const addresses = attributes.some(({ value }) =>
          /^\s*(javascript|data|vbscript):/i.test(value),
        );
        return forbidden.test(element.localName) || handlers || addresses;
      })
      .map((element) => element.outerHTML);
  });
  expect(bad).toEqual([]);
  for (const link of await ann.log.locator("article a[href]").all()) {
    expect(await link.evaluate((a) => (a as HTMLAnchorElement).protocol)).toMatch(
      /^(https?|mailto):$/,
    );
    await link.hover();
  }
  expect(ann.dialogs).toEqual([]);
  expect(ann.errors).toEqual([]);
  expect((await ann.watch()).violations).toEqual([]);
});
