import { lazily } from "../ui/lazily";

/** What lies over the screen; loaded ahead once there is time, so that the first key finds its field. */
export const Over = lazily(() => import("./over").then((module) => module.Over));
