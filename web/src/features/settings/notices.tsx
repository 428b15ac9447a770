import { useState } from "react";
import { t } from "../../lib/i18n";
import { changeSettings } from "../../lib/settings";
import { type NoticeCalls, notices, type Permission, type Tried } from "../../live/notices";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { SwitchLine } from "../../ui/switch-line";
import { useSettings } from "../../ui/use-settings";
import { Section } from "./section";
import styles from "./section.module.css";

/** Whether this device tells of new messages, and a try that says what keeps it from doing so. */
export function Notices({ calls = notices }: { calls?: NoticeCalls }) {
  const { notices: wanted } = useSettings();
  const [permission, setPermission] = useState(calls.permission);
  const [tried, setTried] = useState<Tried | null>(null);
  const [busy, setBusy] = useState(false);
  const wait = async (what: () => Promise<void>) => {
    setBusy(true);
    await what();
    setBusy(false);
  };
  const ask = () => wait(async () => setPermission(await calls.ask()));
  const test = () =>
    wait(async () => {
      setTried(null);
      const words = t("This is how a new message shows itself on this device.");
      setTried(await calls.test("Campfire", words));
      setPermission(calls.permission());
    });
  const ready = permission === "granted";
  return (
    <Section title={t("Notifications")}>
      <SwitchLine
        label={t("Tell me of new messages on this device")}
        note={t(
          "While Campfire is open somewhere in this browser. How much each room tells is set beside its people.",
        )}
        checked={wanted}
        onChange={(on) => changeSettings({ notices: on })}
      />
      {wanted ? <Standing permission={permission} /> : null}
      {wanted ? (
        <div className={styles.row}>
          {permission === "default" ? (
            <Button look="main" busy={busy} onClick={ask}>
              {t("Allow notifications…")}
            </Button>
          ) : null}
          {ready ? (
            <Button busy={busy} onClick={test}>
              {t("Send a test notification")}
            </Button>
          ) : null}
        </div>
      ) : null}
      <p role="status" className={styles.soft}>
        {wanted && tried !== null ? outcome(tried) : ""}
      </p>
    </Section>
  );
}

/** What the browser allows, and the way out where it does not. */
function Standing({ permission }: { permission: Permission }) {
  switch (permission) {
    case "granted":
      return <p className={styles.soft}>{t("Your browser allows notifications from Campfire.")}</p>;
    case "default":
      return <p className={styles.soft}>{t("Your browser has not been asked yet.")}</p>;
    case "denied":
      return (
        <Notice kind="info">
          {t(
            "Your browser blocks notifications from Campfire. Open the settings of this site from the sign beside the address, allow notifications, and load the page again.",
          )}
        </Notice>
      );
    case "unsupported":
      return (
        <Notice kind="info">
          {t(
            "This browser shows no notifications here. On a phone or tablet install Campfire on the home screen first; over plain http no browser shows any.",
          )}
        </Notice>
      );
  }
}

function outcome(tried: Tried): string {
  switch (tried) {
    case "shown":
      return t(
        "The browser has shown it. If you saw nothing, your system keeps it back: look at its notification settings and at “Do not disturb”.",
      );
    case "unseen":
      return t(
        "The browser took it but did not show it. Your system may be set to “Do not disturb”, or have notifications of this browser switched off.",
      );
    case "blocked":
      return t("The browser refused it. Its settings for this site decide.");
  }
}
