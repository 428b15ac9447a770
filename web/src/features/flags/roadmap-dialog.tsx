import { useState } from "react";
import { useCall } from "../../api/use-call";
import { useClient, useLive } from "../../live/live-provider";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Notice } from "../../ui/notice";
import type { Flag } from "./features";
import styles from "./flags.module.css";

/** What comes, in the order it comes. */
const PHASES: readonly { readonly name: string; readonly note: string; readonly flag?: Flag }[] = [
  { name: "Text", note: "Rooms, pings and everything you write in them." },
  { name: "Avatars", note: "Your own picture beside your name.", flag: "avatars_enabled" },
  { name: "Documents", note: "PDF and text files beside a message.", flag: "files_enabled" },
  { name: "All files", note: "Images, sound and film, with previews.", flag: "files_enabled" },
];

/** The way of Campfire, and a place to say what one is waiting for. */
export function RoadmapDialog({ onClose }: { onClose: () => void }) {
  const client = useLive();
  const flags = useClient((state) => state.flags.flags);
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const { run, busy, problem } = useCall();
  const want = async (name: string, flag: Flag) => {
    const action = `wanted.${name.toLowerCase().replaceAll(" ", "_")}`;
    if (await run(() => client.leaveFeedback(flag, action))) setWanted([...wanted, name]);
  };
  const state = (flag: Flag | undefined) => {
    if (flag === undefined) return "Here now";
    return flags[flag] === true ? "Switched on, comes with an update" : "Planned";
  };
  return (
    <Dialog title="What comes next" onClose={onClose} data-testid="feature-roadmap-modal">
      {problem === null ? null : <Notice>{problem.message}</Notice>}
      <ol className={styles.phases}>
        {PHASES.map(({ name, note, flag }) => (
          <li key={name} className={styles.line}>
            <div>
              <strong>{name}</strong> <span className={styles.soft}>{state(flag)}</span>
              <p className={styles.soft}>{note}</p>
            </div>
            {flag === undefined ? null : (
              <Button
                aria-label={`${name}: I want this`}
                busy={busy}
                disabled={wanted.includes(name)}
                onClick={() => want(name, flag)}
              >
                {wanted.includes(name) ? "Noted" : "I want this"}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <p aria-live="polite" className={styles.soft}>
        {wanted.length === 0 ? "" : "Thank you. Your administrators see what is wanted most."}
      </p>
    </Dialog>
  );
}
