import { createContext, useContext } from "react";

/** Opens the card of a person. */
export type OpenPerson = (userId: string) => void;

/** Wherever somebody is named, their name is a door to their card; whoever draws the cards hangs it. */
export const PersonDoor = createContext<OpenPerson>(() => undefined);

/** The door, for who draws a name. */
export function useOpenPerson(): OpenPerson {
  return useContext(PersonDoor);
}
