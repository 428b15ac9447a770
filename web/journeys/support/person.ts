import {
  type Browser,
  type BrowserContextOptions,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";

/** Everybody's password in journeys. */
export const PASSWORD = "correct horse battery";

/** What the page told about itself while a journey went on. */
export interface Watch {
  readonly closes: { code: number; at: number }[];
  readonly violations: string[];
}

/** One person at their own browser. */
export class Person {
  readonly errors: string[] = [];
  readonly dialogs: string[] = [];

  private constructor(
    readonly page: Page,
    readonly url: string,
    readonly name: string,
  ) {}

  static async at(
    browser: Browser,
    url: string,
    name: string,
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    await context.addInitScript(() => {
      const watch: Watch = { closes: [], violations: [] };
      Object.assign(window, { watch });
      const Native = window.WebSocket;
      window.WebSocket = class extends Native {
        constructor(address: string | URL, protocols?: string | string[]) {
          super(address, protocols);
          this.addEventListener("close", ({ code }) => watch.closes.push({ code, at: Date.now() }));
        }
      };
      document.addEventListener("securitypolicyviolation", (event) =>
        watch.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
    return Person.on(await context.newPage(), url, name);
  }

  /** The same person, in one more tab of the same browser. */
  async anotherTab(): Promise<Person> {
    return Person.on(await this.page.context().newPage(), this.url, this.name);
  }

  private static on(page: Page, url: string, name: string): Person {
    const person = new Person(page, url, name);
    person.page.on("console", (message) => {
      // The browser itself reports the 401 that tells us to show the sign-in.
      const asked = /Failed to load resource.*401/.test(message.text());
      if (message.type() === "error" && !asked) person.errors.push(message.text());
    });
    person.page.on("pageerror", (error) => person.errors.push(error.message));
    person.page.on("dialog", async (dialog) => {
      person.dialogs.push(dialog.message());
      await dialog.dismiss();
    });
    return person;
  }

  /** What went wrong, but for what the browser itself tells of a server that cannot be reached. */
  get faults(): readonly string[] {
    const away = /Failed to load resource|WebSocket connection|fetching the script/u;
    return this.errors.filter((words) => !away.test(words));
  }

  get log(): Locator {
    return this.page.getByRole("log");
  }

  get input(): Locator {
    return this.page.getByTestId("message-input");
  }

  get status(): Locator {
    return this.page.getByRole("status").filter({ hasText: /Connected|Reconnecting|Offline/ });
  }

  get email(): string {
    return `${this.name.toLowerCase()}@example.org`;
  }

  /** First run. */
  async setUp(): Promise<void> {
    await this.page.goto(this.url);
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByTestId("email").fill(this.email);
    await this.page.getByTestId("password").fill(PASSWORD);
    await this.page.getByRole("button", { name: "Light the fire" }).click();
    await expect(this.page.getByTestId("chat-interface")).toBeVisible();
  }

  /** Through an invitation; its link may name another origin of the same server. */
  async join(link: string): Promise<void> {
    await this.page.goto(this.url + new URL(link).pathname);
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByTestId("email").fill(this.email);
    await this.page.getByTestId("password").fill(PASSWORD);
    await this.page.getByRole("button", { name: "Join" }).click();
    await expect(this.page.getByTestId("chat-interface")).toBeVisible();
  }

  async signIn(): Promise<void> {
    await this.page.goto(this.url);
    await this.page.getByTestId("email").fill(this.email);
    await this.page.getByTestId("password").fill(PASSWORD);
    await this.page.getByTestId("login-button").click();
    await expect(this.page.getByTestId("chat-interface")).toBeVisible();
  }

  /** The link that lets somebody in. */
  async invitation(): Promise<string> {
    await this.page.getByRole("button", { name: "Invite people" }).click();
    const link = await this.page.getByTestId("join-link").inputValue();
    await this.page.keyboard.press("Escape");
    return link;
  }

  /** One's own menu, unfolded. */
  async ownMenu(): Promise<Locator> {
    const button = this.page.getByRole("button", { name: /your menu$/ });
    if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
    return this.page.getByRole("list", { name: "Your menu" });
  }

  /** Follows a line of one's own menu. */
  async menu(line: string): Promise<void> {
    await (await this.ownMenu()).getByText(line, { exact: true }).click();
  }

  async newRoom(name: string): Promise<void> {
    await this.page.getByRole("button", { name: "New room" }).click();
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByRole("button", { name: "Make the room" }).click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }

  async open(room: string): Promise<void> {
    await this.roomLink(room).click();
    await expect(this.page.getByRole("heading", { level: 1, name: room })).toBeVisible();
  }

  roomLink(room: string): Locator {
    return this.page
      .getByRole("navigation", { name: "Rooms and pings" })
      .getByRole("link", { name: new RegExp(`^${room}`) });
  }

  async say(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press("Enter");
  }

  /** A message on the screen, by its text. */
  message(text: string): Locator {
    return this.log.getByRole("article").filter({ hasText: text });
  }

  /** Number and text of every message of a room, as the store has them. */
  async stored(): Promise<{ id: string; line: string }[]> {
    const room = /rooms\/([^/?#]+)/u.exec(this.page.url())?.[1] ?? "";
    const all: { id: string; line: string }[] = [];
    for (let after = 0; ; ) {
      const page = await this.page.request.get(
        `${this.url}/api/v1/rooms/${room}/messages?after=${after}&limit=100`,
      );
      const { messages, has_newer } = await page.json();
      for (const { id, seq, deleted, plain_text } of messages) {
        all.push({ id, line: `${seq} ${deleted ? "–" : plain_text}` });
        after = seq;
      }
      if (!has_newer) return all;
    }
  }

  /** Number and text of every stored message on the screen. */
  shown(): Promise<string[]> {
    return this.log
      .locator("article[data-seq]")
      .evaluateAll((rows) =>
        rows.map(
          (row) =>
            `${row.getAttribute("data-seq")} ${row.querySelector("[dir=auto]")?.textContent?.trim() ?? "–"}`,
        ),
      );
  }

  watch(): Promise<Watch> {
    return this.page.evaluate(() => (window as unknown as { watch: Watch }).watch);
  }
}
