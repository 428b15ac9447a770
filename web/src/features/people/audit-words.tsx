import type { ReactNode } from "react";
import type { AuditLine } from "./people-calls";

/** What was done by whom to whom, as a sentence; one of a newer server by its own word. */
export function auditWords(line: AuditLine): ReactNode {
  const by = <bdi>{line.actor_name}</bdi>;
  const whom = <bdi>{line.user_name ?? "somebody"}</bdi>;
  switch (line.action) {
    case "administrator_made":
      return (
        <>
          {by} made {whom} an administrator
        </>
      );
    case "administrator_unmade":
      return (
        <>
          {by} made {whom} a member
        </>
      );
    case "user_deactivated":
      return (
        <>
          {by} deactivated {whom}
        </>
      );
    case "user_banned":
      return (
        <>
          {by} banned {whom}
        </>
      );
    case "user_unbanned":
      return (
        <>
          {by} lifted the ban of {whom}
        </>
      );
    case "email_changed":
      return <>{by} changed their e-mail address</>;
    case "password_changed":
      return <>{by} changed their password</>;
    case "transfer_made":
      return line.actor_id === line.user_id ? (
        <>{by} made a sign-in link</>
      ) : (
        <>
          {by} made a sign-in link for {whom}
        </>
      );
    case "transfer_used":
      return <>{by} signed in by a link</>;
    case "account_renamed":
      return <>{by} gave the account another name</>;
    case "room_creation_restricted":
      return <>{by} left the making of rooms to administrators</>;
    case "room_creation_opened":
      return <>{by} let everybody make rooms</>;
    case "custom_css_changed":
      return <>{by} changed the style of Campfire</>;
    case "join_code_replaced":
      return <>{by} made a new invitation link</>;
    default:
      return (
        <>
          {by}: {line.action.replaceAll("_", " ")}
          {line.user_id === null ? null : <> ({whom})</>}
        </>
      );
  }
}
