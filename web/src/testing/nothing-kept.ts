import type { KeptOnDevice } from "../live/runtime";

/** A device that has kept nothing. */
export const nothingKept: KeptOnDevice = { state: null, messages: async () => [] };
