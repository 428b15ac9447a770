import { useEffect, useState } from "react";
import { wordsOf } from "../../api/problem";
import type { User } from "../../api/types";
import { useClient, useLive } from "../../live/live-provider";
import { withPeople } from "../../live/state";
import type { PeopleCalls } from "./people-calls";

/** Somebody as far as we know them, read when they are looked at and kept right by events. */
export function usePerson(calls: PeopleCalls, userId: string) {
  const { runtime } = useLive();
  const [problem, setProblem] = useState<string | null>(null);
  const person = useClient((state) => state.people[userId]);
  useEffect(() => {
    let wanted = true;
    const before = runtime.store.getState().people[userId];
    const take = (user: User) =>
      runtime.update((state) =>
        // What an event told meanwhile is newer than the answer.
        state.people[userId] === before ? withPeople(state, [user]) : state,
      );
    calls.find(userId).then(
      (user) => wanted && take(user),
      (error) => wanted && setProblem(wordsOf(error)),
    );
    return () => {
      wanted = false;
    };
  }, [calls, runtime, userId]);
  const take = (user: User) => runtime.update((state) => withPeople(state, [user]));
  return { person, problem, take };
}
