import { useState } from "react";
import { wordsOf } from "../../api/problem";
import { t } from "../../lib/i18n";
import { useLive } from "../../live/live-provider";
import { applyAccount } from "../../live/snapshot";
import { useInvitation } from "../../live/use-invitation";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { CopyLine } from "../../ui/copy-line";
import { QrCode } from "../../ui/qr-code";
import styles from "./account.module.css";
import type { AccountCalls } from "./account-calls";

/** The link that lets somebody in, and another one in its place. */
export function JoinLink({ calls }: { calls: AccountCalls }) {
  const client = useLive();
  const link = useInvitation();
  const [asking, setAsking] = useState(false);
  const replace = async () => {
    try {
      const account = await calls.replaceJoinCode();
      client.runtime.update((state) => applyAccount(state, account));
      return null;
    } catch (error) {
      return wordsOf(error);
    }
  };
  return (
    <section aria-label={t("Invitation")} className={styles.part}>
      <CopyLine label={t("Invitation link")} value={link} />
      {link === "" ? null : (
        <details>
          <summary>{t("As a QR code")}</summary>
          <div className={styles.picture}>
            <QrCode text={link} label={t("The invitation link as a QR code")} />
          </div>
        </details>
      )}
      <div className={styles.row}>
        <Button onClick={() => setAsking(true)}>{t("Make a new link")}</Button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={t("Make a new link?")}
          action={t("Make a new link")}
          onConfirm={replace}
          onClose={() => setAsking(false)}
        >
          <p>
            {t(
              "The link of now stops working at once, wherever it was passed on. Whoever is here stays.",
            )}
          </p>
        </ConfirmDialog>
      ) : null}
    </section>
  );
}
