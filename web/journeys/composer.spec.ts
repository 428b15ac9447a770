import { AxeBuilder } from "@axe-core/playwright";
import { type CDPSession, expect } from "@playwright/test";
import { Person } from "./support/person";
import { test } from "./support/test";

/** What axe finds, light and dark. */
async function violations({ page }: Person): Promise<string[]> {
  const all: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    all.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${colorScheme} ${id}: ${node.target} ${node.failureSummary}`),
      ),
    );
  }
  return all;
}

/** Pastes as the browser does, with what the clipboard holds. */
async function paste(
  person: Person,
  held: { text?: string; html?: string; file?: string },
): Promise<void> {
  await person.input.evaluate((field, { text, html, file }) => {
    const clipboardData = new DataTransfer();
    if (text !== undefined) clipboardData.setData("text/plain", text);
    if (html !== undefined) clipboardData.setData("text/html", html);
    if (file !== undefined) clipboardData.items.add(new File(["x"], file, { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
  }, held);
}

async function key(browser: CDPSession, type: "keyDown" | "keyUp", name: string): Promise<void> {
  const code = { Enter: 13, ArrowDown: 40 }[name] ?? 0;
  const text = name === "Enter" && type === "keyDown" ? { text: "\r" } : {};
  await browser.send("Input.dispatchKeyEvent", {
    type,
    key: name,
    code: name,
    windowsVirtualKeyCode: code,
    ...text,
  });
}

test("an input method takes its own Enter, and a second one sends", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const wire = await ann.page.context().newCDPSession(ann.page);
  await ann.input.focus();
  await wire.send("Input.imeSetComposition", { text: "にほn", selectionStart: 3, selectionEnd: 3 });
  await expect(ann.input).toHaveValue("にほn");
  // The key that ends a composition has the code 229; the words stay in the field.
  await wire.send("Input.dispatchKeyEvent", {
    type: "rawKeyDown",
    key: "Enter",
    code: "Enter",
    windowsVirtualKeyCode: 229,
  });
  await wire.send("Input.insertText", { text: "日本" });
  await expect(ann.input).toHaveValue("日本");
  await expect(ann.log.getByRole("article")).toHaveCount(0);
  await key(wire, "keyDown", "Enter");
  await key(wire, "keyUp", "Enter");
  await expect(ann.message("日本")).toHaveAttribute("data-seq", "1");
  await expect(ann.input).toHaveValue("");
  expect(ann.errors).toEqual([]);
});

test("words are kept at every key: over a reload, in a second tab, over a sign-out", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  await ann.newRoom("Garden");
  await ann.open("All Talk");
  await ann.input.pressSequentially("half a thou");
  await ann.page.reload();
  await expect(ann.input).toHaveValue("half a thou");
  await ann.open("Garden");
  await expect(ann.input).toHaveValue("");
  await ann.open("All Talk");
  await expect(ann.input).toHaveValue("half a thou");

  const second = await ann.page.context().newPage();
  await second.goto(ann.page.url());
  const there = second.getByTestId("message-input");
  await expect(there).toHaveValue("half a thou");
  await there.pressSequentially("ght");
  const typed = Date.now();
  await expect.poll(() => ann.input.inputValue(), { intervals: [20] }).toBe("half a thought");
  const took = Date.now() - typed;
  console.log(`a draft is in the other tab after ${took} ms`);
  expect(took).toBeLessThanOrEqual(1_000);
  await there.press("Enter");
  await expect(second.getByRole("log").getByText("half a thought")).toBeVisible();
  await expect(ann.input).toHaveValue("");
  await second.close();

  await ann.input.fill("for later");
  await ann.menu("Sign out");
  await ann.signIn();
  await ann.open("All Talk");
  await expect(ann.input).toHaveValue("for later");
  expect(ann.errors).toEqual([]);
});

test("looks by keys, completions, and undo of each", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { keyboard } = ann.page;
  await ann.input.fill("so be it");
  await ann.input.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(3, 5));
  await keyboard.press("Control+b");
  await expect(ann.input).toHaveValue("so **be** it");
  await keyboard.press("Control+Shift+x");
  await expect(ann.input).toHaveValue("so **~~be~~** it");
  await keyboard.press("Control+z");
  await keyboard.press("Control+z");
  await expect(ann.input).toHaveValue("so be it");

  await ann.input.fill("");
  await ann.input.pressSequentially("done :tad");
  await expect(ann.page.getByRole("option", { name: ":tada:" })).toBeVisible();
  await keyboard.press("Enter");
  await expect(ann.input).toHaveValue("done 🎉 ");
  // No name at hand has these letters: it is in the list that our own server keeps.
  await ann.input.pressSequentially(":hedgeh");
  await expect(ann.page.getByRole("option", { name: ":hedgehog:" })).toBeVisible();
  await keyboard.press("Tab");
  await expect(ann.input).toHaveValue("done 🎉 🦔 ");
  await expect(ann.input).toBeFocused();
  await keyboard.press("Enter");
  await expect(ann.message("done 🎉 🦔")).toHaveAttribute("data-seq", "1");

  await ann.input.pressSequentially("/play tromb");
  await expect(ann.page.getByRole("option", { name: "trombone" })).toBeVisible();
  await keyboard.press("Enter");
  await expect(ann.input).toHaveValue("/play trombone");

  await ann.input.fill("begun");
  const said = ann.message("done 🎉 🦔");
  await said.hover();
  await said.getByRole("button", { name: "Reply to message" }).click();
  await expect(ann.input).toHaveValue(/^> done 🎉 🦔\n>\n> — \[Ann\]\(\S+\)\n\nbegun$/u);
  await expect(ann.input).toBeFocused();
  await keyboard.press("Control+z");
  await expect(ann.input).toHaveValue("begun");
  await keyboard.press("Control+Shift+z");
  await keyboard.type("I say: ");
  await expect(ann.input).toHaveValue(/\n\nI say: begun$/u);
  expect(ann.errors).toEqual([]);
  expect((await ann.watch()).violations).toEqual([]);
});

test("files and links say when they come, and nothing leaves the page", async ({
  campfire,
  browser,
}) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const asked: string[] = [];
  // Reading goes on; a file or an address would be sent.
  ann.page.on("request", (request) => {
    if (request.method() !== "GET") asked.push(new URL(request.url()).pathname);
  });
  await paste(ann, { file: "picture.png" });
  await expect(ann.page.getByText("File sharing available in v2.0")).toBeVisible();
  await ann.page.getByRole("button", { name: "Close the note" }).click();
  await expect(ann.page.getByTestId("file-upload-area")).toBeFocused();
  const isKept = await ann.page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "x.png"));
    const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    return !document.body.dispatchEvent(event);
  });
  expect(isKept, "the browser does not open what is dropped").toBe(true);
  await expect(ann.page.getByText("File sharing available in v2.0")).toBeVisible();
  await ann.page.getByTestId("file-upload-area").click();
  await expect(ann.page.getByText("File sharing available in v2.0")).toHaveCount(0);

  await ann.input.focus();
  await paste(ann, { text: "https://example.com/page" });
  await expect(ann.page.getByText("Link previews coming in v2.0")).toBeVisible();
  await expect(ann.input).toBeFocused();
  await ann.page.getByRole("button", { name: "Close the note" }).click();
  await paste(ann, { text: "https://example.com/page" });
  await expect(ann.page.getByText("Link previews coming in v2.0")).toHaveCount(0);
  expect(asked.filter((path) => path !== "/api/v1/feature-feedback")).toEqual([]);
  expect(ann.errors).toEqual([]);
});

test("any emoji by its name or by eye, for words and for boosts", async ({ campfire, browser }) => {
  const ann = await Person.at(browser, campfire.url, "Ann");
  await ann.setUp();
  const { page } = ann;
  await ann.input.fill("look: ");
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  const picker = page.getByRole("dialog", { name: "Emoji" });
  await expect(picker.getByRole("gridcell").first()).toBeVisible();
  expect(await violations(ann), "the picker").toEqual([]);
  await picker.getByRole("searchbox", { name: "Search emoji" }).fill("hedgehog");
  await expect(picker.getByRole("gridcell", { name: "hedgehog" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(ann.input).toHaveValue("look: 🦔");
  await expect(ann.input).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(picker).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Emoji", exact: true })).toBeFocused();

  const said = ann.message("look: 🦔");
  await said.hover();
  await said.getByRole("button", { name: "Boost message" }).click();
  await page.getByRole("button", { name: "More emoji" }).click();
  const boosts = page.getByRole("dialog", { name: "Boost" });
  await boosts.getByRole("searchbox", { name: "Search emoji" }).fill("otter");
  await boosts.getByRole("gridcell", { name: "otter" }).click();
  await expect(said.getByRole("list", { name: "Boosts" })).toContainText("🦦");
  expect(ann.errors).toEqual([]);
  expect((await ann.watch()).violations).toEqual([]);
});
