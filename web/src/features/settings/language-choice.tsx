import { t } from "../../lib/i18n";
import { Labelled } from "../../ui/labelled";
import { LanguageSelect } from "../../ui/language-select";
import { Section } from "./section";

/** The language of the words around the messages. */
export function LanguageChoice() {
  return (
    <Section title={t("Language")}>
      <Labelled
        label={t("Language of this browser")}
        hint={t("The page loads again in it. What you are writing is kept.")}
      >
        {(field) => <LanguageSelect {...field} />}
      </Labelled>
    </Section>
  );
}
