import type { WindowName } from "../lib/windows";
import { lazily } from "../ui/lazily";

const AccountDialog = lazily(() =>
  import("../features/account/account-dialog").then((module) => module.AccountDialog),
);
const FlagsDialog = lazily(() =>
  import("../features/flags/flags-dialog").then((module) => module.FlagsDialog),
);
const InviteDialog = lazily(() =>
  import("../features/rooms/invite-dialog").then((module) => module.InviteDialog),
);
const NewDirectDialog = lazily(() =>
  import("../features/rooms/new-direct-dialog").then((module) => module.NewDirectDialog),
);
const NewRoomDialog = lazily(() =>
  import("../features/rooms/new-room-dialog").then((module) => module.NewRoomDialog),
);
const PersonCard = lazily(() =>
  import("../features/people/person-card").then((module) => module.PersonCard),
);
const ProfileDialog = lazily(() =>
  import("../features/people/profile-dialog").then((module) => module.ProfileDialog),
);
const ShortcutsSheet = lazily(() =>
  import("../features/shortcuts/shortcuts-sheet").then((module) => module.ShortcutsSheet),
);
const SwitcherDialog = lazily(() =>
  import("../features/switcher/switcher-dialog").then((module) => module.SwitcherDialog),
);
// The one that is opened by a key and written into at once: letters must not go by before it is there.
SwitcherDialog.ahead();
const TransferDialog = lazily(() =>
  import("../features/transfer/transfer-dialog").then((module) => module.TransferDialog),
);

/** Whom a sign-in link is for; `null` is oneself. */
type Helped = { readonly id: string; readonly name: string } | null;

/** What may lie over the screen: a dialog by its name, the card of a person, or a sign-in link. */
export type Window = WindowName | { readonly person: string } | { readonly link: Helped };

/** What lies over the screen; none of it is there before it is asked for. */
export function Over({
  window,
  onOpen,
}: {
  window: Window;
  onOpen: (window: Window | null) => void;
}) {
  const close = () => onOpen(null);
  if (typeof window === "string") return <Named window={window} onOpen={onOpen} onClose={close} />;
  if ("link" in window) return <TransferDialog person={window.link} onClose={close} />;
  return (
    <PersonCard
      userId={window.person}
      onProfile={() => onOpen("profile")}
      onLink={(link) => onOpen({ link })}
      onClose={close}
    />
  );
}

/** A dialog by its name. */
function Named(props: {
  window: WindowName;
  onOpen: (window: Window) => void;
  onClose: () => void;
}) {
  const { onOpen, onClose } = props;
  switch (props.window) {
    case "account":
      return <AccountDialog onClose={onClose} onFlags={() => onOpen("flags")} />;
    case "direct":
      return <NewDirectDialog onClose={onClose} />;
    case "flags":
      return <FlagsDialog onClose={onClose} />;
    case "invite":
      return <InviteDialog onClose={onClose} />;
    case "profile":
      return <ProfileDialog onClose={onClose} />;
    case "room":
      return <NewRoomDialog onClose={onClose} />;
    case "shortcuts":
      return <ShortcutsSheet onClose={onClose} />;
    case "switcher":
      return <SwitcherDialog onOpen={onOpen} onClose={onClose} />;
  }
}
