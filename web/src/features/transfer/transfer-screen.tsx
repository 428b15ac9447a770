import { useEffect, useState } from "react";
import { ApiProblem, wordsOf } from "../../api/problem";
import { useCall } from "../../api/use-call";
import { paths } from "../../lib/paths";
import { Button } from "../../ui/button";
import { Card } from "../../ui/card";
import { Notice } from "../../ui/notice";
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
  const [code] = useState(() => location.hash.slice(1));
  const [looked, setLooked] = useState<Looked>({ is: "asked" });
  useEffect(() => {
    let wanted = true;
    // Out of the address bar and the history: who looks over a shoulder sees no code.
    history.replaceState(history.state, "", paths.transfer());
    calls.look(code).then(
      (offer) => wanted && setLooked({ is: "good", offer }),
      (error) => wanted && setLooked({ is: "bad", words: refusal(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [calls, code]);
  switch (looked.is) {
    case "asked":
      return <Waiting label="Looking at your link" />;
    case "bad":
      return (
        <Card title="This link does not work" lead={looked.words}>
          <p>
            <a href={paths.home()}>Go to Campfire</a>
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
    <Card title={account_name} lead={`Sign in as ${user_name} on this device?`}>
      {problem === null ? null : <Notice>{refusal(problem)}</Notice>}
      {props.me === null ? null : (
        <Notice kind="info">This device is signed in as {props.me} now.</Notice>
      )}
      <Button look="main" wide busy={busy} onClick={confirm}>
        Sign in as {user_name}
      </Button>
      <p>
        Did not ask for this? <a href={paths.home()}>Leave it</a>, and nothing happens.
      </p>
    </Card>
  );
}

function refusal(error: unknown): string {
  return error instanceof ApiProblem && error.status === 404
    ? "Sign-in links work once, for ten minutes. Make a new one where you are signed in, or ask an administrator."
    : wordsOf(error);
}
