import { answered, deadline, http } from "../../api/client";
import type { components } from "../../api/generated/schema";

export type SearchHit = components["schemas"]["SearchHit"];
export type SearchPage = components["schemas"]["SearchPage"];

/** The calls of search; here and not with the others, so that only who searches loads them. */
export const searchCalls = {
  find: (q: string, next: string | null): Promise<SearchPage> => {
    const query = next === null ? { q } : { q, next };
    return answered(http.GET("/search", { params: { query }, signal: deadline() }));
  },
  recent: async (): Promise<string[]> => {
    const { searches } = await answered(http.GET("/me/searches", { signal: deadline() }));
    return searches.map((search) => search.query);
  },
  note: async (query: string) => {
    await answered(http.POST("/me/searches", { body: { query }, signal: deadline() }));
  },
  clear: async () => {
    await answered(http.DELETE("/me/searches", { signal: deadline() }));
  },
};

export type SearchCalls = typeof searchCalls;
