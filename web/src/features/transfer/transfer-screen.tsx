import { useEffect, useState } from "react";
import { ApiProblem, wordsOf } from "../../api/problem";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import card from "../../ui/card.module.css";
import { Notice } from "../../ui/notice";
import { tx } from "../../ui/tx";
import { Waiting } from "../../ui/waiting";
import { type TransferCalls, type TransferOffer, transferCalls } from "./transfer-calls";

type Looked =
  | { readonly is: "asked" }
  | { readonly is: "good"; readonly offer: TransferOffer }
  | { readonly is: "bad"; readonly words: string };

/**
 * What stands behind a sign-in link. It asks first, so that nobody is signed in by a program that
 * looks at links, or as somebody they are not. `me` is who this device is signed in as.
 */
export function TransferScreen(props: {
  me: string | null;
  onDone: () => void;
  calls?: TransferCalls;
}) {
  const calls = props.calls ?? transferCalls;
  const [link, setLink] = useState(linkInAddress);
  const { code } = link;
  const [looked, setLooked] = useState<Looked>({ is: "asked" });
  useEffect(() => {
    // Another link into the same tab changes nothing but what is behind the `#`: no page is loaded.
    const another = () => {
      if (location.hash === "") return;
      setLooked({ is: "asked" });
      setLink(linkInAddress());
    };
    window.addEventListener("hashchange", another);
    return () => window.removeEventListener("hashchange", another);
  }, []);
  useEffect(() => {
    let wanted = true;
    // Out of the address bar and the history: who looks over a shoulder sees no code.
    history.replaceState(history.state, "", paths.transfer());
    calls.look(link.code).then(
      (offer) => wanted && setLooked({ is: "good", offer }),
      (error) => wanted && setLooked({ is: "bad", words: refusal(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [calls, link]);
  switch (looked.is) {
    case "asked":
      return <Waiting label={t("Looking at your link")} />;
    case "bad":
      return (
        <Card title={t("This link does not work")} lead={looked.words}>
          <p>
            <a href={paths.home()}>{t("Go to Campfire")}</a>
          </p>
        </Card>
      );
    case "good":
      return (
        <Confirm
          offer={looked.offer}
          me={props.me}
          confirm={() => calls.use(code)}
          onDone={props.onDone}
        />
      );
  }
}

/** A new object each time: the same link again is looked at again. */
function linkInAddress(): { readonly code: string } {
  return { code: location.hash.slice(1) };
}

function Confirm(props: {
  offer: TransferOffer;
  me: string | null;
  confirm: () => Promise<void>;
  onDone: () => void;
}) {
  const { run, busy, problem } = useCall();
  const { account_name, user_name } = props.offer;
  const confirm = async () => {
    if (await run(props.confirm)) props.onDone();
  };
  return (
    <Card title={account_name} lead={t("Sign in as {name} on this device?", { name: user_name })}>
      {problem === null ? null : <Notice>{refusal(problem)}</Notice>}
      {props.me === null ? null : (
        <Notice kind="info">
          {t("This device is signed in as {name} now.", { name: props.me })}
        </Notice>
      )}
      <Button look="main" wide busy={busy} onClick={confirm}>
        {t("Sign in as {name}", { name: user_name })}
      </Button>
      <p className={card.foot}>
        {tx("Did not ask for this? {leave}, and nothing happens.", {
          leave: <a href={paths.home()}>{t("Leave it")}</a>,
        })}
      </p>
    </Card>
  );
}

function refusal(error: unknown): string {
  return error instanceof ApiProblem && error.status === 404
    ? t(
        "Sign-in links work once, for ten minutes. Make a new one where you are signed in, or ask an administrator.",
      )
    : wordsOf(error);
}
