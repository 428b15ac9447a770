import type { Api, NewRoom, PagePlace } from "../api/queries";
import type {
  FeatureInterest,
  FlagVersion,
  Involvement,
  Message,
  Room,
  Session,
} from "../api/types";
import { Attention } from "./attention";
import type { FlagStates } from "./frames";
import { LiveRuntime, type RuntimeDeps } from "./runtime";
import {
  applyFlags,
  applyKept,
  applyMembers,
  applyMessageRead,
  applyPage,
  applyRoomRead,
  leaveTimeline,
} from "./snapshot";
import { newestSeq, oldestSeq, type PageEnd } from "./timeline-state";

/** What a screen may do. Each answers when the server has, or throws its `ApiProblem`. */
export class LiveClient {
  readonly runtime: LiveRuntime;
  readonly attention: Attention;
  private readonly api: Api;
  private readonly kept: RuntimeDeps["kept"];
  private readonly pages = new Map<string, Promise<void>>();

  constructor(deps: RuntimeDeps) {
    this.api = deps.api;
    this.kept = deps.kept;
    this.runtime = new LiveRuntime(deps);
    this.attention = new Attention({
      ...deps,
      send: (frame) => this.runtime.machine.send(frame),
      markRead: (roomId, seq) => {
        deps.api.markRead(roomId, seq).catch(() => this.attention.forgetRead(roomId));
      },
    });
    this.runtime.onSocket = () => this.attention.again();
    this.attention.onReturn = () => this.runtime.machine.nudge();
  }

  /**
   * Opens a window on a room: at the first unread message, or at a place, or at the end. Without the
   * server it shows what this device has kept, if the place is in it.
   */
  async openTimeline(roomId: string, place: PagePlace): Promise<void> {
    const { runtime } = this;
    if (runtime.store.getState().keptAt !== null && (await this.openKept(roomId, place))) return;
    try {
      await this.page(roomId, place, "replace");
    } catch (error) {
      const { connected } = runtime.connection.getState();
      if (connected || !(await this.openKept(roomId, place))) throw error;
    }
  }

  /** Lengthens the window at its old end. */
  loadOlder(roomId: string): Promise<void> {
    const timeline = this.runtime.store.getState().timelines[roomId];
    if (!timeline?.hasOlder) return Promise.resolve();
    return this.page(roomId, { at: "before", seq: oldestSeq(timeline) }, "older");
  }

  /** Lengthens the window at its new end. */
  loadNewer(roomId: string): Promise<void> {
    const timeline = this.runtime.store.getState().timelines[roomId];
    if (timeline === undefined) return Promise.resolve();
    return this.page(roomId, { at: "after", seq: newestSeq(timeline) }, "newer");
  }

  /** Says whether the reader of a window is above its end. */
  readTimeline(roomId: string, reading: boolean): void {
    this.runtime.update((state) => {
      const timeline = state.timelines[roomId];
      if (timeline === undefined || (timeline.reading ?? false) === reading) return state;
      return { ...state, timelines: { ...state.timelines, [roomId]: { ...timeline, reading } } };
    });
  }

  /** The room left the screen. */
  leaveTimeline(roomId: string): void {
    this.runtime.update((state) => leaveTimeline(state, roomId));
  }

  /** Puts a message on its way. */
  send(roomId: string, body: string): void {
    this.attention.stopTyping();
    this.attention.keepRead(roomId);
    this.runtime.outbox.send(roomId, body);
  }

  /** Reads every room up to its end, and answers how many there were. */
  async markAllRead(): Promise<number> {
    const { rooms } = this.runtime.store.getState();
    const unread = Object.values(rooms).filter((room) => room.unread_count > 0);
    for (const { id, last_seq } of unread) {
      this.attention.keepRead(id);
      // One after the other: there may be hundreds, and of commands so many a second are taken.
      await this.api.markRead(id, last_seq);
    }
    return unread.length;
  }

  /** Leaves the room unread from this message on, until it is opened the next time. */
  async markUnread(roomId: string, seq: number): Promise<void> {
    this.attention.keepUnread(roomId);
    try {
      await this.api.moveReadBack(roomId, seq - 1);
    } catch (error) {
      this.attention.keepRead(roomId);
      throw error;
    }
  }

  /** Changes a message; what was written in HTML stays HTML. */
  async editMessage({ room_id, id, format }: Message, body: string): Promise<void> {
    const message = await this.api.editMessage(room_id, id, body, format);
    this.runtime.update((state) => applyMessageRead(state, message));
  }

  /** Deletes a message; its tombstone comes as an event. */
  deleteMessage(roomId: string, messageId: string): Promise<void> {
    return this.api.deleteMessage(roomId, messageId);
  }

  /** Boosts a message; the boost comes as an event. */
  async boost(roomId: string, messageId: string, content: string): Promise<void> {
    await this.api.boost(roomId, messageId, content);
  }

  /** Takes a boost of mine back. */
  removeBoost(roomId: string, messageId: string, boostId: string): Promise<void> {
    return this.api.removeBoost(roomId, messageId, boostId);
  }

  /** A page of my bookmarks, newest first. */
  bookmarks(before?: number) {
    return this.api.bookmarks(before);
  }

  /** Puts a message on my list, or takes it away. */
  setBookmark(roomId: string, messageId: string, kept: boolean): Promise<void> {
    return this.api.setBookmark(roomId, messageId, kept);
  }

  /** Makes a room and takes it into the list. */
  async createRoom(body: NewRoom): Promise<Room> {
    return this.adopt(await this.api.createRoom(body));
  }

  /** Opens the direct room with these people, new or old. */
  async openDirect(userIds: string[]): Promise<Room> {
    return this.adopt(await this.api.openDirect(userIds));
  }

  /** Gives a room another name. */
  renameRoom(roomId: string, name: string): Promise<void> {
    return this.api.renameRoom(roomId, name);
  }

  /** Deletes a room for everybody. */
  deleteRoom(roomId: string): Promise<void> {
    return this.api.deleteRoom(roomId);
  }

  /** Leaves a closed room. */
  leaveRoom(roomId: string): Promise<void> {
    return this.api.leaveRoom(roomId);
  }

  /** Reads the first people of a room, by name. */
  async loadMembers(roomId: string): Promise<void> {
    const page = await this.api.members(roomId);
    this.runtime.update((state) => applyMembers(state, roomId, page, "start"));
  }

  /** Reads the next people of a room. */
  async loadMoreMembers(roomId: string): Promise<void> {
    const after = this.runtime.store.getState().moreMembers[roomId];
    if (after === undefined) return;
    const page = await this.api.members(roomId, after);
    this.runtime.update((state) => applyMembers(state, roomId, page, "end"));
  }

  /** Adds people to a closed room. */
  async addMembers(roomId: string, userIds: string[]): Promise<void> {
    await this.api.addMembers(roomId, userIds);
    await this.loadMembers(roomId);
  }

  /** Takes a person out of a closed room. */
  async removeMember(roomId: string, userId: string): Promise<void> {
    await this.api.removeMember(roomId, userId);
    await this.loadMembers(roomId);
  }

  /** Sets how much of a room reaches me. */
  async setInvolvement(roomId: string, involvement: Involvement): Promise<void> {
    await this.api.setInvolvement(roomId, involvement);
    const room = await this.api.room(roomId);
    this.runtime.update((state) => applyRoomRead(state, room));
  }

  /** Puts a room among my favourites, or takes it away; the list changes by the event. */
  setFavourite(roomId: string, favourite: boolean): Promise<void> {
    return this.api.setFavourite(roomId, favourite);
  }

  /** Makes a room open, or closed for the people who stay. */
  async convertRoom(roomId: string, kind: "open" | "closed", memberIds: string[]): Promise<void> {
    this.adopt(await this.api.convertRoom(roomId, kind, memberIds));
    await this.loadMembers(roomId);
  }

  /** People of the account, by a part of their name. */
  users(query: string, after?: string) {
    return this.api.users(query, after);
  }

  /** Where I am signed in, this device among them. */
  sessions(): Promise<Session[]> {
    return this.api.sessions();
  }

  /** Ends one of my sessions; its sockets close at once. */
  endSession(sessionId: string): Promise<void> {
    return this.api.endSession(sessionId);
  }

  /** Ends all my sessions but this one. */
  endOtherSessions(): Promise<void> {
    return this.api.endOtherSessions();
  }

  /** Switches a feature on or off for everyone. */
  async changeFlag(flag: keyof FlagStates, on: boolean): Promise<void> {
    const flags = await this.api.changeFlags({ [flag]: on });
    this.runtime.update((state) => applyFlags(state, flags));
  }

  /** Takes the flags of an earlier version again; that is a new version. */
  async rollBackFlags(version: number): Promise<void> {
    const flags = await this.api.rollBackFlags(version);
    this.runtime.update((state) => applyFlags(state, flags));
  }

  /** The newest versions of the flags. */
  flagHistory(): Promise<FlagVersion[]> {
    return this.api.flagHistory();
  }

  /** What features people are interested in. */
  feedback(): Promise<FeatureInterest[]> {
    return this.api.feedback();
  }

  /** Says that I am interested in a feature. */
  leaveFeedback(feature: keyof FlagStates, action: string): Promise<void> {
    return this.api.leaveFeedback(feature, action);
  }

  /** Ends the session on the server; its close of our socket (4001) ends the rest. */
  signOut(): Promise<void> {
    return this.api.signOut();
  }

  private async openKept(roomId: string, place: PagePlace): Promise<boolean> {
    const messages = await this.kept.messages(roomId);
    const holds = place.at !== "around" || messages.some((message) => isAt(message, place.place));
    if (messages.length === 0 || !holds) return false;
    this.runtime.update((state) => applyKept(state, roomId, messages));
    return true;
  }

  private adopt(room: Room): Room {
    this.runtime.update((state) => applyRoomRead(state, room));
    return room;
  }

  /** One call per room and end at a time; a second wish shares the first one's answer. */
  private page(roomId: string, place: PagePlace, end: PageEnd): Promise<void> {
    const key = `${roomId}:${end}`;
    const under = this.pages.get(key);
    if (under !== undefined && end !== "replace") return under;
    const call = this.api
      .messages(roomId, place)
      .then((page) => this.runtime.update((state) => applyPage(state, roomId, page, end)))
      .finally(() => {
        if (this.pages.get(key) === call) this.pages.delete(key);
      });
    this.pages.set(key, call);
    return call;
  }
}

function isAt({ id, seq }: Message, place: string): boolean {
  return id === place || String(seq) === place;
}
