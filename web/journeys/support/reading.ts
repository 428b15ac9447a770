import type { Person } from "./person";

/** Somebody reads further up; every picture of the screen is looked at for rows that move. */
export class Reading {
  constructor(private readonly person: Person) {}

  /** Scrolls up by a screen, and watches from then on. */
  async begin(): Promise<void> {
    await this.person.page.evaluate(async () => {
      const log = document.querySelector("[role=log]") as HTMLElement;
      const view = log.parentElement as HTMLElement;
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      view.scrollTop = Math.max(0, view.scrollTop - view.clientHeight);
      await frame();
      await frame();
      const top = () => view.getBoundingClientRect().top;
      const rows = [...log.querySelectorAll<HTMLElement>("article")];
      const held = rows.find((row) => row.getBoundingClientRect().top >= top()) ?? rows.at(-1);
      // What is on its way has no id yet and becomes another row: its first words name it.
      const id = held?.dataset.message;
      const wordsOf = (row: Element | undefined) =>
        /^\w+ \d+:/u.exec(row?.querySelector("[dir=auto]")?.textContent?.trim() ?? "")?.[0];
      const words = wordsOf(held);
      const row = () =>
        id === undefined
          ? [...log.querySelectorAll("article")].find((one) => wordsOf(one) === words)
          : log.querySelector(`article[data-message="${id}"]`);
      const place = () => {
        const now = row()?.getBoundingClientRect().top;
        return now === undefined ? null : now - top();
      };
      const watch = { worst: 0, on: true, first: place() };
      Object.assign(window, { reading: watch });
      const look = () => {
        const now = place();
        // A row that goes away under the reader moved as far as can be.
        const moved = now === null || watch.first === null ? 10_000 : Math.abs(now - watch.first);
        watch.worst = Math.max(watch.worst, moved);
        if (watch.on) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }

  /** How far the row that was read moved at worst, in px; then back to the end. */
  async end(): Promise<number> {
    return this.person.page.evaluate(() => {
      const { reading } = window as unknown as { reading: { worst: number; on: boolean } };
      reading.on = false;
      const log = document.querySelector("[role=log]") as HTMLElement;
      const view = log.parentElement as HTMLElement;
      view.scrollTop = view.scrollHeight;
      return reading.worst;
    });
  }
}
