import type { Me } from "../../api/types";
import { textOf } from "../../api/use-call";
import { useForm } from "../../api/use-form";
import { t } from "../../lib/i18n";
import { BIO_MAX, NAME_MAX } from "../../lib/limits";
import { useClient, useLive } from "../../live/live-provider";
import { withPeople } from "../../live/state";
import { Button } from "../../ui/button";
import { DialogActions } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { TextArea } from "../../ui/text-area";
import type { OwnChange, PeopleCalls } from "./people-calls";

/** What others see of me, and where I sign in. What was typed stays when the server refuses it. */
export function ProfileForm({ calls, onDone }: { calls: PeopleCalls; onDone: () => void }) {
  const { runtime } = useLive();
  const me = useClient((state) => state.me);
  const take = (mine: Me) =>
    runtime.update((state) => {
      const standing = "active" as const;
      return withPeople({ ...state, me: mine }, [{ ...mine, standing }]);
    });
  const { form, busy, words, problemOf } = useForm(async (given) => {
    const change = changed(me, given);
    if (Object.keys(change).length > 0) take(await calls.changeMe(change));
  }, onDone);
  return (
    <form {...form} className="contents" aria-label={t("Your profile")}>
      {words === null ? null : <Notice>{words}</Notice>}
      <Field
        label={t("Name")}
        name="name"
        autoComplete="name"
        defaultValue={me.name}
        required
        maxLength={NAME_MAX}
        dir="auto"
        problem={problemOf("name")}
      />
      <Field
        label={t("Handle")}
        name="handle"
        autoComplete="off"
        autoCapitalize="none"
        dir="ltr"
        spellCheck={false}
        defaultValue={me.handle}
        required
        hint={t("Others mention you by @ and your handle.")}
        problem={problemOf("handle")}
      />
      <Field
        label={t("E-mail")}
        name="email"
        type="email"
        autoComplete="email"
        defaultValue={me.email ?? ""}
        required
        dir="ltr"
        hint={t("You sign in with it. Nobody else sees it.")}
        problem={problemOf("email")}
      />
      <TextArea
        label={t("About you")}
        name="bio"
        rows={3}
        defaultValue={me.bio}
        dir="auto"
        hint={t("At most {max} characters.", { max: BIO_MAX })}
        problem={problemOf("bio")}
      />
      <DialogActions>
        <Button onClick={onDone}>{t("Cancel")}</Button>
        <Button type="submit" look="main" busy={busy}>
          {t("Save")}
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
