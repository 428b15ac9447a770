import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { recentRooms } from "../../lib/last-room";
import type { OpenWindow } from "../../lib/windows";
import { useClient, useLive } from "../../live/live-provider";
import { commandsFor } from "./commands";
import { type Goal, goalsFor, knownPeople } from "./goals";

/** Typing rests this long before the server is asked for people we do not know, in ms. */
const REST_MS = 200;

type PersonGoal = Extract<Goal, { is: "person" }>;

/** What may be meant by some letters: at once from what is here, then from what the server knows. */
export function useGoals(query: string, onOpen: OpenWindow): readonly Goal[] {
  const client = useLive();
  const [, navigate] = useLocation();
  const state = useClient((all) => all);
  const [recent] = useState(() => recentRooms(state.me.id));
  const far = useFarPeople(query);
  const here = knownPeople(state);
  const others = far.filter(({ id }) => state.people[id] === undefined);
  const commands = commandsFor({
    state,
    navigate,
    onOpen,
    onMarkAllRead: () => void client.markAllRead().catch(() => undefined),
  });
  return goalsFor({ state, query, recent, people: [...here, ...others], commands });
}

/** People whom only the server knows; without a connection there are none. */
function useFarPeople(query: string): readonly PersonGoal[] {
  const client = useLive();
  const [found, setFound] = useState<readonly PersonGoal[]>([]);
  useEffect(() => {
    const letters = query.trim().replace(/^@/u, "");
    if (letters === "") return;
    let wanted = true;
    const timer = setTimeout(() => {
      client.users(letters).then(
        ({ users }) => {
          if (!wanted) return;
          const active = users.filter((user) => user.standing === "active");
          setFound(
            active.map(({ id, name, handle }) => ({ is: "person", id, name, note: `@${handle}` })),
          );
        },
        () => undefined,
      );
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, query]);
  return found;
}
