import { type ReactNode, useState } from "react";
import { t } from "../lib/i18n";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";
import { Notice } from "./notice";

/** Asks before something that cannot be taken back. `onConfirm` answers with the words of a refusal, or null. */
export function ConfirmDialog(props: {
  title: string;
  action: string;
  /** The harmless way out, in words that fit the question. */
  cancel?: string;
  children: ReactNode;
  onConfirm: () => Promise<string | null>;
  onClose: () => void;
  /** Where the focus goes when what opened this is gone. */
  returnFocus?: () => HTMLElement | null;
}) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    const words = await props.onConfirm();
    setBusy(false);
    if (words === null) props.onClose();
    else setRefusal(words);
  };
  return (
    <Dialog title={props.title} onClose={props.onClose} returnFocus={props.returnFocus}>
      <div>{props.children}</div>
      {refusal === null ? null : <Notice>{refusal}</Notice>}
      <DialogActions>
        <Button onClick={props.onClose}>{props.cancel ?? t("Cancel")}</Button>
        <Button look="danger" busy={busy} onClick={confirm}>
          {props.action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
