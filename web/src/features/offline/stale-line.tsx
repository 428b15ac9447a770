import { t } from "../../lib/i18n";
import { Button } from "../../ui/button";
import styles from "./line.module.css";

/** This page is not what the server has: loading it again helps, when the person has time for it. */
export function StaleLine({ why }: { why: "newer" | "missing" }) {
  return (
    <div role="status" className={styles.line}>
      <span>
        {why === "newer"
          ? t("A newer Campfire is here. What you wrote is kept.")
          : t("A part of Campfire could not be loaded. What you wrote is kept.")}
      </span>
      <Button onClick={() => location.reload()}>{t("Load")}</Button>
    </div>
  );
}
