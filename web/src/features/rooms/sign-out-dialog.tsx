import { useState } from "react";
import { wordsOf } from "../../api/problem";
import { t } from "../../lib/i18n";
import { ConfirmDialog } from "../../ui/confirm-dialog";

/** Asks when words are still on their way: they stay on this device for the next sign-in. */
export function SignOutDialog(props: { onSignOut: () => Promise<void>; onClose: () => void }) {
  const [again] = useState(() => props.onSignOut);
  return (
    <ConfirmDialog
      title={t("Sign out?")}
      action={t("Sign out")}
      cancel={t("Stay")}
      onConfirm={() =>
        again().then(
          () => null,
          (error) => wordsOf(error),
        )
      }
      onClose={props.onClose}
    >
      <p>
        {t("Messages that were not sent yet stay on this device until you sign in here again.")}
      </p>
    </ConfirmDialog>
  );
}
