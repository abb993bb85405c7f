import { useEffect, useRef, useState } from 'preact/hooks';
import { words_of } from '../api';
import { Trouble } from '../parts/page';
import { place } from '../router';
import { log_in, unended, watch } from '../session';

export function LoginPage({ trouble }: { trouble: string }) {
  const on_wall = place.value.page === 'wall';
  const [with_token, set_with_token] = useState(on_wall);
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
      const token = text('token').trim();
      await (with_token && on_wall ? watch(token) : log_in(with_token ? { token } : { user: text('user').trim(), password: text('password') }));
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
        <Trouble words={said || unended.value} />
        <button type="submit" class="main" disabled={busy}>Log in</button>
        <button type="button" class="quiet" onClick={() => set_with_token(!with_token)}>{with_token ? 'With a password instead' : 'With a token instead'}</button>
      </form>
      {on_wall && <p class="faint">A wall screen takes a token of the role viewer, made on the System page. It is kept until this page is loaded anew. With a password it shows as long as your session lasts.</p>}
      <p class="faint">The first start of an engine prints a token for an administrator, once.</p>
    </main>
  );
}
