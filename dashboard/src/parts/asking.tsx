// Every act is confirmed in one dialog, and most need a reason: it stands in the audit.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { words_of } from '../api';
import { refresh } from '../live';
import { on_leave } from '../session';

export type Values = Record<string, string[]>;

export interface Choice {
  name: string;
  title: string;
  kind: 'one' | 'several';
  options: { value: string; words: string }[];
  chosen: string[];
}

export interface Question {
  title: string;
  words?: ComponentChildren;
  choices?: Choice[];
  reason: boolean;
  confirm: string;
  danger?: boolean;
  preview?: (values: Values) => Promise<ComponentChildren>; // what would come of it, counted by the engine
  act: (reason: string, values: Values) => Promise<string>; // the sentence that says it is done
}

export const longest_reason = 500;

const question = signal<Question | null>(null);
export const notice = signal('');
on_leave(() => ((question.value = null), (notice.value = '')));
export const ask_person = (what: Question): void => {
  question.value = what;
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
  const box = useRef<HTMLDialogElement>(null);
  const back_to = useRef(document.activeElement as HTMLElement | null);
  const [values, set_values] = useState(chosen_first(what));
  const [reason, set_reason] = useState('');
  const [preview, set_preview] = useState<ComponentChildren>(null);
  const [trouble, set_trouble] = useState('');
  const [busy, set_busy] = useState(false);

  useEffect(() => {
    box.current?.showModal();
    return () => back_to.current?.isConnected && back_to.current.focus();
  }, []);
  useEffect(() => {
    let late = false;
    what.preview?.(values).then((found) => late || set_preview(found), (error) => late || set_trouble(words_of(error)));
    return () => void (late = true);
  }, [values]);

  const close = () => (question.value = null);
  const send = async (event: Event) => {
    event.preventDefault();
    set_busy(true);
    set_trouble('');
    try {
      const done = await what.act(reason.trim(), values);
      close();
      notice.value = done;
      refresh();
    } catch (error) {
      set_trouble(words_of(error));
      set_busy(false);
    }
  };

  return (
    <dialog ref={box} onClose={close} aria-labelledby="asked">
      <form onSubmit={send}>
        <h2 id="asked">{what.title}</h2>
        {what.words && <div class="words">{what.words}</div>}
        {what.choices?.map((choice) => (
          <Options key={choice.name} choice={choice} values={values[choice.name] ?? []} choose={(chosen) => set_values({ ...values, [choice.name]: chosen })} />
        ))}
        {preview && <div class="preview" role="status">{preview}</div>}
        {what.reason && (
          <label class="above">
            Reason <span class="faint">stands in the audit; no patient data</span>
            <input type="text" value={reason} maxLength={longest_reason} required autoFocus autocomplete="off" onInput={(event) => set_reason(event.currentTarget.value)} />
          </label>
        )}
        {trouble && <p class="trouble" role="alert">{trouble}</p>}
        <div class="buttons">
          <button type="submit" class={what.danger ? 'danger' : 'main'} disabled={busy}>{what.confirm}</button>
          <button type="button" onClick={() => box.current?.close()}>Cancel</button>
        </div>
      </form>
    </dialog>
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
