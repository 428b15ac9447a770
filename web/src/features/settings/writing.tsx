import { t } from "../../lib/i18n";
import { changeSettings } from "../../lib/settings";
import { RadioCards } from "../../ui/radio-cards";
import { useSettings } from "../../ui/use-settings";
import { Section } from "./section";
import styles from "./section.module.css";

/** What Enter does. */
export function Writing() {
  const { enter } = useSettings();
  return (
    <Section title={t("Writing")}>
      <RadioCards
        label={t("The Enter key")}
        value={enter}
        onChange={(chosen) => changeSettings({ enter: chosen })}
        cards={[
          {
            value: "send",
            name: t("Sends the message"),
            note: t("Shift and Enter begin a new line."),
          },
          {
            value: "newline",
            name: t("Begins a new line"),
            note: t("Ctrl and Enter, on a Mac ⌘ and Enter, send the message."),
          },
        ]}
      />
      <p className={styles.soft}>
        {t("On a touch screen Enter always begins a new line; the arrow sends.")}
      </p>
    </Section>
  );
}
