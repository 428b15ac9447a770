import { type FormEvent, useState } from "react";
import { textOf, useCall } from "../../api/use-call";
import { useClient, useLive } from "../../live/live-provider";
import { applyAccount } from "../../live/snapshot";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import styles from "./account.module.css";
import { type AccountCalls, type AccountChange, accountCalls } from "./account-calls";
import { JoinLink } from "./join-link";
import { OwnStyle } from "./own-style";

/** What administrators set for everyone: the name, the invitation, who makes rooms, the style. */
export function AccountDialog(props: { onClose: () => void; calls?: AccountCalls }) {
  const calls = props.calls ?? accountCalls;
  const client = useLive();
  const change = async (body: AccountChange) => {
    const account = await calls.change(body);
    client.runtime.update((state) => applyAccount(state, account));
  };
  return (
    <Dialog title="Account" onClose={props.onClose}>
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
  const { run, busy, problem, problemOf } = useCall();
  const [kept, setKept] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wish = textOf(new FormData(event.currentTarget), "name");
    setKept(false);
    setKept(await run(() => onChange({ name: wish })));
  };
  const refused = problemOf("name");
  return (
    <form onSubmit={submit} className={styles.part}>
      {problem === null || refused !== undefined ? null : <Notice>{problem.message}</Notice>}
      <Field
        key={name}
        label="Name"
        name="name"
        required
        maxLength={80}
        defaultValue={name}
        problem={refused}
      />
      <div className={styles.row}>
        <Button type="submit" busy={busy}>
          Save the name
        </Button>
        <p role="status" className={styles.soft}>
          {kept ? "Saved." : ""}
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
    <section aria-label="Rooms" className={styles.part}>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <label className={styles.line}>
        <span>Only administrators make rooms</span>
        <input
          type="checkbox"
          checked={wanted ?? restricted}
          aria-disabled={busy}
          onChange={(event) => {
            const on = event.target.checked;
            if (busy) return;
            setWanted(on);
            const settings = { restrict_room_creation_to_administrators: on };
            void run(() => onChange({ settings })).finally(() => setWanted(null));
          }}
        />
      </label>
      <p className={styles.soft}>Pings stay everybody’s.</p>
    </section>
  );
}
