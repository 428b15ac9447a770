import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Field } from "../ui/field";
import { ApiProblem } from "./problem";
import { useForm } from "./use-form";

function SignUp(props: { send: (given: FormData) => Promise<unknown>; done: () => void }) {
  const { form, busy, words, problemOf } = useForm(props.send, props.done);
  return (
    <form {...form}>
      {words === null ? null : <p role="alert">{words}</p>}
      <Field label="E-mail" name="email" type="email" required problem={problemOf("email")} />
      <Field
        label="Word"
        name="word"
        required
        minLength={8}
        problem={problemOf("word")}
        data-again
      />
      <button type="submit" aria-busy={busy}>
        Send
      </button>
    </form>
  );
}

const email = () => screen.getByLabelText("E-mail");
const word = () => screen.getByLabelText("Word");
const press = () => userEvent.click(screen.getByRole("button"));

it("tells at each field what is missing, before anything is sent, and begins at the first", async () => {
  const send = vi.fn(async () => undefined);
  const done = vi.fn();
  render(<SignUp send={send} done={done} />);
  await press();
  await waitFor(() => expect(email()).toHaveFocus());
  expect(email()).toHaveAccessibleDescription("Please fill this in.");
  expect(word()).toHaveAccessibleDescription("Please fill this in.");
  await userEvent.type(email(), "ann@");
  await userEvent.type(word(), "short");
  await press();
  await waitFor(() => expect(email()).toHaveFocus());
  expect(email()).toHaveAccessibleDescription("This is not an e-mail address.");
  expect(word()).toHaveAccessibleDescription("At least 8 characters.");
  expect(screen.queryByRole("alert")).toBeNull();
  expect([send.mock.calls.length, done.mock.calls.length]).toEqual([0, 0]);
});

it("sends what is right, and says so once", async () => {
  const send = vi.fn(async (given: FormData) => given.get("word"));
  const done = vi.fn();
  render(<SignUp send={send} done={done} />);
  await userEvent.type(email(), "ann@example.org");
  await userEvent.type(word(), "long enough{Enter}");
  await waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(await send.mock.results[0]?.value).toBe("long enough");
});

it("says above the fields what none of them says, and goes on where one tries again", async () => {
  const send = async () => {
    throw new ApiProblem(401, "session.wrong_credentials", "One of both is wrong.");
  };
  render(<SignUp send={send} done={vi.fn()} />);
  await userEvent.type(email(), "ann@example.org");
  await userEvent.type(word(), "long enough");
  await press();
  expect(await screen.findByRole("alert")).toHaveTextContent("One of both is wrong.");
  expect(word()).toHaveFocus();
});
