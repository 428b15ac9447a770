import type { LiveSocket, SocketHandlers } from "./socket";

/** Opens a real WebSocket for the machine. */
export function openBrowserSocket(url: string, handlers: SocketHandlers): LiveSocket {
  const socket = new WebSocket(url);
  socket.onopen = () => handlers.onOpen();
  socket.onmessage = (message) => {
    if (typeof message.data === "string") handlers.onText(message.data);
  };
  socket.onclose = (close) => handlers.onClose(close.code);
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    drop: () => {
      socket.onopen = null;
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
}
