import { useEffect, useState } from "react";
import { t } from "../../lib/i18n";
import { useHeldUntil } from "../../live/live-provider";
import { Notice } from "../../ui/notice";

/** The words stay this much longer than the pause, so that they do not flicker, in ms. */
const LINGER_MS = 2_000;

/** Says why messages leave slowly: the server asked for a pause. */
export function SlowLine() {
  const heldUntil = useHeldUntil();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const left = heldUntil + LINGER_MS - Date.now();
    setSlow(left > 0);
    if (left <= 0) return;
    const timer = setTimeout(() => setSlow(false), left);
    return () => clearTimeout(timer);
  }, [heldUntil]);
  if (!slow) return null;
  return (
    <div role="status" aria-label={t("Sending slowly")}>
      <Notice kind="info">
        {t("Sending slowly: there is much to do here. Your messages are kept.")}
      </Notice>
    </div>
  );
}
