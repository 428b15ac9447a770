import type { ReactNode } from "react";
import { t } from "../../lib/i18n";
import { ListPage } from "../../ui/list-page";
import { Appearance } from "./appearance";
import { Devices } from "./devices";
import { Installing } from "./installing";
import { LanguageChoice } from "./language-choice";
import { Notices } from "./notices";
import { Sounds } from "./sounds";
import { Writing } from "./writing";

/** What one sets for oneself: most of it for this browser, so that a phone may differ from a desk. */
export function SettingsScreen({ children }: { children?: ReactNode }) {
  return (
    <ListPage title={t("Settings")}>
      <Appearance />
      <LanguageChoice />
      <Writing />
      <Notices />
      <Sounds />
      {children}
      <Installing />
      <Devices />
    </ListPage>
  );
}
