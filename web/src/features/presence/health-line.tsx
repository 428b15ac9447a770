import { useClient } from "../../live/live-provider";
import { Notice } from "../../ui/notice";

/** The server told that its store is out: sending goes on, posting happens later. */
export function HealthLine() {
  const degraded = useClient((state) => state.health.degraded);
  if (!degraded) return null;
  return (
    <Notice kind="info">
      The server has trouble saving. What you send is kept and posted as soon as it can.
    </Notice>
  );
}
