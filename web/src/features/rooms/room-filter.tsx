import type { KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { t, tn } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import styles from "./room-filter.module.css";

/** Shows only the rooms whose names have some letters; Enter opens the first, Escape shows all again. */
export function RoomFilter(props: {
  letters: string;
  /** The ids of those that are left. */
  found: string;
  onLetters: (letters: string) => void;
}) {
  const { letters, found, onLetters } = props;
  const [, navigate] = useLocation();
  const ids = found === "" ? [] : found.split(" ").filter((id) => id !== "");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || letters === "") return;
    const first = ids[0];
    if (event.key === "Escape") event.preventDefault();
    else if (event.key !== "Enter" || first === undefined) return;
    else navigate(paths.room(first));
    onLetters("");
  };
  return (
    <>
      <input
        type="search"
        className={styles.filter}
        aria-label={t("Filter rooms")}
        placeholder={t("Filter rooms")}
        dir="auto"
        value={letters}
        onChange={(event) => onLetters(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p role="status" className="visually-hidden">
        {letters === "" ? "" : tn(ids.length, "{n} room", "{n} rooms")}
      </p>
    </>
  );
}
