import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Goal } from "./goal";
import { useFlash } from "./use-flash";

it("lights the linked message up once for each time it is gone to", () => {
  const link = (): Goal => ({ is: "message", id: "m" });
  const { result, rerender } = renderHook((goal: Goal) => useFlash(goal), { initialProps: link() });
  expect(result.current.on).toBe("m");
  act(() => result.current.done());
  expect(result.current.on).toBeNull();
  rerender(link());
  expect(result.current.on).toBe("m");
  rerender({ is: "end" });
  expect(result.current.on).toBeNull();
});
