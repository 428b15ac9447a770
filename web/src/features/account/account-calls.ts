import { answered, deadline, http } from "../../api/client";
import type { components } from "../../api/generated/schema";
import type { Account } from "../../api/types";

export type AccountChange = components["schemas"]["AccountChange"];

/** The calls of the account's dialog; here, so that only administrators load them. */
export const accountCalls = {
  change: (body: AccountChange): Promise<Account> =>
    answered(http.PATCH("/account", { body, signal: deadline() })),
  customCss: async (): Promise<string> => {
    const asked = http.GET("/account/custom.css", { parseAs: "text", signal: deadline() });
    return (await answered(asked)) ?? "";
  },
  replaceJoinCode: (): Promise<Account> =>
    answered(http.POST("/account/join_code", { signal: deadline() })),
};

export type AccountCalls = typeof accountCalls;
