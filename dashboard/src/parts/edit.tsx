// Mend a message and send it to the outputs that refused it. The stored message stays as it came; the mended one is new, and linked to it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { as_shown } from '../acts';
import { get, NotKnown, path_of, post, post_once, query_of } from '../api';
import type { Bytes, Edited, Message } from '../api_types';
import { longest_reason, notice } from './asking';
import { Dialog, Refusal } from './dialog';
import { Diff } from './trace';

const look_after_ms = 400;

// The engine shows bytes that are no text as \\xE4: such a message cannot come back as it was.
function is_text(hex: string): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16)));
    return true;
  } catch {
    return false;
  }
}

const as_lines = (text: string): string => text.replace(/\r\n?/g, '\n');
const as_segments = (text: string): string => text.replace(/\r?\n/g, '\r');

export function Edit({ message, outputs, close, then }: { message: Message; outputs: string[]; close: () => void; then: () => void }) {
  const shown = useRef(message).current; // what is decided here is decided about this, whatever is fetched behind it
  const [text, set_text] = useState<string | null>(null);
  const [to, set_to] = useState(outputs);
  const [reason, set_reason] = useState('');
  const [preview, set_preview] = useState<Edited | null>(null);
  const [trouble, set_trouble] = useState<unknown>(null);
  const [busy, set_busy] = useState(false);
  const say = (error: unknown) => set_trouble((before: unknown) => (before instanceof NotKnown ? before : error)); // that stays said
  const ready = text !== null && !busy && !(trouble instanceof NotKnown);
  const path = path_of('messages', message.id, 'edit');

  useEffect(() => {
    get<Bytes>(`${path_of('messages', message.id, 'bytes')}${query_of({ of: 'received' })}`).then(
      (found) => {
        if (found.cut) say('This message is too large to edit here.');
        else if (!is_text(found.hex)) say('This message is not in UTF-8: edited here, its letters would change.');
        else set_text(as_lines(found.text));
      },
      say,
    );
  }, []);

  useEffect(() => {
    if (text === null) return;
    let late = false;
    const timer = setTimeout(() => {
      post<Edited>(path, { text: as_segments(text), reason: '', outputs: to, preview: true }).then(
        (found) => {
          if (late) return;
          set_preview(found);
          say(null);
        },
        (error) => late || say(error),
      );
    }, look_after_ms);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [text, to.join()]);

  const leave = () => void (busy || close()); // what goes on is not called off by looking away
  const send = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    if (to.length === 0) return say('Choose where it goes.');
    set_busy(true);
    say(null);
    try {
      await as_shown(shown, to);
      const made = await post_once<Edited>(path, { text: as_segments(text), reason: reason.trim(), outputs: to, preview: false }, message.id);
      close();
      notice.value = `Sent as new message ${made.new}, to ${to.join(' and ')} alone.`;
    } catch (error) {
      say(error);
      set_busy(false);
    }
    then();
  };

  return (
    <Dialog id="edit" kind="broad" close={leave}>
      <form onSubmit={send}>
        <h2 id="edit">Edit and resend {message.id}</h2>
        <label class="above">Message, a segment a line
          <textarea class="message" rows={12} spellcheck={false} value={text ?? ''} disabled={text === null} wrap="off" onInput={(event) => set_text(event.currentTarget.value)} />
        </label>
        <fieldset>
          <legend>To</legend>
          {message.deliveries.filter((delivery) => delivery.kind === 'output').map((delivery) => (
            <label key={delivery.to}><input type="checkbox" checked={to.includes(delivery.to)} onChange={(event) => set_to(event.currentTarget.checked ? [...to, delivery.to] : to.filter((each) => each !== delivery.to))} /> {delivery.to}</label>
          ))}
        </fieldset>
        {preview && (
          <section aria-label="What you changed">
            <Diff lines={preview.lines ?? []} empty={preview.why ?? 'Nothing is changed yet.'} />
          </section>
        )}
        <label class="above">Reason <span class="faint">stands in the audit; no patient data</span>
          <input type="text" required maxLength={longest_reason} autocomplete="off" value={reason} onInput={(event) => set_reason(event.currentTarget.value)} />
        </label>
        <Refusal error={trouble} />
        <div class="buttons">
          <button type="submit" class="main" disabled={!ready}>Resend the changed message</button>
          <button type="button" disabled={busy} onClick={leave}>{trouble instanceof NotKnown ? 'Close' : 'Cancel'}</button>
        </div>
      </form>
    </Dialog>
  );
}
