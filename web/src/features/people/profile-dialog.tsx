import { t } from "../../lib/i18n";
import { Dialog } from "../../ui/dialog";
import { PasswordForm } from "./password-form";
import { type PeopleCalls, peopleCalls } from "./people-calls";
import styles from "./profile-dialog.module.css";
import { ProfileForm } from "./profile-form";

/** Everything that I may change about myself. */
export function ProfileDialog(props: { onClose: () => void; calls?: PeopleCalls }) {
  const { onClose, calls = peopleCalls } = props;
  return (
    <Dialog title={t("Your profile")} onClose={onClose}>
      <ProfileForm calls={calls} onDone={onClose} />
      <details className={styles.password}>
        <summary>{t("Another password")}</summary>
        <div>
          <PasswordForm calls={calls} />
        </div>
      </details>
    </Dialog>
  );
}
