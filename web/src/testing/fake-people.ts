import { ApiProblem } from "../api/problem";
import type { User } from "../api/types";
import type { AuditLine, PeopleCalls } from "../features/people/people-calls";
import { ann, ben, cleo, me } from "./fixtures";

/** The doubled calls about people, with what was asked in order. */
export function fakePeople(over: Partial<PeopleCalls> = {}): {
  calls: PeopleCalls;
  asked: string[];
} {
  const asked: string[] = [];
  let users: User[] = [ann, ben, cleo];
  const change = async (id: string, patch: Partial<User>) => {
    users = users.map((user) => (user.id === id ? { ...user, ...patch } : user));
    return find(id);
  };
  const find = async (id: string) => {
    const user = users.find((one) => one.id === id);
    if (user === undefined) {
      throw new ApiProblem(404, "user.not_found", "There is no such person.");
    }
    return user;
  };
  const calls: PeopleCalls = {
    find,
    list: async (query, standing, after) => {
      asked.push(`list ${query || "all"} ${standing} ${after ?? "first"}`);
      const named = (user: User) => user.name.toLowerCase().includes(query.toLowerCase());
      const items = users.filter((user) => named(user) && user.standing === standing);
      return { items, next: null };
    },
    changeMe: async (body) => {
      asked.push(`changeMe ${JSON.stringify(body)}`);
      const { password: _new, current_password: _now, ...shown } = body;
      const named = Object.entries(shown).filter(([, value]) => typeof value === "string");
      return { ...me, ...Object.fromEntries(named) };
    },
    setRole: (id, role) => {
      asked.push(`setRole ${id} ${role}`);
      return change(id, { role });
    },
    deactivate: (id) => {
      asked.push(`deactivate ${id}`);
      return change(id, { standing: "deactivated" });
    },
    ban: (id) => {
      asked.push(`ban ${id}`);
      return change(id, { standing: "banned" });
    },
    unban: (id) => {
      asked.push(`unban ${id}`);
      return change(id, { standing: "active" });
    },
    audit: async () => ({ items: [], next: null }),
  };
  return { calls: { ...calls, ...over }, asked };
}

/** A line of the audit log: Ann did something to Ben. */
export function aLine(number: number, action: string, over: Partial<AuditLine> = {}): AuditLine {
  return {
    number,
    at: "2026-11-20T09:00:00.000Z",
    actor_id: ann.id,
    actor_name: ann.name,
    action,
    user_id: ben.id,
    user_name: ben.name,
    ...over,
  };
}
