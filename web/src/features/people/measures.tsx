import type { ReactNode } from "react";
import type { Me, User } from "../../api/types";
import type { Person } from "../../live/state";
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

const MAKE: Measure = {
  name: "Make administrator",
  title: (name) => `Make ${name} an administrator?`,
  words: (name) => [
    <>
      {name} can then change the account, every room they are in, and what anybody may do here, you
      included.
    </>,
  ],
  isHard: false,
  run: (calls, id) => calls.setRole(id, "administrator"),
};

const UNMAKE: Measure = {
  name: "Make member",
  title: (name) => `Make ${name} a member?`,
  words: (name) => [
    <>{name} keeps their rooms and words, and can no longer look after the account.</>,
  ],
  isHard: false,
  run: (calls, id) => calls.setRole(id, "member"),
};

const DEACTIVATE: Measure = {
  name: "Deactivate",
  title: (name) => `Deactivate ${name}?`,
  words: (name) => [
    <>{name} is signed out everywhere at once and cannot sign in again.</>,
    "They leave their closed rooms. Their e-mail address is free for somebody else.",
    "What they wrote stays. There is no way back.",
  ],
  isHard: true,
  run: (calls, id) => calls.deactivate(id),
};

const BAN: Measure = {
  name: "Ban",
  title: (name) => `Ban ${name}?`,
  words: (name) => [
    <>{name} is signed out everywhere at once and cannot sign in again.</>,
    "Every message they wrote is erased, for everybody and for good.",
    "They leave their closed rooms.",
    "You can lift the ban; what was erased does not come back.",
  ],
  isHard: true,
  run: (calls, id) => calls.ban(id),
};

const UNBAN: Measure = {
  name: "Lift the ban",
  title: (name) => `Lift the ban of ${name}?`,
  words: (name) => [
    <>{name} can sign in again and is in every open room.</>,
    "Erased messages stay erased, and closed rooms have to add them again.",
  ],
  isHard: false,
  run: (calls, id) => calls.unban(id),
};

/** What I may decide about somebody: nobody sends themselves away, and who has left is left alone. */
export function measuresFor(person: Person, me: Me): readonly Measure[] {
  if (me.role !== "administrator") return [];
  if (person.standing === "banned") return [UNBAN];
  if (person.standing !== "active") return [];
  const roles = person.role === "bot" ? [] : [person.role === "administrator" ? UNMAKE : MAKE];
  return person.id === me.id ? roles : [...roles, DEACTIVATE, BAN];
}

/** Whether I, as an administrator, can help them back in by a link. */
export function mayHelp(person: Person, me: Me): boolean {
  const signsIn = person.standing === "active" && person.role !== "bot";
  return me.role === "administrator" && signsIn && person.id !== me.id;
}
