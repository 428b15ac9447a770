/** A dialog over the screen that several places open, by its name. */
export type WindowName =
  | "account"
  | "direct"
  | "flags"
  | "invite"
  | "profile"
  | "room"
  | "shortcuts"
  | "switcher";

/** Opens one. */
export type OpenWindow = (window: WindowName) => void;
