import { answered, deadline, http } from "./client";
import type { Me, Setup } from "./types";

/** The calls of whoever is not in yet: all that the sign-in page loads. */
export const entry = {
  setup: (): Promise<Setup> => answered(http.GET("/setup", { signal: deadline() })),
  setUp: async (body: { account_name: string; name: string; email: string; password: string }) => {
    await answered(http.POST("/setup", { body, signal: deadline() }));
  },
  signIn: async (body: { email: string; password: string }) => {
    await answered(http.POST("/session", { body, signal: deadline() }));
  },
  joinPage: (code: string): Promise<{ account_name: string }> =>
    answered(http.GET("/join/{code}", { params: { path: { code } }, signal: deadline() })),
  join: async (code: string, body: { name: string; email: string; password: string }) => {
    await answered(
      http.POST("/join/{code}", { params: { path: { code } }, body, signal: deadline() }),
    );
  },
  me: (): Promise<Me> => answered(http.GET("/me", { signal: deadline() })),
} as const;
