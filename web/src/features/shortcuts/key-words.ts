import { t } from "../../lib/i18n";
import { isMac } from "../../lib/shortcuts";

/** What a key is called on this keyboard, from how the table writes it. */
export function keyWords(keys: string, mac = isMac()): readonly string[] {
  return keys.split(" ").map((one) =>
    one
      .split("+")
      .map((part) => partWords(part, mac))
      .join(mac ? "" : " + "),
  );
}

function partWords(part: string, mac: boolean): string {
  switch (part) {
    case "Control":
      return mac ? "⌘" : t("Ctrl");
    case "Alt":
      return mac ? "⌥" : t("Alt");
    case "Shift":
      return mac ? "⇧" : t("Shift");
    case "Escape":
      return t("Esc");
    case "Enter":
      return t("Enter");
    case "Home":
      return t("Home");
    case "End":
      return t("End");
    case "ArrowUp":
      return "↑";
    case "ArrowDown":
      return "↓";
    default:
      return part;
  }
}
