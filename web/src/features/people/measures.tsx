import type { ReactNode } from "react";
import type { Me, User } from "../../api/types";
import { t } from "../../lib/i18n";
import type { Person } from "../../live/state";
import { tx } from "../../ui/tx";
import type { PeopleCalls } from "./people-calls";

/** Something that an administrator may decide about a person, and what it does in words. */
export interface Measure {
  /** The button that begins it, and the one that confirms it. */
  readonly name: string;
  readonly title: (name: string) => string;
  readonly words: (name: ReactNode) => readonly ReactNode[];
  readonly isHard: boolean;
  readonly run: (calls: PeopleCalls, userId: string) => Promise<User>;
}

const make = (): Measure => ({
  name: t("Make administrator"),
  title: (name) => t("Make {name} an administrator?", { name }),
  words: (name) => [
    tx(
      "{name} can then change the account, every room they are in, and what anybody may do here, you included.",
      { name },
    ),
  ],
  isHard: false,
  run: (calls, id) => calls.setRole(id, "administrator"),
});

const unmake = (): Measure => ({
  name: t("Make member"),
  title: (name) => t("Make {name} a member?", { name }),
  words: (name) => [
    tx("{name} keeps their rooms and words, and can no longer look after the account.", { name }),
  ],
  isHard: false,
  run: (calls, id) => calls.setRole(id, "member"),
});

const deactivate = (): Measure => ({
  name: t("Deactivate"),
  title: (name) => t("Deactivate {name}?", { name }),
  words: (name) => [
    tx("{name} is signed out everywhere at once and cannot sign in again.", { name }),
    t("They leave their closed rooms. Their e-mail address is free for somebody else."),
    t("What they wrote stays. There is no way back."),
  ],
  isHard: true,
  run: (calls, id) => calls.deactivate(id),
});

const ban = (): Measure => ({
  name: t("Ban"),
  title: (name) => t("Ban {name}?", { name }),
  words: (name) => [
    tx("{name} is signed out everywhere at once and cannot sign in again.", { name }),
    t("Every message they wrote is erased, for everybody and for good."),
    t("They leave their closed rooms."),
    t("You can lift the ban; what was erased does not come back."),
  ],
  isHard: true,
  run: (calls, id) => calls.ban(id),
});

const unban = (): Measure => ({
  name: t("Lift the ban"),
  title: (name) => t("Lift the ban of {name}?", { name }),
  words: (name) => [
    tx("{name} can sign in again and is in every open room.", { name }),
    t("Erased messages stay erased, and closed rooms have to add them again."),
  ],
  isHard: false,
  run: (calls, id) => calls.unban(id),
});

/** What I may decide about somebody: nobody sends themselves away, and who has left is left alone. */
export function measuresFor(person: Person, me: Me): readonly Measure[] {
  if (me.role !== "administrator") return [];
  if (person.standing === "banned") return [unban()];
  if (person.standing !== "active") return [];
  const ofRoles = person.role === "administrator" ? unmake() : make();
  const roles = person.role === "bot" ? [] : [ofRoles];
  return person.id === me.id ? roles : [...roles, deactivate(), ban()];
}

/** Whether I, as an administrator, can help them back in by a link. */
export function mayHelp(person: Person, me: Me): boolean {
  const signsIn = person.standing === "active" && person.role !== "bot";
  return me.role === "administrator" && signsIn && person.id !== me.id;
}
