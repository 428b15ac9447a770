import { useState } from "react";
import { paths } from "../../lib/paths";
import { useClient } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Dialog, DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";

/** The link that lets somebody in. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const joinUrl = useClient((state) => state.joinUrl) ?? "";
  const [copied, setCopied] = useState<"no" | "yes" | "refused">("no");
  const link = absolute(joinUrl);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied("yes");
    } catch {
      // Browsers refuse the clipboard on plain http; the field can be selected instead.
      setCopied("refused");
    }
  };
  return (
    <Dialog title="Invite people" onClose={onClose}>
      <p>Whoever has this link can join. Give it only to people you want here.</p>
      <Field
        label="Invitation link"
        value={link}
        readOnly
        onFocus={(event) => event.target.select()}
        data-testid="join-link"
      />
      <p role="status">
        {copied === "yes" ? "Copied." : null}
        {copied === "refused" ? "Your browser does not allow copying; select the link." : null}
      </p>
      <DialogActions>
        <Button look="main" onClick={copy}>
          Copy the link
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The server may give a path, when no public address is set. */
function absolute(joinUrl: string): string {
  if (joinUrl === "") return "";
  return new URL(joinUrl, location.origin + paths.home()).href;
}
