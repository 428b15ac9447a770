import { answered, deadline, http } from "../../api/client";
import type { components } from "../../api/generated/schema";
import type { Me, User } from "../../api/types";

export type AuditLine = components["schemas"]["AuditLine"];
export type OwnChange = components["schemas"]["OwnChange"];

/** Whom the list of people shows; those who are banned only administrators see. */
export type ListedStanding = "active" | "banned";

/** A page of something, and where the next one begins. */
export interface Page<T, Next> {
  readonly items: readonly T[];
  readonly next: Next | null;
}

const of = (user_id: string) => ({ params: { path: { user_id } }, signal: deadline() });

/** The calls about people; here and not with the others, so that only who asks for them loads them. */
export const peopleCalls = {
  find: (user_id: string): Promise<User> => answered(http.GET("/users/{user_id}", of(user_id))),
  list: async (
    query: string,
    standing: ListedStanding,
    after: string | null,
  ): Promise<Page<User, string>> => {
    const params = { query: { standing, ...(query && { query }), ...(after && { after }) } };
    const page = await answered(http.GET("/users", { params, signal: deadline() }));
    return { items: page.users, next: page.next };
  },
  changeMe: (body: OwnChange): Promise<Me> =>
    answered(http.PATCH("/me", { body, signal: deadline() })),
  setRole: (user_id: string, role: "member" | "administrator"): Promise<User> =>
    answered(http.PATCH("/users/{user_id}", { ...of(user_id), body: { role } })),
  deactivate: async (user_id: string): Promise<User> => {
    await answered(http.DELETE("/users/{user_id}", of(user_id)));
    return peopleCalls.find(user_id);
  },
  ban: (user_id: string): Promise<User> => answered(http.POST("/users/{user_id}/ban", of(user_id))),
  unban: (user_id: string): Promise<User> =>
    answered(http.DELETE("/users/{user_id}/ban", of(user_id))),
  audit: async (before: number | null): Promise<Page<AuditLine, number>> => {
    const params = { query: before === null ? {} : { before } };
    const page = await answered(http.GET("/account/audit", { params, signal: deadline() }));
    return { items: page.lines, next: page.next };
  },
};

export type PeopleCalls = typeof peopleCalls;
