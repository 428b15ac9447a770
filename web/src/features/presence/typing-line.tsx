import { t, tn } from "../../lib/i18n";
import { listOfNames } from "../../lib/text";
import { useClient } from "../../live/live-provider";
import styles from "./typing-line.module.css";

/** More names than this are a crowd. */
const NAMES_MAX = 3;

/** Who is typing in a room, besides me. */
export function TypingLine({ roomId }: { roomId: string }) {
  const names = useClient((state) =>
    (state.typing[roomId] ?? [])
      .filter((id) => id !== state.me.id)
      .map((id) => state.people[id]?.name ?? t("Someone")),
  );
  return (
    <p className={styles.line} data-testid="typing-line">
      {typingWords(names)}
    </p>
  );
}

/** "Ann is typing…", "Ann and Ben are typing…", "Several people are typing…". */
export function typingWords(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length > NAMES_MAX) return t("Several people are typing…");
  const people = listOfNames(names);
  return tn(names.length, "{people} is typing…", "{people} are typing…", { people });
}
