import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

/**
 * A wire to a server behind which the server can be "upgraded": from then on everything it sends
 * names another build of the same length, in pages, scripts and frames alike.
 */
export class RenamingWire {
  private readonly sockets = new Set<Socket>();
  private names: { from: string; to: string } | null = null;

  private constructor(private readonly server: Server) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  static async to(url: string): Promise<RenamingWire> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const wire = new RenamingWire(server);
    server.on("connection", (near) => {
      const far = connect(Number(target.port), target.hostname);
      wire.hold(near, far);
      wire.hold(far, near);
      if (wire.names === null) near.pipe(far).pipe(near);
      else near.pipe(plainly()).pipe(far).pipe(renaming(wire.names)).pipe(near);
    });
    return wire;
  }

  /** The server is replaced: connections end, and the next ones reach another build. */
  upgrade(from: string, to: string): void {
    this.names = { from, to };
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }

  private hold(socket: Socket, other: Socket): void {
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.sockets.delete(socket);
      other.destroy();
    });
  }
}

/** Asks for answers as they are: nothing compressed, and nothing that the browser holds already. */
function plainly(): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = chunk.toString("latin1");
      const plain = text.replaceAll(/\r\n(?:accept-encoding|if-none-match):/giu, (head) =>
        head.replace(/[ai]/iu, "x"),
      );
      done(null, Buffer.from(plain, "latin1"));
    },
  });
}

/** Renames also what is cut in two by the edge of a chunk. */
function renaming({ from, to }: { from: string; to: string }): Transform {
  let rest = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const text = (rest + chunk.toString("latin1")).replaceAll(from, to);
      let begun = Math.min(from.length - 1, text.length);
      while (!text.endsWith(from.slice(0, begun))) begun -= 1;
      rest = text.slice(text.length - begun);
      done(null, Buffer.from(text.slice(0, text.length - begun), "latin1"));
    },
    flush(done) {
      done(null, Buffer.from(rest, "latin1"));
    },
  });
}
