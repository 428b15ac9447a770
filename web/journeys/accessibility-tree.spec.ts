import { expect } from "@playwright/test";
import { listen } from "./support/heard";
import { PASSWORD, Person } from "./support/person";
import { test } from "./support/test";

test("a day by what a screen reader is told, each thing once", async ({ campfire, browser }) => {
  const founder = await Person.at(browser, campfire.url, "Ann");
  const ben = await Person.at(browser, campfire.url, "Ben");
  await founder.setUp();
  await ben.join(await founder.invitation());
  await founder.newRoom("Garden");
  await founder.page.context().close();
  await ben.open("All Talk");

  const ann = await Person.at(browser, campfire.url, "Ann");
  const { page } = ann;
  const { heard, times } = await listen(page);
  const once = (words: RegExp) => expect.poll(() => times(words), { message: `${words}` }).toBe(1);
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const field = page.getByRole("textbox", { name: "Message to All Talk", exact: true });
  const log = page.getByRole("log", { name: "Messages in All Talk", exact: true });
  const article = (name: RegExp) => log.getByRole("article", { name });

  await test.step("signing in, and what was wrong, as an alert", async () => {
    await page.goto(campfire.url);
    await expect(page.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - heading "Campfire" [level=1]
        - paragraph: Sign in to join the conversation.
        - textbox "E-mail"
        - textbox "Password"
        - button "Sign in"
        - paragraph:
          - combobox "Language"
    `);
    await page.getByRole("textbox", { name: "E-mail", exact: true }).fill(ann.email);
    await page.getByRole("textbox", { name: "Password", exact: true }).fill("not my password");
    await button("Sign in").click();
    await once(/e-mail address or the password is wrong/iu);
    await page.getByRole("textbox", { name: "Password", exact: true }).fill(PASSWORD);
    await button("Sign in").click();
    await expect(field).toBeFocused();
  });

  await test.step("the list of rooms", async () => {
    await expect(page.getByRole("navigation")).toMatchAriaSnapshot(`
      - navigation "Rooms and pings":
        - list "Your lists":
          - listitem:
            - link "Mentions"
          - listitem:
            - link "Bookmarks"
        - heading "Rooms" [level=2]:
          - button "Rooms" [expanded]
        - button "New room"
        - list "Rooms":
          - listitem:
            - link "All Talk"
          - listitem:
            - link "Garden"
        - heading "Pings" [level=2]:
          - button "Pings" [expanded]
        - button "New ping"
    `);
  });

  await test.step("a message comes: it is told once, in words and without its tools", async () => {
    await ben.say("Good news");
    await expect(article(/^Ben, \d\d:\d\d, Good news$/u)).toBeVisible();
    // The first of the day comes with the day's name.
    await once(/^Today Ben, \d\d:\d\d, Good news$/u);
    await expect(article(/Good news/u).getByRole("button")).toHaveText(["Ben"]);
    await field.fill("Which news?");
    await button("Send message").click();
    await expect(article(/^Ann, \d\d:\d\d, Which news\?$/u)).toBeVisible();
    await once(/Which news\?/u);
  });

  await test.step("the room", async () => {
    await expect(page.getByRole("region", { name: "All Talk" })).toMatchAriaSnapshot(`
      - region "All Talk":
        - heading "All Talk" [level=1]
        - button "Favourite"
        - button "People" [pressed]
        - button "Room settings"
        - log "Messages in All Talk":
          - heading "Today" [level=2]
          - article /Ben, \\d+:\\d+, Good news/:
            - paragraph:
              - button "Ben"
              - time
            - paragraph: Good news
          - article /Ann, \\d+:\\d+, Which news\\?/:
            - paragraph:
              - button "Ann"
              - time
            - paragraph: Which news?
        - form "New message":
          - button "Attach files"
          - textbox "Message to All Talk"
          - button "Formatting"
          - button "Emoji"
          - button "Send message" [disabled]
    `);
  });

  await test.step("its tools, an edit, and a boost", async () => {
    await article(/Which news\?/u).focus();
    await expect(article(/Which news\?/u)).toMatchAriaSnapshot(`
      - article:
        - paragraph: Which news?
        - button "Boost with 👍"
        - button "Boost with ❤️"
        - button "Boost with 😂"
        - button "Boost message"
        - button "Reply to message"
        - button "Keep as bookmark"
        - button "Copy link"
        - button "Edit message"
        - button "Delete message"
    `);
    await article(/Which news\?/u)
      .getByRole("button", { name: "Edit message", exact: true })
      .click();
    await page.getByRole("textbox", { name: "Text of the message", exact: true }).fill("Which?");
    await page.keyboard.press("Enter");
    await expect(article(/^Ann, \d\d:\d\d, Which\?, edited$/u)).toBeVisible();
    await article(/Good news/u).focus();
    await article(/Good news/u)
      .getByRole("button", { name: "Boost message", exact: true })
      .click();
    await expect(page.getByRole("dialog")).toMatchAriaSnapshot(`
      - dialog "Boost":
        - heading "Boost" [level=2]
        - button "Close"
        - group "Quick boosts":
          - button "thumbs up"
          - button "clapping hands"
        - textbox "Your own, up to 16 characters"
        - button "More emoji"
        - button "Boost"
    `);
    await button("clapping hands").click();
    await expect(article(/^Ben, \d\d:\d\d, Good news, 1 boost$/u)).toBeVisible();
    await expect(button("Take your boost 👏 back")).toBeVisible();
  });

  await test.step("what becomes of a message without a server, and of the connection", async () => {
    const before = heard.length;
    const since = (words: RegExp) =>
      heard.slice(before).filter((one) => words.test(one.words)).length;
    const onceSince = (words: RegExp) =>
      expect.poll(() => since(words), { message: `${words}` }).toBe(1);
    await campfire.halt();
    await onceSince(/^Reconnecting…$/u);
    await field.fill("Anybody?");
    await button("Send message").click();
    await onceSince(/^Kept here, goes out when the connection is back$/u);
    await onceSince(/^Offline\. Your messages will be sent/u);
    await campfire.again();
    await onceSince(/^1 message was sent\.$/u);
    await onceSince(/^Connected$/u);
    await expect(article(/^Ann, \d\d:\d\d, Anybody\?$/u)).toBeVisible();
    for (const words of [/^Reconnecting/u, /^Offline/u, /^Kept here/u, /^Connected/u]) {
      expect(since(words), `${words}`).toBe(1);
    }
  });

  // Nothing was told a second time, by an edit, a boost or the connection that came back.
  for (const words of [/Good news/u, /Which news\?/u, /address or the password is wrong/u]) {
    expect(times(words), `${words}`).toBe(1);
  }

  await test.step("another room, and the search", async () => {
    await page.getByRole("link", { name: "Garden", exact: true }).click();
    await expect(
      page.getByRole("heading", { level: 1, name: "Garden", exact: true }),
    ).toBeVisible();
    await button("Search messages").click();
    await page.getByRole("searchbox", { name: "Search messages", exact: true }).fill("news");
    await button("Search").click();
    await once(/^1 message$/u);
    await button("Filters").click();
    await expect(page.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - heading "Search" [level=1]
        - search:
          - searchbox "Search messages": news
          - button "Search"
          - button "Filters" [expanded]
          - group "Filters":
            - combobox "From whom"
            - combobox "In which room"
            - textbox "After the day"
            - textbox "Before the day"
            - group "What is in it":
              - checkbox "With a link"
              - checkbox "With code"
              - checkbox "With a mention"
              - checkbox "With a sound"
        - region "Results":
          - status: 1 message
          - list "Messages found":
            - listitem:
              - link /Ben in All Talk Today, \\d+:\\d+ Good news/
    `);
  });
  expect(ann.faults).toEqual([]);
});
