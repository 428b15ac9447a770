import { locale } from "./i18n";

let screen = "Campfire";
let unread = 0;

/** What the screen is called; the window's title says it behind the number of unread messages. */
export function titleWindow(name: string): void {
  screen = name;
  write();
}

/** How many messages are unread, wherever one is. */
export function countInTitle(count: number): void {
  unread = count;
  write();
}

function write(): void {
  document.title = unread > 0 ? `(${unread.toLocaleString(locale())}) ${screen}` : screen;
}
