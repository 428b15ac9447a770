import { expect, it } from "vitest";
import { countInTitle, titleWindow } from "./window-title";

it("says what is unread before the name of any screen", () => {
  titleWindow("Garden · Campfire");
  countInTitle(3);
  expect(document.title).toBe("(3) Garden · Campfire");
  titleWindow("Search · Campfire");
  expect(document.title).toBe("(3) Search · Campfire");
  countInTitle(0);
  expect(document.title).toBe("Search · Campfire");
});
