import { NOTICE_ICON, workerForNotices } from "./notices";
import type { NewNotice } from "./notifier";

/**
 * Shows a notice outside of the page. Where there is a service worker it shows it: then a click is
 * followed though this window is closed, and telephones know no other way.
 */
export async function showNotice(
  { title, body, tag, path }: NewNotice,
  open: (path: string) => void,
): Promise<void> {
  const options = { body, tag, icon: NOTICE_ICON };
  try {
    const worker = await workerForNotices();
    if (worker !== null)
      return await worker.showNotification(title, { ...options, data: { path } });
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      open(path);
      shown.close();
    };
  } catch {
    // The person took the permission back.
  }
}

/** Goes where a click on a notice of the service worker leads. The answer ends it. */
export function followNotices(open: (path: string) => void): () => void {
  const follow = ({ data }: MessageEvent<{ open?: unknown } | null>) => {
    if (typeof data?.open === "string" && data.open.startsWith("/")) open(data.open);
  };
  const worker = navigator.serviceWorker;
  worker?.addEventListener("message", follow);
  return () => worker?.removeEventListener("message", follow);
}
