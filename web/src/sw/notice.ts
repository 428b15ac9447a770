/** A window of this browser, as far as a notice needs it. */
export interface OpenWindow {
  readonly url: string;
  postMessage(message: { readonly open: string }): void;
  focus(): Promise<unknown>;
}

/** The windows of this browser, the one that was looked at last in front. */
export interface Windows {
  matchAll(wanted: {
    readonly type: "window";
    readonly includeUncontrolled: true;
  }): Promise<readonly OpenWindow[]>;
  openWindow(path: string): Promise<unknown>;
}

/**
 * Shows what a notice leads to: in the window that shows its room already, else in the one that was
 * looked at last, else in a new one. The client goes there itself, so nothing is loaded again.
 */
export async function followNotice(
  data: unknown,
  windows: Windows,
  isClient: (url: string) => boolean,
): Promise<void> {
  const path = pathIn(data);
  const all = await windows.matchAll({ type: "window", includeUncontrolled: true });
  const ours = all.filter(({ url }) => isClient(url));
  const room = path.split("/@")[0] ?? path;
  const there = ours.find(({ url }) => new URL(url).pathname.split("/@")[0] === room);
  const window = there ?? ours[0];
  if (window === undefined) {
    await windows.openWindow(path);
    return;
  }
  window.postMessage({ open: path });
  await window.focus();
}

/** Only rooms are told of; what says nothing else leads home. */
function pathIn(data: unknown): string {
  const path = (data as { path?: unknown } | null)?.path;
  return typeof path === "string" && path.startsWith("/rooms/") ? path : "/";
}
