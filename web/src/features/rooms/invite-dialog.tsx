import { t } from "../../lib/i18n";
import { useInvitation } from "../../live/use-invitation";
import { CopyLine } from "../../ui/copy-line";
import { Dialog } from "../../ui/dialog";

/** The link that lets somebody in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const link = useInvitation();
  return (
    <Dialog title={t("Invite people")} onClose={onClose}>
      <p>{t("Whoever has this link can join. Give it only to people you want here.")}</p>
      <CopyLine label={t("Invitation link")} value={link} data-testid="join-link" />
    </Dialog>
  );
}
