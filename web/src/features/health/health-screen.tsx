import { useCallback, useEffect, useState } from "react";
import { useCall } from "../../api/use-call";
import { t } from "../../lib/i18n";
import { timeOfDay } from "../../lib/time";
import { useClient } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { ListPage } from "../../ui/list-page";
import list from "../../ui/list-page.module.css";
import { Notice } from "../../ui/notice";
import { Waiting } from "../../ui/waiting";
import { type HealthCalls, healthCalls } from "./health-calls";
import styles from "./health-screen.module.css";

interface Look {
  readonly reasons: readonly string[];
  readonly at: string;
}

/** What works on the server and what does not, for administrators: asked when opened, and followed live. */
export function HealthScreen({ calls = healthCalls }: { calls?: HealthCalls }) {
  const told = useClient((state) => state.health);
  const { run, busy, problem } = useCall();
  const [look, setLook] = useState<Look | null>(null);
  const ask = useCallback(
    () =>
      run(async () => {
        const { reasons } = await calls.readiness();
        setLook({ reasons, at: new Date().toISOString() });
      }),
    [calls, run],
  );
  // Whatever the server tells everybody is a reason to ask it again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` is why, not what is asked with.
  useEffect(() => {
    void ask();
  }, [ask, told]);
  return (
    <ListPage title={t("Health")}>
      <p className={list.soft}>
        {t("What the server says of itself. It tries to save something each time it is asked.")}
      </p>
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      {look === null && problem === null ? (
        <Waiting label={t("Asking the server")} shape="list" />
      ) : null}
      {look === null ? null : <Parts look={look} />}
      <div>
        <Button busy={busy} onClick={ask}>
          {t("Look again")}
        </Button>
      </div>
    </ListPage>
  );
}

function Parts({ look }: { look: Look }) {
  const known = parts();
  const others = look.reasons.filter((reason) => !known.some((part) => part.reason === reason));
  return (
    <>
      <p role="status">
        <strong>{summary(look.reasons.length)}</strong>{" "}
        <span className={list.soft}>{t("As of {time}.", { time: timeOfDay(look.at) })}</span>
      </p>
      <ul className={list.list} aria-label={t("Parts of the server")}>
        {known.map(({ reason, name, broken }) => (
          <Part key={reason} name={name} broken={look.reasons.includes(reason) ? broken : null} />
        ))}
        {others.map((reason) => (
          <Part key={reason} name={reason} broken={t("This does not work just now.")} />
        ))}
      </ul>
    </>
  );
}

function Part({ name, broken }: { name: string; broken: string | null }) {
  return (
    <li className={`${list.card} ${styles.part}`}>
      <span className={broken === null ? styles.works : styles.broken}>
        <Icon name={broken === null ? "check" : "alert"} />
      </span>
      <span>
        <span className={list.name}>{name}</span>
        <span className={styles.words}>{broken ?? t("Works.")}</span>
      </span>
    </li>
  );
}

function summary(troubles: number): string {
  return troubles === 0 ? t("Everything works.") : t("Not everything works.");
}

/** The parts by the word that the server has for their trouble, the worst first. */
function parts(): readonly { reason: string; name: string; broken: string }[] {
  return [
    {
      reason: "store.writes",
      name: t("Saving messages"),
      broken: t(
        "Nothing can be saved. Messages are kept in the journal and posted later; all else is refused. Look at the disk: is it full, or read-only?",
      ),
    },
    {
      reason: "store.reads",
      name: t("Reading messages"),
      broken: t("Older messages cannot be read; what was read lately is shown from memory."),
    },
    {
      reason: "search",
      name: t("The search"),
      broken: t("The index cannot be used. It is repaired by itself; all else goes on."),
    },
    {
      reason: "live",
      name: t("Live news"),
      broken: t("News reaches people late. Is the machine short of processor time?"),
    },
  ];
}
