import { t, tn } from "../lib/i18n";
import { ApiProblem, type FieldProblem } from "./problem";

/** The same refusal in our words, where we know some; the server's stay where we do not. */
export function said(problem: ApiProblem): ApiProblem {
  const { status, code, message, retryAfterMs } = problem;
  const fields = problem.fields.map((field) => ({ ...field, detail: fieldWords(field) }));
  const words = problemWords(code, retryAfterMs) ?? message;
  return new ApiProblem(status, code, words, retryAfterMs, fields);
}

/** What a refusal says, by its stable code; `null` for one of a newer server. */
export function problemWords(code: string, retryAfterMs: number | null): string | null {
  switch (code) {
    case "setup.already_done":
      return t("This Campfire is set up already; sign in instead.");
    case "session.wrong_credentials":
      return t("The e-mail address or the password is wrong.");
    case "session.required":
      return t("Sign in first.");
    case "session.not_found":
      return t("You have no such session.");
    case "transfer.unknown":
    case "join.code_unknown":
      return t("This link is not valid (any more). Ask for a new one.");
    case "rate.limited":
      return waitWords(retryAfterMs);
    case "address.banned":
      return t("Nothing can be changed from your network: someone who was banned used it.");
    case "internal":
      return t("Something went wrong on the server.");
    default:
      return peopleWords(code) ?? roomWords(code) ?? requestWords(code) ?? storeWords(code);
  }
}

function peopleWords(code: string): string | null {
  switch (code) {
    case "user.email_taken":
      return t("Someone with this e-mail address is here already.");
    case "user.handle_taken":
      return t("Someone has this handle already.");
    case "user.not_found":
      return t("There is no such person.");
    case "user.is_oneself":
      return t("You cannot do this to yourself.");
    case "user.last_administrator":
      return t("This is the last administrator: make someone else one first.");
    case "user.deactivated":
      return t("This person has left.");
    case "user.not_active":
      return t("This person does not take part (any more).");
    case "account.administrators_only":
      return t("Only an administrator may do this.");
    default:
      return null;
  }
}

function roomWords(code: string): string | null {
  switch (code) {
    case "room.not_found":
      return t("There is no such room.");
    case "room.not_yours":
      return t("Only who made the room or an administrator may do this.");
    case "room.direct_is_fixed":
      return t("A ping has no name and its people are fixed.");
    case "room.open_has_everyone":
      return t("Everyone is a member of an open room.");
    case "member.not_found":
      return t("There is no such member.");
    case "read.beyond_last":
      return t("The room does not have that many messages.");
    default:
      return messageWords(code);
  }
}

function messageWords(code: string): string | null {
  switch (code) {
    case "message.not_found":
      return t("There is no such message in this room.");
    case "message.not_yours":
      return t("Only who wrote the message or an administrator may do this.");
    case "message.deleted":
      return t("The message was deleted.");
    case "message.client_id_reused":
      return t("This message was sent before with other words.");
    case "message.html_too_long":
      return t("What becomes of this text is too long.");
    case "bookmark.too_many":
      return t("Your list of bookmarks is full; take some away.");
    case "boost.not_found":
      return t("There is no such boost on this message.");
    case "boost.not_yours":
      return t("Only who gave a boost may take it back.");
    case "boost.too_many":
      return t("This message has as many boosts as it can hold.");
    default:
      return null;
  }
}

function requestWords(code: string): string | null {
  switch (code) {
    case "request.invalid":
      return t("Something in this is not allowed or too long.");
    case "request.malformed":
    case "request.unsupported_media_type":
    case "method.not_allowed":
      return t("Campfire did not understand this. Load the page again.");
    case "request.cross_origin":
      return t("Changes are only taken from Campfire’s own pages.");
    case "request.too_large":
      return t("This is too large.");
    case "route.not_found":
      return t("There is nothing here.");
    case "flags.version_unknown":
      return t("There is no such version of the features.");
    case "feedback.too_many":
      return t("You have left feedback on enough different things.");
    case "feature.disabled":
      return t("This feature is not available yet.");
    default:
      return null;
  }
}

function storeWords(code: string): string | null {
  switch (code) {
    case "store.overloaded":
      return t("There is too much to do just now. Try again in a moment.");
    case "store.unavailable":
      return t("The store cannot be reached just now. Try again in a moment.");
    case "request.timed_out":
    case "store.timed_out":
      return t("This took too long. Try again.");
    case "search.unavailable":
      return t("Search is not available just now; everything else is. Try again in a minute.");
    default:
      return null;
  }
}

function waitWords(retryAfterMs: number | null): string {
  if (retryAfterMs === null) return t("Too many tries. Wait a little.");
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  if (seconds < 60) {
    return tn(
      seconds,
      "Too many tries. Try again in {n} second.",
      "Too many tries. Try again in {n} seconds.",
    );
  }
  return tn(
    Math.ceil(seconds / 60),
    "Too many tries. Try again in {n} minute.",
    "Too many tries. Try again in {n} minutes.",
  );
}

/** What is wrong with a field, by its code; what only its own words can tell (a place in a style) stays. */
export function fieldWords({ code, detail }: FieldProblem): string {
  switch (code) {
    case "empty":
    case "missing_field":
      return t("Please fill this in.");
    case "too_long":
    case "html_too_long":
      return t("This is too long.");
    case "too_short":
      return t("This is too short.");
    case "too_many":
      return t("These are too many.");
    case "control_character":
      return t("There is a character in it that cannot be seen.");
    case "not_a_handle":
      return t("A handle has 1 to 32 letters, digits, dots, dashes or underscores.");
    case "not_an_email_address":
      return t("This is not an e-mail address.");
    case "wrong":
      return t("This is not your password of now.");
    case "taken":
      return t("Somebody else has this already.");
    case "user.unknown":
      return t("Some of these people do not take part (any more).");
    case "not_a_day":
      return t("This is not a day; write it as 2026-01-31.");
    case "unknown_has":
      return t("Behind “has:” comes link, code, mention or sound.");
    case "invalid":
    case "out_of_range":
      return t("This value is not allowed.");
    default:
      return detail;
  }
}
