import { useEffect } from "react";
import { t } from "../lib/i18n";
import { paths } from "../lib/paths";
import { titleWindow } from "../lib/window-title";
import { Empty } from "../ui/empty";
import styles from "./screens.module.css";

/** What was looked for and is not there. */
export type Missing = "page" | "room" | "rooms";

/** Says what is not there, why that may be, and the way on. */
export function NothingHere({ what = "page" }: { what?: Missing }) {
  const title = titleOf(what);
  useEffect(() => {
    titleWindow(`${title} · Campfire`);
  }, [title]);
  return (
    <div className={styles.middle}>
      <Empty art={what === "rooms" ? "hearth" : "lantern"}>
        <h1>{title}</h1>
        <p>{wordsOf(what)}</p>
      </Empty>
      {what === "rooms" ? null : <a href={paths.home()}>{t("Back to your rooms")}</a>}
    </div>
  );
}

function titleOf(what: Missing): string {
  switch (what) {
    case "page":
      return t("Nothing here");
    case "room":
      return t("This room is not there");
    case "rooms":
      return t("You are in no room yet");
  }
}

function wordsOf(what: Missing): string {
  switch (what) {
    case "page":
      return t("The address is mistyped, or what was here is gone.");
    case "room":
      return t("It was deleted, you are not among its members, or the address is mistyped.");
    case "rooms":
      return t("Make one with the plus beside “Rooms”, or ask somebody to let you into theirs.");
  }
}
