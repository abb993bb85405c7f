// Paste a message and see what the rules that run would do with it. Nothing is stored, and nothing is sent.
import { useEffect, useState } from 'preact/hooks';
import { post, words_of } from '../api';
import type { Account } from '../api_types';
import { status } from '../live';
import { Page, Trouble } from '../parts/page';
import { Trace } from '../parts/trace';

const try_after_ms = 500;
const longest = 1 << 20;

export function TryPage() {
  const inputs = status.value?.inputs.map((input) => input.name) ?? [];
  const [input, set_input] = useState('');
  const [text, set_text] = useState('');
  const [account, set_account] = useState<Account | null>(null);
  const [trouble, set_trouble] = useState('');
  const chosen = input || inputs[0] || '';

  useEffect(() => {
    if (!text.trim() || !chosen) return set_account(null);
    let late = false; // of a text that was changed meanwhile
    const timer = setTimeout(() => {
      post<Account>('/try', { input: chosen, message: text.replace(/\r?\n/g, '\r') }).then(
        (found) => {
          if (late) return;
          set_account(found);
          set_trouble('');
        },
        (error) => {
          if (late) return;
          set_account(null);
          set_trouble(words_of(error));
        },
      );
    }, try_after_ms);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [text, chosen]);

  return (
    <Page title="Try">
      <p class="lead">Paste a message: the rules that run are tried on it as you type. Nothing is stored or sent.</p>
      <div class="halves">
        <section>
          <div class="tools"><label>As it would come to <select value={chosen} onChange={(event) => set_input(event.currentTarget.value)}>{inputs.map((name) => <option key={name}>{name}</option>)}</select></label></div>
          <label class="above">Message, a segment a line
            <textarea class="message" data-search rows={24} wrap="off" spellcheck={false} maxLength={longest} value={text} onInput={(event) => set_text(event.currentTarget.value)} />
          </label>
        </section>
        <section aria-label="What the rules do">
          <Trouble words={trouble} />
          {account ? <Trace account={account} /> : <p class="empty">The account of each step stands here.</p>}
        </section>
      </div>
    </Page>
  );
}
