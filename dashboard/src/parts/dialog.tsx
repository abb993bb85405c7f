// A modal dialog, open for as long as it is drawn. Esc asks its owner, who may have it stay.
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { NotKnown, words_of } from '../api';
import { link } from '../router';

export function Dialog({ id, kind = '', close, children }: { id: string; kind?: string; close: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  // At once, and not when it is painted: until it is open, the next key is one of the page.
  useLayoutEffect(() => {
    box.current?.showModal();
    return () => box.current?.close(); // the focus goes back to where it was
  }, []);
  // A browser closes at the second Esc, whatever was said to the first.
  const closed = () => {
    if (!box.current?.isConnected) return;
    box.current.showModal();
    close();
  };
  return <dialog ref={box} class={kind} aria-labelledby={id} onClose={closed} onCancel={(event) => { event.preventDefault(); close(); }}>{children}</dialog>;
}

// Why it was not done; or where to look at what became of it, when nobody knows.
export function Refusal({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p class="trouble" role="alert">
      {words_of(error)}
      {error instanceof NotKnown && error.message_id && <> <a href={link('messages', error.message_id)} target="_blank" rel="noopener">Look at message {error.message_id}</a>: it says what it became.</>}
    </p>
  );
}
