import { t } from "../../lib/i18n";
import { dayKey, moment, timeOfDay } from "../../lib/time";
import styles from "./line.module.css";

/** Says that the server has not been asked, and of when that is what one sees. */
export function KeptLine({ at }: { at: number }) {
  const iso = new Date(at).toISOString();
  const today = dayKey(iso) === dayKey(new Date().toISOString());
  const time = today ? timeOfDay(iso) : moment(iso);
  return (
    <div role="status" className={styles.line}>
      <span>{t("Offline: this is what this device has kept, as of {time}.", { time })}</span>
    </div>
  );
}
