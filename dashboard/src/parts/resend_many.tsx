// Many messages once more: which, to where, why, a few of them first; then how far it is, and what was not done.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Count, rules_choice } from '../acts';
import { post, words_of } from '../api';
import type { MessageRow, Preview } from '../api_types';
import { status } from '../live';
import { link } from '../router';
import { on_leave } from '../session';
import { number } from '../times';
import { longest_reason, Options } from './asking';
import { Dialog } from './dialog';
import { begin_run, fared, go_on, ids_of, most_first, most_messages, run, stop_here, stop_run, type Found, type Run, type Wish } from './resend_run';
import type { Search } from './search';
import { message_tone, State, whole_state } from './state';

const wanted = signal<Search | string[] | null>(null);
on_leave(() => (wanted.value = null));
export const resend_many = (what: Search | string[]): void => void (wanted.value = what);

const look_every_ms = 2000;
const fastest = 1000;

function Which({ found, looked }: { found: Found | null; looked: number }) {
  if (!found) return <p>Looking for them: {number(looked)} so far…</p>;
  if (found.more) return <p class="warning">More than {number(most_messages)} are found, and only the oldest may go first: narrow the search to a shorter time.</p>;
  if (found.ids.length === 0) return <p class="warning">None is found that could be sent.</p>;
  return <p>The oldest first. {found.left_out > 0 && `${number(found.left_out)} that were resent before are left out: search for the state “resent” to send those.`} {found.later > 0 && `${number(found.later)} came after the search, and are left out.`}</p>;
}

function Ask({ what, close }: { what: Search | string[]; close: () => void }) {
  const [found, set_found] = useState<Found | null>(Array.isArray(what) ? { ids: what, left_out: 0, later: 0, more: false } : null);
  const [looked, set_looked] = useState(0);
  const [outputs, set_outputs] = useState<string[]>([]);
  const [rules, set_rules] = useState(rules_choice.chosen);
  const [preview, set_preview] = useState<Preview | null>(null);
  const [trouble, set_trouble] = useState('');
  const count = found?.ids.length ?? 0;
  const ready = count > 0 && !found!.more && outputs.length > 0;
  const wish = { outputs, rules: rules[0] as Wish['rules'] };

  useEffect(() => {
    if (Array.isArray(what)) return;
    const stop = new AbortController();
    ids_of(what, set_looked, stop.signal).then(set_found, (error) => stop.signal.aborted || set_trouble(words_of(error)));
    return () => stop.abort();
  }, []);
  useEffect(() => {
    set_preview(null);
    if (!ready) return;
    let late = false;
    post<Preview>('/resend/preview', { ids: found!.ids, ...wish }).then(
      (told) => late || (set_preview(told), set_trouble('')),
      (error) => late || set_trouble(words_of(error)),
    );
    return () => void (late = true);
  }, [found, outputs, rules]);

  const send = (event: Event) => {
    event.preventDefault();
    if (!preview) return;
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    void begin_run(found!.ids, { ...wish, reason: text('reason'), first: Number(text('first')), per_second: Number(text('rate')) }, status.value?.now_us ?? Date.now() * 1000);
  };
  return (
    <form onSubmit={send}>
      <h2 id="many">Resend {found ? number(count) : ''} messages</h2>
      <Which found={found} looked={looked} />
      <Options choice={{ name: 'outputs', title: 'To', kind: 'several', chosen: [], options: (status.value?.outputs ?? []).map(({ name }) => ({ value: name, words: name })) }} values={outputs} choose={set_outputs} />
      <Options choice={rules_choice} values={rules} choose={set_rules} />
      <div class="pair">
        <label class="above">First only <span class="faint">then you look; 0: all at once</span><input name="first" type="number" min={0} max={most_first} required defaultValue="5" /></label>
        <label class="above">Messages a second <span class="faint">at most</span><input name="rate" type="number" min={1} max={fastest} required defaultValue="20" /></label>
      </div>
      <div class="preview" role="status">{outputs.length === 0 ? <p class="warning">Choose where they go.</p> : preview ? <Count found={preview} /> : <p>Counting…</p>}</div>
      <label class="above">
        Reason <span class="faint">stands in the audit; no patient data</span>
        <input name="reason" type="text" maxLength={longest_reason} required autoFocus autocomplete="off" />
      </label>
      {trouble && <p class="trouble" role="alert">{trouble}</p>}
      <div class="buttons">
        <button type="submit" class="main" disabled={!preview || preview.ready === 0}>Resend</button>
        <button type="button" onClick={close}>Cancel</button>
      </div>
    </form>
  );
}

// How those fare that were sent first, until all have come to their end.
function First({ of }: { of: Run }) {
  const [rows, set_rows] = useState<MessageRow[]>([]);
  const [trouble, set_trouble] = useState('');
  useEffect(() => {
    let over = false;
    const look = () => fared(of).then(
      (found) => {
        if (over) return;
        set_rows(found);
        set_trouble('');
        over = found.length === of.made.length && found.every((row) => row.deliveries.pending === 0);
      },
      (error) => over || set_trouble(words_of(error)),
    );
    void look();
    const timer = setInterval(() => over || void look(), look_every_ms);
    return () => {
      over = true;
      clearInterval(timer);
    };
  }, []);
  const shown = rows.map((row) => ({ row, state: whole_state('queued', row.deliveries) }));
  return (
    <div class="preview">
      {trouble && <p class="trouble" role="alert">{trouble}</p>}
      <ul>{shown.map(({ row, state }) => <li key={row.id}><a href={link('messages', row.id)} target="_blank" rel="noopener">{row.id}</a> <State tone={message_tone(state)}>{state}</State></li>)}</ul>
      {rows.length < of.made.length && <p class="faint">{number(of.made.length - rows.length)} not seen yet.</p>}
    </div>
  );
}

const words = { sending: 'Sending', looking: 'The first are sent: how do they fare?', ended: 'Ended' };

function Going({ of, close }: { of: Run; close: () => void }) {
  const main = useRef<HTMLButtonElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Where a key that is pressed once too often does no harm: it stops, or does nothing.
  useEffect(() => (main.current ?? heading.current)?.focus(), [of.phase]);
  const rest = of.ids.length - of.tried;
  return (
    <>
      <h2 id="many" ref={heading} tabIndex={-1}>Resend {number(of.ids.length)} messages to {of.wish.outputs.join(' and ')}</h2>
      <p role="status">{words[of.phase]}</p>
      <progress max={of.ids.length} value={of.tried} aria-label="How far it is" />
      <p><strong>{number(of.made.length)}</strong> of {number(of.ids.length)} sent</p>
      {of.phase === 'looking' && <First of={of} />}
      {[...of.not].map(([why, ids]) => (
        <details key={why}>
          <summary class="warning">{number(ids.length)} not sent: {why}</summary>
          <pre class="raw" tabIndex={0} aria-label="Which">{ids.join('\n')}</pre>
        </details>
      ))}
      <div class="buttons">
        {of.phase === 'sending' && <button type="button" class="danger" ref={main} onClick={stop_run}>Stop</button>}
        {of.phase === 'looking' && <><button type="button" class="main" onClick={() => void go_on()}>Go on with the other {number(rest)}</button><button type="button" onClick={stop_here}>Stop here</button></>}
        {of.phase === 'ended' && <button type="button" class="main" ref={main} onClick={close}>Close</button>}
      </div>
    </>
  );
}

function Open({ what }: { what: Search | string[] | null }) {
  const close = () => {
    if (run.value?.phase === 'sending') return stop_run();
    if (run.value?.phase === 'looking') return stop_here();
    wanted.value = run.value = null;
  };
  // Esc stops what goes on, and closes only what is over: nobody shall lose sight of a run.
  return (
    <Dialog id="many" close={close}>
      {run.value ? <Going of={run.value} close={close} /> : what && <Ask what={what} close={close} />}
    </Dialog>
  );
}

export const ResendMany = () => (wanted.value || run.value ? <Open what={wanted.value} /> : null);
