import type { ClientFrame, ServerFrame } from "../live/frames";
import type { LiveSocket, SocketHandlers } from "../live/socket";

/** A socket without a network: the test plays the server. */
export class FakeSocket implements LiveSocket {
  readonly sent: ClientFrame[] = [];
  dropped = false;

  constructor(private readonly handlers: SocketHandlers) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  drop(): void {
    this.dropped = true;
  }

  /** The server accepts. */
  open(): void {
    this.handlers.onOpen();
  }

  /** The server says something. */
  says(frame: ServerFrame): void {
    this.handlers.onText(JSON.stringify(frame));
  }

  /** The usual greeting. */
  welcome(cursor = "1.1.aa", resumed = false): void {
    this.open();
    this.says({
      type: "welcome",
      connection_id: "1",
      cursor,
      heartbeat_ms: 30_000,
      resumed,
      flags_version: 1,
      build: "test",
    });
  }

  /** The connection ends. */
  close(code: number): void {
    this.handlers.onClose(code);
  }

  /** What we sent of one type. */
  frames(type: ClientFrame["type"]): ClientFrame[] {
    return this.sent.filter((frame) => frame.type === type);
  }
}

/** Keeps every socket that was opened. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly open = (handlers: SocketHandlers): LiveSocket => {
    const socket = new FakeSocket(handlers);
    this.sockets.push(socket);
    return socket;
  };

  /** The newest one. */
  get socket(): FakeSocket {
    const last = this.sockets[this.sockets.length - 1];
    if (last === undefined) throw new Error("no socket was opened");
    return last;
  }
}
