// What every page has: its heading, which gets the focus when the page opens, and what went wrong while it was fetched.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { state_keys, type Key } from '../keys';

interface Wanted {
  title: string;
  aside?: ComponentChildren;
  keys?: Key[];
  children: ComponentChildren;
}

export function Page({ title, aside, keys = [], children }: Wanted) {
  const heading = useRef<HTMLHeadingElement>(null);
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    document.title = `${title} · Vagus`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  useEffect(() => state_keys(() => now.current), []);
  return (
    <>
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {aside && <div class="aside">{aside}</div>}
      </div>
      {children}
    </>
  );
}

export function Trouble({ words }: { words: string }) {
  return words ? <p class="trouble" role="alert">{words}</p> : null;
}

export const Button = (wanted: { act: () => void; children: ComponentChildren; hint?: string; kind?: string; disabled?: boolean }) => (
  <button type="button" class={wanted.kind ?? ''} onClick={wanted.act} disabled={wanted.disabled ?? false}>
    {wanted.children}
    {wanted.hint && <kbd aria-hidden="true">{wanted.hint}</kbd>}
  </button>
);
