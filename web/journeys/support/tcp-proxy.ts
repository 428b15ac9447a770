import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { Held } from "./held";
import type { Weather } from "./weather";

/** Towards the server, or from it. */
export type Way = "up" | "down";

/**
 * A wire between browser and server that can really be cut: open sockets break, new ones are refused.
 * It can also fall silent (nothing is lost, nothing arrives), and have bad weather.
 */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly silent = new Set<Way>();
  private readonly held = new Set<Held>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    private readonly weather: Weather | null,
  ) {}

  /** The same server, through the wire. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async to(url: string, weather: Weather | null = null): Promise<TcpProxy> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port, weather);
    server.on("connection", (near) => {
      proxy.hold(near);
      if (proxy.isCut) return near.destroy();
      const far = connect(Number(target.port), target.hostname);
      proxy.hold(far);
      proxy.carry("up", near, far);
      proxy.carry("down", far, near);
    });
    return proxy;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
    this.silent.clear();
    for (const held of this.held) held.release();
  }

  /** Nothing passes this way any more until the wire is mended; both ends believe that all is well. */
  silence(...ways: readonly Way[]): void {
    for (const way of ways) this.silent.add(way);
  }

  /** The other end is gone and nobody says so: what is open stays silent for ever, new sockets work. */
  forget(): void {
    for (const held of this.held) held.shut();
    this.silent.clear();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  private carry(way: Way, from: Socket, to: Socket): void {
    const held = new Held(
      (bytes) => to.write(bytes),
      () => this.silent.has(way),
      this.weather,
    );
    this.held.add(held);
    from.on("data", (bytes) => held.push(bytes));
    from.on("close", () => {
      this.held.delete(held);
      to.destroy();
    });
  }

  private hold(socket: Socket): void {
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }
}
