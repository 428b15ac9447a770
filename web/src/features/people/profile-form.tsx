import type { FormEvent } from "react";
import type { Me } from "../../api/types";
import { textOf } from "../../api/use-call";
import { NAME_MAX } from "../../lib/limits";
import { useClient, useLive } from "../../live/live-provider";
import { withPeople } from "../../live/state";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { TextArea } from "../../ui/text-area";
import type { OwnChange, PeopleCalls } from "./people-calls";
import { useForm } from "./use-form";

/** What others see of me, and where I sign in. What was typed stays when the server refuses it. */
export function ProfileForm({ calls, onDone }: { calls: PeopleCalls; onDone: () => void }) {
  const { runtime } = useLive();
  const me = useClient((state) => state.me);
  const { form, run, busy, words, problemOf } = useForm();
  const take = (mine: Me) =>
    runtime.update((state) => {
      const standing = "active" as const;
      return withPeople({ ...state, me: mine }, [{ ...mine, standing }]);
    });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const change = changed(me, new FormData(event.currentTarget));
    if (Object.keys(change).length === 0) return onDone();
    if (await run(async () => take(await calls.changeMe(change)))) onDone();
  };
  return (
    <form ref={form} onSubmit={submit} className="contents" aria-label="Your profile">
      {words === null ? null : <Notice>{words}</Notice>}
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={me.name}
        required
        maxLength={NAME_MAX}
        dir="auto"
        problem={problemOf("name")}
      />
      <Field
        label="Handle"
        name="handle"
        autoComplete="off"
        autoCapitalize="none"
        dir="ltr"
        spellCheck={false}
        defaultValue={me.handle}
        required
        hint="Others mention you by @ and your handle."
        problem={problemOf("handle")}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={me.email ?? ""}
        required
        hint="You sign in with it. Nobody else sees it."
        problem={problemOf("email")}
      />
      <TextArea
        label="About you"
        name="bio"
        rows={3}
        defaultValue={me.bio}
        dir="auto"
        hint="At most 200 characters."
        problem={problemOf("bio")}
      />
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="main" busy={busy}>
          Save
        </Button>
      </DialogActions>
    </form>
  );
}

/** Only what is another value now. */
function changed(me: Me, form: FormData): OwnChange {
  const before = { name: me.name, handle: me.handle, email: me.email ?? "", bio: me.bio };
  const all = Object.entries(before).map(([name, value]) => {
    // A form ends its lines with CRLF.
    const text = textOf(form, name).replaceAll("\r\n", "\n");
    return text === value ? {} : { [name]: text };
  });
  return Object.assign({}, ...all);
}
