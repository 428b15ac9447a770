import { t } from "../../lib/i18n";
import { changeSettings, type Settings } from "../../lib/settings";
import { SwitchLine } from "../../ui/switch-line";
import { useSettings } from "../../ui/use-settings";
import styles from "./appearance.module.css";
import { Section } from "./section";

/** Light or dark, and how strong the colours are. */
export function Appearance() {
  const { theme, contrast } = useSettings();
  return (
    <Section title={t("Appearance")}>
      <fieldset className={styles.themes}>
        <legend>{t("Colours")}</legend>
        <Theme theme="system" name={t("As the system")} chosen={theme} />
        <Theme theme="light" name={t("Light")} chosen={theme} />
        <Theme theme="dark" name={t("Dark")} chosen={theme} />
      </fieldset>
      <SwitchLine
        label={t("More contrast")}
        note={t("Stronger colours and edges. A system that asks for them gets them anyway.")}
        checked={contrast}
        onChange={(on) => changeSettings({ contrast: on })}
      />
    </Section>
  );
}

/** One choice with a picture of what it looks like. */
function Theme(props: { theme: Settings["theme"]; name: string; chosen: Settings["theme"] }) {
  const { theme, name, chosen } = props;
  return (
    <label className={styles.theme}>
      <span className={`${styles.picture} ${styles[theme]}`} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className={styles.name}>
        <input
          type="radio"
          name="theme"
          checked={theme === chosen}
          onChange={() => changeSettings({ theme })}
        />
        {name}
      </span>
    </label>
  );
}
