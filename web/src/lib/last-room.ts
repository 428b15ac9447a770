const KEY = "campfire.last-room.";

/** As many as one remembers. */
const KEPT = 20;

/** The rooms this person had open on this device, the last one first. */
export function recentRooms(userId: string): readonly string[] {
  try {
    return (localStorage.getItem(KEY + userId) ?? "").split(" ").filter((id) => id !== "");
  } catch {
    return [];
  }
}

/** The room this person had open last on this device, or none. */
export function lastRoom(userId: string): string | null {
  return recentRooms(userId)[0] ?? null;
}

/** Remembers the open room; a browser that keeps nothing loses only the convenience. */
export function rememberRoom(userId: string, roomId: string): void {
  const others = recentRooms(userId).filter((id) => id !== roomId);
  try {
    localStorage.setItem(KEY + userId, [roomId, ...others].slice(0, KEPT).join(" "));
  } catch {
    // Storage is refused or full.
  }
}
