import { Route, Switch } from "wouter";
import { t } from "../lib/i18n";
import { patterns } from "../lib/paths";
import { lazily } from "../ui/lazily";
import { NotFound } from "./not-found";

const AuditScreen = lazily(
  () => import("../features/people/audit-screen").then((module) => module.AuditScreen),
  () => t("Reading what was decided"),
  "list",
);
const BookmarksScreen = lazily(
  () => import("../features/bookmarks/bookmarks-screen").then((module) => module.BookmarksScreen),
  () => t("Reading your bookmarks"),
  "list",
);
const HealthScreen = lazily(
  () => import("../features/health/health-screen").then((module) => module.HealthScreen),
  () => t("Opening the health of the server"),
  "list",
);
const MentionsScreen = lazily(
  () => import("../features/mentions/mentions-screen").then((module) => module.MentionsScreen),
  () => t("Opening your mentions"),
  "list",
);
const PeopleScreen = lazily(
  () => import("../features/people/people-screen").then((module) => module.PeopleScreen),
  () => t("Opening the list of people"),
  "list",
);
const SearchScreen = lazily(
  () => import("../features/search/search-screen").then((module) => module.SearchScreen),
  () => t("Opening the search"),
  "list",
);
const SessionsScreen = lazily(
  () => import("../features/session/sessions-screen").then((module) => module.SessionsScreen),
  () => t("Reading your sessions"),
  "list",
);
const SettingsScreen = lazily(
  () => import("../features/settings/settings-screen").then((module) => module.SettingsScreen),
  () => t("Opening your settings"),
  "list",
);

/** The screens that are no room: the first load brings none of them. */
export function OtherScreens({ onLink }: { onLink: () => void }) {
  return (
    <Switch>
      <Route path={patterns.sessions}>
        <SessionsScreen onTransfer={onLink} />
      </Route>
      <Route path={patterns.search}>
        <SearchScreen />
      </Route>
      <Route path={patterns.mentions}>
        <MentionsScreen />
      </Route>
      <Route path={patterns.bookmarks}>
        <BookmarksScreen />
      </Route>
      <Route path={patterns.people}>
        <PeopleScreen />
      </Route>
      <Route path={patterns.audit}>
        <AuditScreen />
      </Route>
      <Route path={patterns.settings}>
        <SettingsScreen />
      </Route>
      <Route path={patterns.health}>
        <HealthScreen />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
