// Every act is confirmed in one dialog, and most need a reason: it stands in the audit.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { NotKnown } from '../api';
import { refresh } from '../live';
import { on_leave } from '../session';
import { Dialog, Refusal } from './dialog';

export type Values = Record<string, string[]>;

export interface Choice {
  name: string;
  title: string;
  kind: 'one' | 'several';
  options: { value: string; words: string }[];
  chosen: string[];
}

export interface Foreseen {
  words: ComponentChildren;
  ready: boolean; // there is something to do
}

export interface Question {
  title: string;
  words?: ComponentChildren;
  choices?: Choice[];
  reason: boolean;
  confirm: string;
  danger?: boolean;
  preview?: (values: Values) => Promise<Foreseen>; // what would come of it, counted by the engine: nothing is confirmed before
  act: (reason: string, values: Values, said: (words: string) => void) => Promise<string>; // the sentence that says it is done
}

export const longest_reason = 500;

const question = signal<Question | null>(null);
export const notice = signal('');
on_leave(() => ((question.value = null), (notice.value = '')));
// One at a time: what a person confirms is what they were asked.
export const ask_person = (what: Question): void => {
  question.value ??= what;
};

const chosen_first = (what: Question): Values => Object.fromEntries((what.choices ?? []).map((choice) => [choice.name, choice.chosen]));

export function Options({ choice, values, choose }: { choice: Choice; values: string[]; choose: (values: string[]) => void }) {
  const several = choice.kind === 'several';
  const toggle = (value: string, on: boolean) => choose(several ? (on ? [...values, value] : values.filter((each) => each !== value)) : [value]);
  return (
    <fieldset>
      <legend>{choice.title}</legend>
      {choice.options.map(({ value, words }) => (
        <label key={value}>
          <input type={several ? 'checkbox' : 'radio'} name={choice.name} value={value} checked={values.includes(value)}
            onChange={(event) => toggle(value, event.currentTarget.checked)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}

function Asked({ what }: { what: Question }) {
  const [values, set_values] = useState(chosen_first(what));
  const [reason, set_reason] = useState('');
  const [preview, set_preview] = useState<Foreseen | null>(null);
  const [trouble, set_trouble] = useState<unknown>(null);
  const [busy, set_busy] = useState(false);
  const [said, set_said] = useState('');
  const ready = !busy && !(trouble instanceof NotKnown) && (!what.preview || preview?.ready === true);

  const say = (error: unknown) => set_trouble((before: unknown) => (before instanceof NotKnown ? before : error)); // that stays said

  useEffect(() => {
    let late = false;
    set_preview(null);
    what.preview?.(values).then((found) => late || (set_preview(found), say(null)), (error) => late || say(error));
    return () => void (late = true);
  }, [values]);

  // What goes on is not called off by looking away.
  const close = () => {
    if (!busy && question.value === what) question.value = null;
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    set_busy(true);
    say(null);
    try {
      const done = await what.act(reason.trim(), values, set_said);
      if (question.value !== what) return; // the session ended
      question.value = null;
      notice.value = done;
    } catch (error) {
      say(error);
      set_said('');
      set_busy(false);
    }
    refresh();
  };

  return (
    <Dialog id="asked" close={close}>
      <form onSubmit={send}>
        <h2 id="asked">{what.title}</h2>
        {what.words && <div class="words">{what.words}</div>}
        {what.choices?.map((choice) => (
          <Options key={choice.name} choice={choice} values={values[choice.name] ?? []} choose={(chosen) => set_values({ ...values, [choice.name]: chosen })} />
        ))}
        {what.preview && (preview || !trouble) && <div class="preview" role="status">{preview?.words ?? <p>Counting…</p>}</div>}
        {what.reason && (
          <label class="above">
            Reason <span class="faint">stands in the audit; no patient data</span>
            <input type="text" value={reason} maxLength={longest_reason} required autoFocus autocomplete="off" onInput={(event) => set_reason(event.currentTarget.value)} />
          </label>
        )}
        <Refusal error={trouble} />
        {said && <p role="status">Under way: {said}</p>}
        <div class="buttons">
          <button type="submit" class={what.danger ? 'danger' : 'main'} disabled={!ready}>{what.confirm}</button>
          <button type="button" disabled={busy} onClick={close}>{trouble instanceof NotKnown ? 'Close' : 'Cancel'}</button>
        </div>
      </form>
    </Dialog>
  );
}

export const Asking = () => (question.value ? <Asked key={question.value.title} what={question.value} /> : null);

const notice_for_ms = 6000;

export function Notice() {
  const words = notice.value;
  useEffect(() => {
    if (!words) return;
    const timer = setTimeout(() => (notice.value = ''), notice_for_ms);
    return () => clearTimeout(timer);
  }, [words]);
  return <div class={words ? 'notice shown' : 'notice'} role="status">{words}</div>;
}
