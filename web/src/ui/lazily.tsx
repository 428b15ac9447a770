import { type ComponentType, lazy, Suspense, useState } from "react";
import { type Shape, Waiting } from "./waiting";

/**
 * A part that could not be had is not asked for again before this, in ms: React draws anew what it
 * awaits, and each drawing would ask at once.
 */
const AGAIN_MS = 1_000;

/**
 * A part of the client that comes when it is first shown, so that the first load is small. With a
 * label, asked for while drawing, it says that it is on its way. One that cannot be had shows
 * nothing, and is asked for again when it is shown later; `vite:preloadError` tells the frame, which says so.
 * `ahead` asks for it before it is shown: then it is drawn without a wait.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  label?: () => string,
  shape: Shape = "ember",
): ComponentType<Props> & { ahead: () => void } {
  const make = () => lazy(async () => ({ default: await load().catch(missing) }));
  let failedAt = Number.POSITIVE_INFINITY;
  const missing = () => {
    failedAt = Date.now();
    return Nothing;
  };
  let Wanted = make();
  const wanted = () => {
    if (Date.now() - failedAt >= AGAIN_MS) {
      failedAt = Number.POSITIVE_INFINITY;
      Wanted = make();
    }
    return Wanted;
  };
  let Ready: ComponentType<Props> | null = null;
  const ahead = () => {
    load().then(
      (part) => {
        Ready = part;
      },
      () => undefined,
    );
  };
  function Lazily(props: Props) {
    const [Part] = useState(() => Ready ?? wanted());
    const fallback = label === undefined ? null : <Waiting label={label()} shape={shape} />;
    return (
      <Suspense fallback={fallback}>
        <Part {...props} />
      </Suspense>
    );
  }
  return Object.assign(Lazily, { ahead });
}

function Nothing() {
  return null;
}
