import { useState } from "react";
import { textOf, useCall } from "../../api/use-call";
import { useForm } from "../../api/use-form";
import { t } from "../../lib/i18n";
import { useClient, useLive } from "../../live/live-provider";
import { applyAccount } from "../../live/snapshot";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { SwitchLine } from "../../ui/switch-line";
import styles from "./account.module.css";
import { type AccountCalls, type AccountChange, accountCalls } from "./account-calls";
import { AccountLinks } from "./account-links";
import { JoinLink } from "./join-link";
import { OwnStyle } from "./own-style";

/** What administrators set for everyone: the name, the invitation, who makes rooms, the style. */
export function AccountDialog(props: {
  onClose: () => void;
  onFlags: () => void;
  calls?: AccountCalls;
}) {
  const calls = props.calls ?? accountCalls;
  const client = useLive();
  const change = async (body: AccountChange) => {
    const account = await calls.change(body);
    client.runtime.update((state) => applyAccount(state, account));
  };
  return (
    <Dialog title={t("Account")} onClose={props.onClose}>
      <AccountLinks onFlags={props.onFlags} onLeave={props.onClose} />
      <Name onChange={change} />
      <JoinLink calls={calls} />
      <WhoMakesRooms onChange={change} />
      <OwnStyle readCss={calls.customCss} onChange={change} />
    </Dialog>
  );
}

type Change = (body: AccountChange) => Promise<void>;

function Name({ onChange }: { onChange: Change }) {
  const name = useClient((state) => state.accountName);
  const [kept, setKept] = useState(false);
  const { form, busy, words, problemOf } = useForm(
    (given) => {
      setKept(false);
      return onChange({ name: textOf(given, "name") });
    },
    () => setKept(true),
  );
  return (
    <form {...form} className={styles.part}>
      {words === null ? null : <Notice>{words}</Notice>}
      <Field
        key={name}
        label={t("Name")}
        name="name"
        required
        maxLength={80}
        defaultValue={name}
        dir="auto"
        problem={problemOf("name")}
      />
      <div className={styles.row}>
        <Button type="submit" busy={busy}>
          {t("Save the name")}
        </Button>
        <p role="status" className={styles.soft}>
          {kept ? t("Saved.") : ""}
        </p>
      </div>
    </form>
  );
}

function WhoMakesRooms({ onChange }: { onChange: Change }) {
  const restricted = useClient((state) => state.settings.restrict_room_creation_to_administrators);
  const { run, busy, problem } = useCall();
  // The switch stands where it was put while the server is asked.
  const [wanted, setWanted] = useState<boolean | null>(null);
  return (
    <section aria-label={t("Rooms")} className={styles.part}>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <SwitchLine
        label={t("Only administrators make rooms")}
        note={t("Pings stay everybody’s.")}
        checked={wanted ?? restricted}
        busy={busy}
        onChange={(on) => {
          setWanted(on);
          const settings = { restrict_room_creation_to_administrators: on };
          void run(() => onChange({ settings })).finally(() => setWanted(null));
        }}
      />
    </section>
  );
}
