import { useEffect, useRef, useState } from 'preact/hooks';
import { words_of } from '../api';
import { Trouble } from '../parts/page';
import { log_in } from '../session';

export function LoginPage({ trouble }: { trouble: string }) {
  const [with_token, set_with_token] = useState(false);
  const [said, set_said] = useState(trouble);
  const [busy, set_busy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    document.title = 'Vagus: log in';
    form.current?.querySelector('input')?.focus();
  }, [with_token]);

  const send = async (event: Event) => {
    event.preventDefault();
    const fields = new FormData(form.current!);
    const text = (name: string) => String(fields.get(name) ?? '');
    set_busy(true);
    try {
      await log_in(with_token ? { token: text('token').trim() } : { user: text('user').trim(), password: text('password') });
    } catch (error) {
      set_said(words_of(error));
      set_busy(false);
    }
  };

  return (
    <main class="login">
      <h1>Vagus</h1>
      <p class="faint">HL7 interface engine</p>
      <form ref={form} onSubmit={send}>
        {with_token
          ? <label class="above">Token<input name="token" type="password" required autocomplete="off" /></label>
          : <>
              <label class="above">User<input name="user" required autocomplete="username" /></label>
              <label class="above">Password<input name="password" type="password" required autocomplete="current-password" /></label>
            </>}
        <Trouble words={said} />
        <button type="submit" class="main" disabled={busy}>Log in</button>
        <button type="button" class="quiet" onClick={() => set_with_token(!with_token)}>{with_token ? 'With a password instead' : 'With a token instead'}</button>
      </form>
      <p class="faint">The first start of an engine prints a token for an administrator, once.</p>
    </main>
  );
}
