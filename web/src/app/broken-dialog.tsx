import type { ReactNode } from "react";
import { t } from "../lib/i18n";
import { Dialog } from "../ui/dialog";

/** Stands in the place of a dialog that broke: what is under it goes on. */
export function BrokenDialog({ words, onClose }: { words: ReactNode; onClose: () => void }) {
  return (
    <Dialog title={t("Something broke")} onClose={onClose}>
      {words}
    </Dialog>
  );
}
