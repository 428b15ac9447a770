import type { Person } from "./person";

/** Requests under way at once: the server puts what waits together into one write. */
const AT_ONCE = 64;

/** A message as the API gives it; what journeys need of it. */
export interface Posted {
  readonly id: string;
  readonly seq: number;
  readonly html: string;
}

/** Posts as a person over the API, much faster than anybody types. */
export class Poster {
  private constructor(
    private readonly room: string,
    private readonly cookie: string,
  ) {}

  /** For the room that the person has open. */
  static async of({ page, url }: Person): Promise<Poster> {
    const cookies = await page.context().cookies(url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const room = new URL(page.url()).pathname.split("/")[2] ?? "";
    return new Poster(`${url}/api/v1/rooms/${room}`, cookie);
  }

  async post(body: string): Promise<Posted> {
    return this.call("POST", "/messages", { client_message_id: crypto.randomUUID(), body });
  }

  /** Many at once; their order is not said. */
  async many(count: number, words: (n: number) => string = (n) => `Line ${n}`): Promise<void> {
    let next = 1;
    const one = async () => {
      while (next <= count) await this.post(words(next++));
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, one));
  }

  /** So many a second until the work is done; gives how many. */
  async during(perSecond: number, work: () => Promise<unknown>): Promise<number> {
    const under: Promise<unknown>[] = [];
    const clock = setInterval(
      () => under.push(this.post(`Busy ${under.length}`)),
      1000 / perSecond,
    );
    try {
      await work();
    } finally {
      clearInterval(clock);
    }
    await Promise.all(under);
    return under.length;
  }

  edit(id: string, body: string): Promise<Posted> {
    return this.call("PATCH", `/messages/${id}`, { body });
  }

  async boost(id: string, content: string): Promise<void> {
    await this.call("POST", `/messages/${id}/boosts`, { content });
  }

  /** The message with this number. */
  async at(seq: number): Promise<Posted> {
    const { messages } = await this.call<{ messages: Posted[] }>(
      "GET",
      `/messages?after=${seq - 1}&limit=1`,
    );
    const [found] = messages;
    if (found === undefined) throw new Error(`no message ${seq}`);
    return found;
  }

  /** How far the person has read. */
  async readSeq(): Promise<number> {
    const { last_read_seq } = await this.call<{ last_read_seq: number }>("GET", "");
    return last_read_seq;
  }

  private async call<T = Posted>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(this.room + path, {
      method,
      headers: { "content-type": "application/json", cookie: this.cookie },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<T>;
  }
}
