import { type ComponentType, lazy, Suspense } from "react";
import { Waiting } from "./waiting";

/**
 * A part of the client that comes when it is first shown, so that the first load is small. With a
 * label it says that it is on its way.
 */
export function lazily<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  label?: string,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  return function Lazily(props: Props) {
    return (
      <Suspense fallback={label === undefined ? null : <Waiting label={label} />}>
        <Part {...props} />
      </Suspense>
    );
  };
}
