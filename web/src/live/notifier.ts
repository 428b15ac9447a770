import type { Message } from "../api/types";
import { t, tn } from "../lib/i18n";
import { paths } from "../lib/paths";
import type { After } from "../lib/timers";
import { roomName } from "./room-list";
import type { ClientState } from "./state";
import type { Tabs } from "./tabs";

/** What comes within this long is looked at together, in ms. */
const GATHER_MS = 250;
/** More messages of one room at once than this are one notice. */
const SINGLE_MAX = 3;
/** As much of a message as a notice shows on most systems, in characters. */
const BODY_MAX = 200;

/** A notice outside of the page. */
export interface NewNotice {
  readonly title: string;
  readonly body: string;
  /** One notice stands for one message, whoever shows it. */
  readonly tag: string;
  /** Where it leads. */
  readonly path: string;
}

/** What the notifier needs from outside. */
export interface NotifierDeps {
  readonly tabs: Tabs;
  readonly after: After;
  state(): ClientState;
  /** The person wants notices, and the browser allows them. */
  isOn(): boolean;
  show(notice: NewNotice): void;
}

/** The lock that a tab holds while the person looks at a room in it. */
export function lookingAt(roomId: string): string {
  return `looking.${roomId}`;
}

/** Tells of new messages outside of the page: one notice for each, from one tab for all. */
export class Notifier {
  private leads = false;
  private gathered: { readonly message: Message; readonly seen: Promise<boolean> }[] = [];
  private readonly resign: () => void;

  constructor(private readonly deps: NotifierDeps) {
    const userId = deps.state().me.id;
    this.resign = deps.tabs.lead(`notices.${userId}`, () => {
      this.leads = true;
    });
  }

  /** A message came. */
  take(message: Message): void {
    // As it is now: what is wished a moment later counts for what comes then.
    if (!this.leads || !concerns(this.deps.state(), message)) return;
    // Who looks at the room now has seen it, even if they look away the moment after.
    const seen = this.deps.tabs.isHeld(lookingAt(message.room_id));
    this.gathered.push({ message, seen });
    if (this.gathered.length === 1) this.deps.after(GATHER_MS, () => void this.tell());
  }

  /** Another tab tells from here on. */
  stop(): void {
    this.leads = false;
    this.gathered = [];
    this.resign();
  }

  private async tell(): Promise<void> {
    const gathered = this.gathered;
    this.gathered = [];
    const unseen: Message[] = [];
    for (const { message, seen } of gathered) if (!(await seen)) unseen.push(message);
    if (!this.deps.isOn()) return;
    const state = this.deps.state();
    // Another device may have read it meanwhile.
    const wanted = unseen.filter((message) => concerns(state, message));
    for (const roomId of new Set(wanted.map((message) => message.room_id))) {
      const those = wanted.filter((message) => message.room_id === roomId);
      for (const notice of noticesOf(state, roomId, those)) this.deps.show(notice);
    }
  }
}

/** Whether a message is worth a notice, by the room's involvement (product page, 1.3). */
export function concerns({ me, rooms }: ClientState, message: Message): boolean {
  const room = rooms[message.room_id];
  if (room === undefined || message.deleted || message.creator.id === me.id) return false;
  if (message.seq <= room.last_read_seq) return false;
  switch (room.involvement) {
    case "everything":
      return true;
    case "mentions":
      return message.mentions.includes(me.id);
    case "nothing":
    case "invisible":
      return false;
  }
}

function noticesOf(state: ClientState, roomId: string, those: readonly Message[]): NewNotice[] {
  const room = state.rooms[roomId];
  if (room === undefined) return [];
  const name = roomName(state, room);
  if (those.length > SINGLE_MAX) {
    const body = tn(those.length, "{n} new message", "{n} new messages");
    return [{ title: name, body, tag: roomId, path: paths.room(roomId) }];
  }
  return those.map((message) => {
    const author = state.people[message.creator.id]?.name ?? message.creator.name;
    return {
      title: room.kind === "direct" ? author : t("{author} in {room}", { author, room: name }),
      body: message.plain_text.slice(0, BODY_MAX),
      tag: message.id,
      path: paths.message(roomId, message.id),
    };
  });
}
