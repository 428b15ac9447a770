import { t } from "../../lib/i18n";
import { changeSettings } from "../../lib/settings";
import { SwitchLine } from "../../ui/switch-line";
import { useSettings } from "../../ui/use-settings";
import { Section } from "./section";

/** Whether this browser makes a noise. */
export function Sounds() {
  const { sounds } = useSettings();
  return (
    <Section title={t("Sounds")}>
      <SwitchLine
        label={t("Play sounds")}
        note={t(
          "What others send with /play is heard when it comes; off, its words are only shown.",
        )}
        checked={sounds}
        onChange={(on) => changeSettings({ sounds: on })}
      />
    </Section>
  );
}
