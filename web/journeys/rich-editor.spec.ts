import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

const SHOW = "Show formatting while writing";

/** Has words shown as they will look. */
async function showsFormatting(person: Person): Promise<void> {
  await person.page.getByRole("button", { name: "Formatting", exact: true }).click();
  await person.page.getByRole("button", { name: SHOW }).click();
  await expect(person.input).toHaveAttribute("contenteditable", "true");
}

/** Goes back to Markdown. */
async function showsSigns(person: Person): Promise<void> {
  await person.page.getByRole("button", { name: SHOW }).click();
  await expect(person.input).toHaveJSProperty("tagName", "TEXTAREA");
}

/** Pastes as the browser does, with what the clipboard holds. */
async function paste(person: Person, held: { text: string; html?: string }): Promise<void> {
  await person.input.evaluate((field, { text, html }) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    if (html !== undefined) clipboardData.setData("text/html", html);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
  }, held);
}

test("words look while they are written as they look when they are read", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const ben = await Person.at(browser, campfire.url, "Ben");
  await ben.join(await ann.invitation());
  const { keyboard } = ann.page;

  await ann.input.pressSequentially("begun ");
  await showsFormatting(ann);
  await expect(ann.input).toBeFocused();
  await expect(ann.input).toHaveText("begun");
  await keyboard.press("Control+b");
  await keyboard.type("bold");
  await keyboard.press("Control+b");
  await keyboard.type(" and `code`, @be");
  await expect(ann.page.getByRole("option", { name: /Ben/ })).toBeVisible();
  await keyboard.press("Enter");
  await keyboard.press("Shift+Enter");
  await keyboard.type("- one");
  await keyboard.press("Shift+Enter");
  await keyboard.type("two");
  await keyboard.press("Shift+Enter");
  await keyboard.press("Shift+Enter");
  await keyboard.type("```js ");
  await keyboard.type("let a;");
  await keyboard.press("Shift+Enter");
  await keyboard.type("a();");
  await expect(ann.input.locator("li")).toHaveText(["one", "two"]);
  await expect(ann.input.locator("b")).toHaveText("bold");
  await expect(ann.input.locator("pre")).toHaveText("let a;\na();");

  await ann.page.reload();
  await expect(ann.input).toHaveAttribute("contenteditable", "true");
  await expect(ann.input.locator("li")).toHaveText(["one", "two"]);
  await ann.page.getByRole("button", { name: "Formatting", exact: true }).click();
  await showsSigns(ann);
  await expect(ann.input).toHaveValue(
    "begun **bold** and `code`, @ben \n- one\n- two\n\n```js\nlet a;\na();\n```",
  );
  await ann.page.getByRole("button", { name: SHOW }).click();
  await expect(ann.input.locator("li")).toHaveText(["one", "two"]);
  await ann.input.press("Enter");
  await expect(ann.input).toHaveText("");
  await expect(ann.input).toBeFocused();

  const said = ben.log.getByRole("article").last();
  await expect(said.locator("strong")).toHaveText("bold");
  await expect(said.locator("li")).toHaveText(["one", "two"]);
  await expect(said.locator("pre")).toHaveText("let a;\na();");
  await expect(said.locator(".mention")).toHaveText("@Ben");
  expect(ann.errors).toEqual([]);
  expect((await ann.watch()).violations).toEqual([]);
});

test("what is pasted is words with looks, and nothing in it runs", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await showsFormatting(ann);
  await paste(ann, {
    text: "plain",
    html: `<b onclick="document.title = 'run'">bold</b><img src="/x" onerror="document.title = 'run'">
      <script>document.title = "run"</script><a href="javascript:document.title='run'">far</a>
      <iframe srcdoc="<script>parent.document.title = 'run'</script>"></iframe>
      <ul><li>one</li><li style="position:fixed">two</li></ul>`,
  });
  await expect(ann.input.locator("b")).toHaveText("bold");
  await expect(ann.input.locator("li")).toHaveText(["one", "two"]);
  expect(await ann.input.innerHTML()).not.toMatch(/script|img|iframe|onclick|onerror|style|href/iu);
  await ann.input.press("Control+z");
  await paste(ann, { text: "<b>**signs**</b>\n- and lines" });
  await expect(ann.input.locator("b, li")).toHaveCount(0);
  await ann.input.press("Enter");
  await expect(ann.message("<b>**signs**</b>")).toHaveAttribute("data-seq", "1");
  await expect(ann.log.locator("article strong, article li")).toHaveCount(0);
  expect(await ann.page.title()).not.toContain("run");
  expect(ann.errors).toEqual([]);
  expect((await ann.watch()).violations).toEqual([]);
});

test("a message is changed, answered and completed as in Markdown", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { keyboard } = ann.page;
  await showsFormatting(ann);
  await ann.input.pressSequentially("done :tad");
  await expect(ann.page.getByRole("option", { name: ":tada:" })).toBeVisible();
  await keyboard.press("Enter");
  await expect(ann.input).toHaveText("done 🎉");
  await keyboard.type("and _so_ on");
  await expect(ann.input.locator("i")).toHaveText("so");
  await keyboard.press("Enter");
  const said = ann.message("done 🎉 and so on");
  await expect(said).toHaveAttribute("data-seq", "1");
  await expect(said.locator("em")).toHaveText("so");

  await keyboard.press("ArrowUp");
  const editor = ann.page.getByRole("textbox", { name: "Text of the message" });
  await expect(editor).toBeFocused();
  await expect(editor.locator("i")).toHaveText("so");
  await keyboard.type("!");
  await keyboard.press("Enter");
  await expect(ann.message("done 🎉 and so on!").locator("em")).toHaveText("so");

  await ann.input.pressSequentially("begun");
  await said.hover();
  await said.getByRole("button", { name: "Reply to message" }).click();
  await expect(ann.input.locator("blockquote")).toContainText("done 🎉 and so on!");
  await expect(ann.input).toBeFocused();
  await keyboard.type("I say: ");
  await keyboard.press("Enter");
  const answer = ann.log.getByRole("article").last();
  await expect(answer.locator("blockquote")).toContainText("done 🎉");
  await expect(answer).toContainText("I say: begun");

  await ann.input.pressSequentially("/play tromb");
  await expect(ann.page.getByRole("option", { name: "trombone" })).toBeVisible();
  await keyboard.press("Tab");
  await expect(ann.input).toHaveText("/play trombone");
  await keyboard.press("Tab");
  await expect(ann.input).not.toBeFocused();
  for (const colorScheme of ["light", "dark"] as const) {
    await ann.page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page: ann.page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target)}`)).toEqual(
      [],
    );
  }
  expect(ann.errors).toEqual([]);
  expect((await ann.watch()).violations).toEqual([]);
});
