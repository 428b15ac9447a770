import { expect, it } from "vitest";
import { deviceName } from "./device";

const LIKE = "AppleWebKit/537.36 (KHTML, like Gecko)";

it.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${LIKE} Chrome/140.0 Safari/537.36`, "Chrome on Linux"],
  [`Mozilla/5.0 (Windows NT 10.0) ${LIKE} Chrome/140.0 Safari/537.36 Edg/140.0`, "Edge on Windows"],
  ["Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1",
    "Safari on iPhone",
  ],
  ["backup-script/1.2", "backup-script/1.2"],
  ["", "Unknown device"],
])("names %s", (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
