import { Link } from "wouter";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Icon } from "../../ui/icon";
import styles from "./devices.module.css";
import { Section } from "./section";
import sections from "./section.module.css";

/** The way to one's sessions, and from there onto another device. */
export function Devices() {
  return (
    <Section title={t("Devices")}>
      <p className={sections.soft}>
        {t(
          "See where you are signed in, end what is not yours, or take your account to a phone by a link.",
        )}
      </p>
      <Link href={paths.sessions()} className={styles.link}>
        <Icon name="devices" /> {t("Where you are signed in")}
      </Link>
    </Section>
  );
}
