/** What a person set for this browser. */
export interface Settings {
  readonly theme: "system" | "light" | "dark";
  /** Stronger colours than the design's own; a browser that asks for them has them anyway. */
  readonly contrast: boolean;
  /** Whether `/play` is heard. */
  readonly sounds: boolean;
  /** Whether new messages are shown outside of the page; the browser must allow it, too. */
  readonly notices: boolean;
  /** What Enter does while writing; with Ctrl or Cmd it always sends, with Shift it never does. */
  readonly enter: "send" | "newline";
  /** Whether words are shown as they will look while one writes; else Markdown is. */
  readonly rich: boolean;
}

/** Where they are kept. `public/appearance.js` reads it too, before the first picture. */
const KEY = "campfire.settings";

const DEFAULTS: Settings = {
  theme: "system",
  contrast: false,
  sounds: true,
  notices: true,
  enter: "send",
  rich: false,
};

const listeners = new Set<() => void>();
let held: { readonly text: string | null; readonly settings: Settings } | null = null;
// Of a browser that keeps nothing the settings live as long as the page.
let unkept: string | null = null;

/** The settings of now; the same object until one changes. */
export function settings(): Settings {
  const text = kept();
  if (held === null || held.text !== text) held = { text, settings: parse(text) };
  return held.settings;
}

/** Changes some of them, here and in the other tabs. */
export function changeSettings(change: Partial<Settings>): void {
  unkept = JSON.stringify({ ...settings(), ...change });
  try {
    localStorage.setItem(KEY, unkept);
    unkept = null;
  } catch {
    // Storage is refused or full.
  }
  for (const listener of listeners) listener();
}

/** Calls back after each change, wherever it was made. The answer stops it. */
export function onSettings(listener: () => void): () => void {
  const inOtherTab = (event: StorageEvent) => {
    if (event.key === KEY || event.key === null) listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", inOtherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", inOtherTab);
  };
}

function kept(): string | null {
  if (unkept !== null) return unkept;
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** What was kept, with the default wherever it is of another form. */
function parse(text: string | null): Settings {
  try {
    const found: Partial<Record<keyof Settings, unknown>> = { ...JSON.parse(text ?? "{}") };
    return {
      theme: found.theme === "light" || found.theme === "dark" ? found.theme : DEFAULTS.theme,
      contrast: found.contrast === true,
      sounds: found.sounds !== false,
      notices: found.notices !== false,
      enter: found.enter === "newline" ? found.enter : DEFAULTS.enter,
      rich: found.rich === true,
    };
  } catch {
    return DEFAULTS;
  }
}
