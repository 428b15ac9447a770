/** What the tabs of one browser share, so that they act as one. Passed in: a test needs no browser. */
export interface Tabs {
  /**
   * Calls `begin` when it is this tab's turn to do what one tab does for all. The answer gives the
   * turn back; a tab that ends or crashes gives it back, too.
   */
  lead(what: string, begin: () => void): () => void;
  /** Says of this tab, until the answer is called or the tab ends, what any tab can ask about. */
  hold(what: string): () => void;
  /** Whether any tab holds this. */
  isHeld(what: string): Promise<boolean>;
  /** A way to tell the other tabs, which hear nothing of what was said before. */
  open<T>(what: string, hear: (message: T) => void): TabChannel<T>;
}

/** A way to the other tabs; one's own words are not heard. */
export interface TabChannel<T> {
  tell(message: T): void;
  close(): void;
}

const PREFIX = "campfire.";

/** The browser's own locks and channels. */
export const browserTabs: Tabs = {
  lead: (what, begin) => take(what, "exclusive", begin),
  hold: (what) => take(what, "shared", () => {}),
  isHeld: async (what) => {
    const { held } = (await navigator.locks?.query()) ?? {};
    return held?.some(({ name }) => name === PREFIX + what) ?? false;
  },
  open: <T>(what: string, hear: (message: T) => void) => {
    const channel = new BroadcastChannel(PREFIX + what);
    channel.onmessage = (event: MessageEvent<T>) => hear(event.data);
    return {
      tell: (message: T) => channel.postMessage(message),
      close: () => channel.close(),
    };
  },
};

function take(what: string, mode: LockMode, begin: () => void): () => void {
  // Plain http beyond localhost has no locks. There every tab leads: keys keep posts single.
  if (navigator.locks === undefined) {
    begin();
    return () => {};
  }
  const end = new AbortController();
  const { signal } = end;
  const over = new Promise<void>((done) => {
    signal.addEventListener("abort", () => done());
  });
  const hold = () => {
    begin();
    return over;
  };
  navigator.locks.request(PREFIX + what, { mode, signal }, hold).catch(() => {
    // Given back before its turn came.
  });
  return () => end.abort();
}
