import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { useSlash } from "./use-slash";

function Page({ onSlash }: { onSlash: () => void }) {
  useSlash(onSlash);
  return (
    <>
      <input aria-label="Writing" />
      <button type="button">Elsewhere</button>
    </>
  );
}

it("hears the slash only when nobody is writing", async () => {
  const onSlash = vi.fn();
  render(<Page onSlash={onSlash} />);
  await userEvent.type(screen.getByRole("textbox", { name: "Writing" }), "either/or");
  expect(onSlash).not.toHaveBeenCalled();
  expect(screen.getByRole("textbox", { name: "Writing" })).toHaveValue("either/or");
  screen.getByRole("button", { name: "Elsewhere" }).focus();
  await userEvent.keyboard("{Control>}/{/Control}");
  expect(onSlash).not.toHaveBeenCalled();
  await userEvent.keyboard("/");
  expect(onSlash).toHaveBeenCalledOnce();
});
