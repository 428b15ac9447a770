import { type ComponentType, createContext } from "react";

/** Draws what a message plays, by the name of its sound. */
export type SoundLook = ComponentType<{ name: string; tabIndex: 0 | -1 }>;

/** The place of a sound in a message: the timeline has it, whoever knows sounds fills it. */
export const SoundPlace = createContext<SoundLook>(() => null);
