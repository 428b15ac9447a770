import { useEffect, useState } from "react";
import { wordsOf } from "../../api/problem";

/** A list from the server as of a version, null until it is read, with the words of a refusal. */
export function useRead<T>(
  read: (version: number) => Promise<T[]>,
  version = 0,
): [readonly T[] | null, string | null] {
  const [held, setHeld] = useState<[readonly T[] | null, string | null]>([null, null]);
  useEffect(() => {
    let mine = true;
    read(version).then(
      (items) => mine && setHeld([items, null]),
      (error) => mine && setHeld([null, wordsOf(error)]),
    );
    return () => {
      mine = false;
    };
  }, [read, version]);
  return held;
}
