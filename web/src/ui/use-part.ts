import { useEffect, useState } from "react";

/** A part of the client that is loaded when it is first wanted. */
export interface Part<T> {
  held: T | null;
  load(): Promise<T>;
}

/** Names a part by how it is loaded; nothing is loaded yet. */
export function part<T>(load: () => Promise<T>): Part<T> {
  const made: Part<T> = {
    held: null,
    load: async () => {
      made.held ??= await load();
      return made.held;
    },
  };
  return made;
}

/**
 * A part, from the moment it is there. For what is a comfort: unlike `lazily`, a part that cannot be
 * had (no network, another version on the server) leaves the screen as it was.
 */
export function usePart<T>(wanted: boolean, of: Part<T>): T | null {
  const [, loaded] = useState(false);
  useEffect(() => {
    if (!wanted || of.held !== null) return;
    let here = true;
    of.load().then(
      () => here && loaded(true),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [wanted, of]);
  return wanted ? of.held : null;
}
