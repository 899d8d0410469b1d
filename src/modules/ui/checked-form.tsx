import { type ReactNode, useState } from 'react';
import { Button, ErrorSummary, type FieldProblem } from './controls.tsx';
import { Failure } from './states.tsx';

/** What is wrong with a form, shown from the first attempt to send it on. */
export interface FormCheck {
  readonly shown: readonly FieldProblem[];
  readonly attempt: number;
  /** What stands at the field of that id. */
  readonly errorOf: (field: string) => string | undefined;
  /** Counts an attempt; whether the form may be sent. */
  readonly tryToSend: () => boolean;
  /** As if nothing had been tried yet. */
  readonly reset: () => void;
}

export function useFormCheck(problems: readonly FieldProblem[]): FormCheck {
  const [attempt, setAttempt] = useState(0);
  const shown = attempt > 0 ? problems : [];
  return {
    shown,
    attempt,
    errorOf: (field) => shown.find((problem) => problem.field === field)?.text,
    tryToSend: () => {
      setAttempt(attempt + 1);
      return problems.length === 0;
    },
    reset: () => setAttempt(0),
  };
}

/** A form that tells on top what is wrong with it, or why it came to nothing, and is sent when nothing is wrong. */
export function CheckedForm({
  check,
  problem,
  onSend,
  send,
  isPending,
  children,
}: {
  readonly check: FormCheck;
  /** Why it came to nothing when it was sent. */
  readonly problem?: Error | null;
  readonly onSend: () => void;
  /** What the button says that sends it. */
  readonly send: string;
  readonly isPending: boolean;
  readonly children: ReactNode;
}) {
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (check.tryToSend()) onSend();
      }}
    >
      <ErrorSummary problems={check.shown} attempt={check.attempt} />
      {problem ? <Failure problem={problem} /> : null}
      {children}
      <div className="actions">
        <Button type="submit" isPending={isPending}>
          {send}
        </Button>
      </div>
    </form>
  );
}
