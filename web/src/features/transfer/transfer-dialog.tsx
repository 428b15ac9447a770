import { t, tn } from "../../lib/i18n";
import { Button } from "../../ui/button";
import { CopyLine } from "../../ui/copy-line";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import { QrCode } from "../../ui/qr-code";
import { Waiting } from "../../ui/waiting";
import styles from "./transfer.module.css";
import { type TransferCalls, transferCalls } from "./transfer-calls";
import { useTransfer } from "./use-transfer";

/** Whom an administrator helps back in. */
export interface TransferPerson {
  readonly id: string;
  readonly name: string;
}

/** A link and its picture that sign another device in: my own, or that of a person I help. */
export function TransferDialog(props: {
  person: TransferPerson | null;
  onClose: () => void;
  returnFocus?: () => HTMLElement | null;
  calls?: TransferCalls;
}) {
  const { person } = props;
  const { made, make } = useTransfer(props.calls ?? transferCalls, person?.id ?? null);
  const title =
    person === null
      ? t("Sign in on another device")
      : t("Help {name} sign in", { name: person.name });
  return (
    <Dialog title={title} onClose={props.onClose} returnFocus={props.returnFocus}>
      {person === null ? (
        <p>
          {t("Open this link there, or point its camera at the picture. Show it to nobody else.")}
        </p>
      ) : (
        <p>
          {t(
            "Whoever opens this link first is signed in as {name}. Give it to nobody else; that you made it is noted in the audit log.",
            { name: person.name },
          )}
        </p>
      )}
      {made.is === "asked" ? <Waiting label={t("Making a link")} /> : null}
      {made.is === "refused" ? <Notice>{made.words}</Notice> : null}
      {made.is === "there" && made.minutes > 0 ? (
        <>
          <CopyLine label={t("Sign-in link")} value={made.url} data-testid="transfer-link" />
          <div className={styles.picture}>
            <QrCode text={made.url} label={t("The sign-in link as a QR code")} />
          </div>
          <p className={styles.left}>{leftOf(made.minutes)}</p>
        </>
      ) : null}
      {made.is === "there" && made.minutes === 0 ? (
        <Notice kind="info">{t("This link has run out.")}</Notice>
      ) : null}
      <DialogActions>
        {made.is === "asked" ? null : <Button onClick={make}>{t("Make a new link")}</Button>}
        <Button look="main" onClick={props.onClose}>
          {t("Done")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function leftOf(minutes: number): string {
  return tn(minutes, "It works once, for {n} more minute.", "It works once, for {n} more minutes.");
}
