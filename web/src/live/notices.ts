/** What the browser says about notices of this page. */
export type Permission = NotificationPermission | "unsupported";

/** What became of a notice that was shown for a try. */
export type Tried = "shown" | "blocked" | "unseen";

/** What a notice shows beside its words. */
export const NOTICE_ICON = "/icons/icon-192.png";

/** A notice of the browser takes this long to appear at most, in ms; after that something keeps it back. */
const SHOWS_WITHIN_MS = 3_000;

/** The service worker of this page when it can show notices. */
export async function workerForNotices(): Promise<ServiceWorkerRegistration | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.active ? registration : null;
}

/** Notices outside of the page, for messages that come while one looks elsewhere. */
export const notices = {
  permission(): Permission {
    return "Notification" in globalThis ? Notification.permission : "unsupported";
  },

  /** Asks the person; browsers want a click before. */
  async ask(): Promise<Permission> {
    return "Notification" in globalThis ? Notification.requestPermission() : "unsupported";
  },

  /** Shows one and waits for it. */
  async test(title: string, body: string): Promise<Tried> {
    if (notices.permission() !== "granted") return "blocked";
    const options = { body, icon: NOTICE_ICON, tag: "campfire-test" };
    try {
      return await shown(new Notification(title, options));
    } catch {
      // Telephones show notices only through a service worker.
      return shownByWorker(title, options);
    }
  },
} as const;

/** The notices as a type, for doubles. */
export type NoticeCalls = typeof notices;

function shown(notice: Notification): Promise<Tried> {
  return new Promise((done) => {
    const timer = setTimeout(() => done("unseen"), SHOWS_WITHIN_MS);
    const end = (tried: Tried) => {
      clearTimeout(timer);
      done(tried);
    };
    notice.onshow = () => end("shown");
    notice.onerror = () => end("blocked");
  });
}

async function shownByWorker(title: string, options: NotificationOptions): Promise<Tried> {
  try {
    const worker = await workerForNotices();
    await worker?.showNotification(title, options);
    const there = await worker?.getNotifications({ tag: options.tag ?? "" });
    return there?.length ? "shown" : "blocked";
  } catch {
    return "blocked";
  }
}
