import { useInvitation } from "../../live/use-invitation";
import { CopyLine } from "../../ui/copy-line";
import { Dialog } from "../../ui/dialog";

/** The link that lets somebody in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const link = useInvitation();
  return (
    <Dialog title="Invite people" onClose={onClose}>
      <p>Whoever has this link can join. Give it only to people you want here.</p>
      <CopyLine label="Invitation link" value={link} data-testid="join-link" />
    </Dialog>
  );
}
