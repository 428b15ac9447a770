import type { AriaAttributes } from "react";
import { chooseLanguage, chosenLanguage, isLanguage, LANGUAGES, t } from "../lib/i18n";

/** The language of Campfire in this browser. The page is loaded again in it; what one writes is kept. */
export function LanguageSelect(
  props: AriaAttributes & { id?: string; className?: string | undefined },
) {
  return (
    <select
      {...props}
      value={chosenLanguage() ?? ""}
      onChange={({ target }) => chooseLanguage(isLanguage(target.value) ? target.value : null)}
    >
      <option value="">{t("As the browser")}</option>
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
