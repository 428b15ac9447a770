import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { t } from "../../lib/i18n";
import { type Installed, install, installOffer, onInstallOffer } from "../../lib/install";
import { Button } from "../../ui/button";
import { useMedia } from "../../ui/use-media";
import { Section } from "./section";
import styles from "./section.module.css";

/** An installed client has a window of its own. */
const OWN_WINDOW = "(display-mode: standalone)";

/** Whether Campfire is an application of its own here, and the way there. */
export function Installing() {
  const installed = useMedia(OWN_WINDOW);
  const offer = useSyncExternalStore(onInstallOffer, installOffer);
  const [outcome, setOutcome] = useState<Installed | null>(null);
  const news = useRef<HTMLParagraphElement>(null);
  // The button is gone: what became of it takes the focus.
  useEffect(() => {
    if (outcome !== null) news.current?.focus();
  }, [outcome]);
  return (
    <Section title={t("Application")}>
      <p className={styles.soft}>
        {installed
          ? t("Campfire is installed, and this is its window.")
          : t(
              "Installed, Campfire has a window and an icon of its own, and its icon says that something is unread.",
            )}
      </p>
      {installed || outcome !== null ? null : offer === null ? (
        <p className={styles.soft}>{ownWay()}</p>
      ) : (
        <div className={styles.row}>
          <Button look="main" onClick={() => install().then(setOutcome)}>
            {t("Install Campfire…")}
          </Button>
        </div>
      )}
      {outcome === null ? null : (
        <p ref={news} tabIndex={-1} role="status" className={styles.soft}>
          {outcomeWords(outcome)}
        </p>
      )}
    </Section>
  );
}

/** Where the browser makes no offer: what can be done instead. */
function ownWay(): string {
  return window.isSecureContext
    ? t(
        "Your browser installs from its own menu, if it can: look for “Install” or “Add to home screen”.",
      )
    : t("Over plain http no browser installs anything; ask for an address with https.");
}

function outcomeWords(outcome: Installed): string {
  return outcome === "accepted"
    ? t("Your browser installs it. You find it among your applications.")
    : t("Not now, then. Load this page again when you want to be asked once more.");
}
