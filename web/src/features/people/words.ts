import type { Person } from "../../live/state";

/** What somebody is here, in words; what goes without saying is left out. */
export function roleWords({ role, standing }: Pick<Person, "role" | "standing">): string {
  if (standing === "banned") return "Banned";
  if (standing === "deactivated") return "Has left";
  switch (role) {
    case "administrator":
      return "Administrator";
    case "bot":
      return "Bot";
    case "member":
      return "Member";
  }
}
