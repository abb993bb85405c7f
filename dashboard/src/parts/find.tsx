// Quick search in the frame: an id opens its message, anything else is a control id. Both are ids, so they may stand in an address.
import { useState } from 'preact/hooks';
import { go, link } from '../router';

// 16 letters of Crockford's base32.
export const is_message_id = (text: string): boolean => /^[0-9A-HJKMNP-TV-Z]{16}$/i.test(text);

export function Find() {
  const [text, set_text] = useState('');
  const find = (event: Event) => {
    event.preventDefault();
    const wanted = text.trim();
    if (!wanted) return;
    go(is_message_id(wanted) ? link('messages', wanted) : link('messages', '', { control: wanted }));
    set_text('');
  };
  return (
    <form class="find" role="search" onSubmit={find}>
      <input type="search" data-search placeholder="message or control id" aria-label="Find a message by its id or control id" value={text}
        maxLength={200} autocomplete="off" onInput={(event) => set_text(event.currentTarget.value)} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}
