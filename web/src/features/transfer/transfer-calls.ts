import { answered, deadline, http } from "../../api/client";
import type { components } from "../../api/generated/schema";

export type Transfer = components["schemas"]["Transfer"];
export type TransferOffer = components["schemas"]["TransferOffer"];

/** The calls of links that sign in; here and not with the others, so that only who needs them loads them. */
export const transferCalls = {
  make: (): Promise<Transfer> => answered(http.POST("/transfers", { signal: deadline() })),
  makeFor: (user_id: string): Promise<Transfer> =>
    answered(
      http.POST("/users/{user_id}/transfers", {
        params: { path: { user_id } },
        signal: deadline(),
      }),
    ),
  look: (code: string): Promise<TransferOffer> =>
    answered(http.POST("/transfers/look", { body: { code }, signal: deadline() })),
  use: async (code: string) => {
    await answered(http.POST("/transfers/use", { body: { code }, signal: deadline() }));
  },
};

export type TransferCalls = typeof transferCalls;
