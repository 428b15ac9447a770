import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A wire between browser and server that can really be cut: open sockets break, new ones are refused. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  /** The same server, through the wire. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async to(url: string): Promise<TcpProxy> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port);
    server.on("connection", (near) => {
      proxy.hold(near);
      if (proxy.isCut) return near.destroy();
      const far = connect(Number(target.port), target.hostname);
      proxy.hold(far);
      near.pipe(far);
      far.pipe(near);
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroy());
    });
    return proxy;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  private hold(socket: Socket): void {
    socket.setNoDelay(true);
    this.sockets.add(socket);
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }
}
