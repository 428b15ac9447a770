import { ApiProblem, wordsOf } from "../../api/problem";
import { t } from "../../lib/i18n";

/** What went wrong with a search. */
export interface Trouble {
  readonly problem: string;
  /** Asking the same again can help. */
  readonly mayHelp: boolean;
}

/** What went wrong; a text that is no search is told by what is wrong with it. */
export function troubleOf(error: unknown): Trouble {
  const wrong = error instanceof ApiProblem ? error.fields[0] : undefined;
  if (wrong === undefined) return { problem: wordsOf(error), mayHelp: true };
  return { problem: wordsFor(wrong.code) ?? wrong.detail, mayHelp: false };
}

function wordsFor(code: string | undefined): string | null {
  switch (code) {
    case "empty":
      return t("Your search says nothing to look for.");
    case "too_long":
    case "too_many":
      return t("Your search is too long; it can have 16 words, phrases and filters.");
    case "not_a_day":
      return t("Behind “after:” and “before:” comes a day, written as 2026-01-31.");
    case "unknown_has":
      return t("Behind “has:” comes link, code, mention or sound.");
    default:
      return null;
  }
}
