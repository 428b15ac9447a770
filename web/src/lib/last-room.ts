const KEY = "campfire.last-room.";

/** The room this person had open last on this device, or none. */
export function lastRoom(userId: string): string | null {
  try {
    return localStorage.getItem(KEY + userId);
  } catch {
    return null;
  }
}

/** Remembers the open room; a browser that keeps nothing loses only the convenience. */
export function rememberRoom(userId: string, roomId: string): void {
  try {
    localStorage.setItem(KEY + userId, roomId);
  } catch {
    // Storage is refused or full.
  }
}
