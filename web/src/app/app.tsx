import { lazy, Suspense } from "react";
import { Route, Switch, useLocation, useRoute } from "wouter";
import { SignInScreen } from "../features/session/sign-in-screen";
import { t } from "../lib/i18n";
import { paths, patterns } from "../lib/paths";
import { Button } from "../ui/button";
import { Waiting } from "../ui/waiting";
import styles from "./screens.module.css";
import { useBoot } from "./use-boot";

/** Everything behind the sign-in comes in its own file, so that the sign-in itself is small. */
const Chat = lazy(() => import("./chat").then((module) => ({ default: module.Chat })));

// Seldom opened: they come when they are.
const JoinScreen = lazy(() =>
  import("../features/session/join-screen").then((module) => ({ default: module.JoinScreen })),
);
const SetupScreen = lazy(() =>
  import("../features/session/setup-screen").then((module) => ({ default: module.SetupScreen })),
);
const TransferScreen = lazy(() =>
  import("../features/transfer/transfer-screen").then((module) => ({
    default: module.TransferScreen,
  })),
);

/** Who is there decides what is shown: set-up, sign-in, an invitation, or the rooms. */
export function App() {
  return (
    <Suspense fallback={<Waiting label={t("Opening Campfire")} />}>
      <Screen />
    </Suspense>
  );
}

function Screen() {
  const { boot, again, ended } = useBoot();
  const [, navigate] = useLocation();
  const [byLink] = useRoute(patterns.transfer);
  const arrive = () => {
    navigate(paths.home(), { replace: true });
    again();
  };
  if (byLink && (boot.is === "signed-out" || boot.is === "signed-in")) {
    return (
      <TransferScreen
        me={boot.is === "signed-in" ? boot.me.name : null}
        // Loaded anew: nothing of who was here before is left in memory.
        onDone={() => location.replace(paths.home())}
      />
    );
  }
  switch (boot.is) {
    case "asking":
      return <Waiting label={t("Opening Campfire")} />;
    case "unreachable":
      return (
        <main className={styles.middle}>
          <h1>{t("Campfire cannot be reached")}</h1>
          <p role="alert">{boot.words}</p>
          <Button look="main" onClick={again}>
            {t("Try again")}
          </Button>
        </main>
      );
    case "setup":
      return <SetupScreen onDone={arrive} />;
    case "signed-out":
      return (
        <Switch>
          <Route path={patterns.join}>
            {({ code }) => <JoinScreen code={decodeURIComponent(code)} onDone={arrive} />}
          </Route>
          <Route>
            <SignInScreen accountName={boot.accountName} note={boot.note} onDone={again} />
          </Route>
        </Switch>
      );
    case "signed-in":
      return <Chat key={boot.me.id} me={boot.me} kept={boot.kept} onEnded={ended} />;
  }
}
