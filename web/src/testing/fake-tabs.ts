import type { Tabs } from "../live/tabs";

/** A browser without a browser: each call of `tab` opens one more tab in it. */
export class FakeBrowser {
  private readonly turns = new Map<string, (() => void)[]>();
  private readonly holders = new Map<string, number>();
  private readonly ears = new Map<string, Set<(message: unknown) => void>>();

  tab(): Tabs {
    return {
      lead: (what, begin) => {
        const turns = this.turns.get(what) ?? [];
        this.turns.set(what, turns);
        turns.push(begin);
        if (turns.length === 1) begin();
        return () => {
          const led = turns[0] === begin;
          turns.splice(turns.indexOf(begin), 1);
          if (led) turns[0]?.();
        };
      },
      hold: (what) => {
        const change = (by: number) => this.holders.set(what, (this.holders.get(what) ?? 0) + by);
        change(1);
        return () => change(-1);
      },
      isHeld: async (what) => (this.holders.get(what) ?? 0) > 0,
      open: (what, hear) => {
        const ears = this.ears.get(what) ?? new Set();
        this.ears.set(what, ears);
        const mine = hear as (message: unknown) => void;
        ears.add(mine);
        return {
          tell: (message) => {
            for (const ear of ears) if (ear !== mine) ear(structuredClone(message));
          },
          close: () => void ears.delete(mine),
        };
      },
    };
  }
}

/** A tab without others. */
export function onlyTab(): Tabs {
  return new FakeBrowser().tab();
}
