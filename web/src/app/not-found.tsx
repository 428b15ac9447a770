import { lazily } from "../ui/lazily";

/** An address that leads nowhere, or to a room that is hidden from us; or no room at all. */
export const NotFound = lazily(() => import("./nothing-here").then((module) => module.NothingHere));
