import type { ReactNode } from "react";
import { t } from "../../lib/i18n";
import { tx } from "../../ui/tx";
import type { AuditLine } from "./people-calls";

/** What was done by whom to whom, as a sentence; one of a newer server by its own word. */
export function auditWords(line: AuditLine): ReactNode {
  const by = <bdi>{line.actor_name}</bdi>;
  const whom = <bdi>{line.user_name ?? t("somebody")}</bdi>;
  switch (line.action) {
    case "administrator_made":
      return tx("{by} made {whom} an administrator", { by, whom });
    case "administrator_unmade":
      return tx("{by} made {whom} a member", { by, whom });
    case "user_deactivated":
      return tx("{by} deactivated {whom}", { by, whom });
    case "user_banned":
      return tx("{by} banned {whom}", { by, whom });
    case "user_unbanned":
      return tx("{by} lifted the ban of {whom}", { by, whom });
    case "email_changed":
      return tx("{by} changed their e-mail address", { by });
    case "password_changed":
      return tx("{by} changed their password", { by });
    case "transfer_made":
      return line.actor_id === line.user_id
        ? tx("{by} made a sign-in link", { by })
        : tx("{by} made a sign-in link for {whom}", { by, whom });
    case "transfer_used":
      return tx("{by} signed in by a link", { by });
    case "account_renamed":
      return tx("{by} gave the account another name", { by });
    case "room_creation_restricted":
      return tx("{by} left the making of rooms to administrators", { by });
    case "room_creation_opened":
      return tx("{by} let everybody make rooms", { by });
    case "custom_css_changed":
      return tx("{by} changed the style of Campfire", { by });
    case "join_code_replaced":
      return tx("{by} made a new invitation link", { by });
    default:
      return newerWords(line, by, whom);
  }
}

function newerWords(line: AuditLine, by: ReactNode, whom: ReactNode): ReactNode {
  const what = <bdi>{line.action.replaceAll("_", " ")}</bdi>;
  return line.user_id === null
    ? tx("{by}: {what}", { by, what })
    : tx("{by}: {what} ({whom})", { by, what, whom });
}
