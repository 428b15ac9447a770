import { HealthLine } from "./health-line";
import { SlowLine } from "./slow-line";
import { UnsentLine } from "./unsent-line";

/** What is wrong just now, each in its own line above the messages; nothing on a good day. */
export function TroubleLines() {
  return (
    <>
      <HealthLine />
      <SlowLine />
      <UnsentLine />
    </>
  );
}
