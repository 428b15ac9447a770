import { t } from "../../lib/i18n";
import type { Person } from "../../live/state";

/** What somebody is here, in words; what goes without saying is left out. */
export function roleWords({ role, standing }: Pick<Person, "role" | "standing">): string {
  if (standing === "banned") return t("Banned");
  if (standing === "deactivated") return t("Has left");
  switch (role) {
    case "administrator":
      return t("Administrator");
    case "bot":
      return t("Bot");
    case "member":
      return t("Member");
  }
}
