import { lazy, Suspense } from "react";
import { Route, Switch, useLocation, useRoute } from "wouter";
import { JoinScreen } from "../features/session/join-screen";
import { SetupScreen } from "../features/session/setup-screen";
import { SignInScreen } from "../features/session/sign-in-screen";
import { paths, patterns } from "../lib/paths";
import { Button } from "../ui/button";
import { Waiting } from "../ui/waiting";
import styles from "./screens.module.css";
import { useBoot } from "./use-boot";

/** Everything behind the sign-in comes in its own file, so that the sign-in itself is small. */
const Chat = lazy(() => import("./chat").then((module) => ({ default: module.Chat })));

/** Seldom opened: it comes when it is. */
const TransferScreen = lazy(() =>
  import("../features/transfer/transfer-screen").then((module) => ({
    default: module.TransferScreen,
  })),
);

/** Who is there decides what is shown: set-up, sign-in, an invitation, or the rooms. */
export function App() {
  const { boot, again, ended } = useBoot();
  const [, navigate] = useLocation();
  const [byLink] = useRoute(patterns.transfer);
  const arrive = () => {
    navigate(paths.home(), { replace: true });
    again();
  };
  if (byLink && (boot.is === "signed-out" || boot.is === "signed-in")) {
    return (
      <Suspense fallback={<Waiting label="Looking at your link" />}>
        <TransferScreen
          me={boot.is === "signed-in" ? boot.me.name : null}
          // Loaded anew: nothing of who was here before is left in memory.
          onDone={() => location.replace(paths.home())}
        />
      </Suspense>
    );
  }
  switch (boot.is) {
    case "asking":
      return <Waiting label="Opening Campfire" />;
    case "unreachable":
      return (
        <main className={styles.middle}>
          <h1>Campfire cannot be reached</h1>
          <p role="alert">{boot.words}</p>
          <Button look="main" onClick={again}>
            Try again
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
      return (
        <Suspense fallback={<Waiting label="Opening your rooms" />}>
          <Chat key={boot.me.id} me={boot.me} onEnded={ended} />
        </Suspense>
      );
  }
}
