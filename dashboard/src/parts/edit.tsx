// Mend a message and send it to the outputs that refused it. The stored message stays as it came; the mended one is new, and linked to it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, path_of, post, query_of, words_of } from '../api';
import type { Bytes, Edited, Message } from '../api_types';
import { longest_reason, notice } from './asking';
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
  const box = useRef<HTMLDialogElement>(null);
  const [text, set_text] = useState<string | null>(null);
  const [to, set_to] = useState(outputs);
  const [reason, set_reason] = useState('');
  const [preview, set_preview] = useState<Edited | null>(null);
  const [trouble, set_trouble] = useState('');
  const path = path_of('messages', message.id, 'edit');

  useEffect(() => {
    box.current?.showModal();
    get<Bytes>(`${path_of('messages', message.id, 'bytes')}${query_of({ of: 'received' })}`).then(
      (found) => {
        if (found.cut) set_trouble('This message is too large to edit here.');
        else if (!is_text(found.hex)) set_trouble('This message is not in UTF-8: edited here, its letters would change.');
        else set_text(as_lines(found.text));
      },
      (error) => set_trouble(words_of(error)),
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
          set_trouble('');
        },
        (error) => late || set_trouble(words_of(error)),
      );
    }, look_after_ms);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [text, to.join()]);

  const send = async (event: Event) => {
    event.preventDefault();
    if (text === null) return;
    if (to.length === 0) return set_trouble('Choose where it goes.');
    try {
      const made = await post<Edited>(path, { text: as_segments(text), reason: reason.trim(), outputs: to, preview: false });
      close();
      then();
      notice.value = `Sent as new message ${made.new}, to ${to.join(' and ')} alone.`;
    } catch (error) {
      set_trouble(words_of(error));
    }
  };

  return (
    <dialog ref={box} class="broad" onClose={close} aria-labelledby="edit">
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
        {trouble && <p class="trouble" role="alert">{trouble}</p>}
        <div class="buttons">
          <button type="submit" class="main" disabled={text === null}>Resend the changed message</button>
          <button type="button" onClick={() => box.current?.close()}>Cancel</button>
        </div>
      </form>
    </dialog>
  );
}
