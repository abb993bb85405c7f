// Who may come in. A token is shown once, when it is made.
import { useRef, useState } from 'preact/hooks';
import { path_of, post, post_once, remove, words_of } from '../api';
import type { Role, Token, Tokens, User, Users as All_users } from '../api_types';
import { ask_person, notice } from './asking';
import { useFetched } from './fetched';
import { Button, Trouble } from './page';
import { Table } from './table';
import { Time } from './time';

const roles: Role[] = ['viewer', 'support', 'operator', 'admin'];
const shortest_password = 12;

function Form({ title, act, password }: { title: string; act: (name: string, role: Role, password: string) => Promise<void>; password: boolean }) {
  const form = useRef<HTMLFormElement>(null);
  const [trouble, set_trouble] = useState('');
  const [busy, set_busy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    set_busy(true);
    const fields = new FormData(form.current!);
    try {
      await act(String(fields.get('name')).trim(), String(fields.get('role')) as Role, String(fields.get('password') ?? ''));
      form.current?.reset();
      set_trouble('');
    } catch (error) {
      set_trouble(words_of(error));
    }
    set_busy(false);
  };
  return (
    <form ref={form} class="search" onSubmit={send} aria-label={title}>
      <label>Name <input name="name" required maxLength={64} autocomplete="off" /></label>
      <label>Role <select name="role">{roles.map((role) => <option key={role}>{role}</option>)}</select></label>
      {password && <label>Password <input name="password" type="password" required minLength={shortest_password} autocomplete="new-password" /></label>}
      <span class="buttons"><button type="submit" disabled={busy}>{title}</button></span>
      <Trouble words={trouble} />
    </form>
  );
}

export function Users() {
  const { value, trouble, again } = useFetched<All_users>('/users');
  const tokens = useFetched<Tokens>('/tokens');
  const [token, set_token] = useState('');
  const take_away = (what: string, path: string) =>
    ask_person({
      title: `Remove ${what}`,
      words: <p>They are logged out at once. What they did stays in the audit.</p>,
      reason: false,
      confirm: 'Remove',
      danger: true,
      act: async () => {
        await remove(path);
        again();
        tokens.again();
        return `${what} is removed.`;
      },
    });
  const turn = ({ name, disabled }: User) =>
    ask_person({
      title: `${disabled ? 'Enable' : 'Disable'} ${name}`,
      reason: true,
      confirm: disabled ? 'Enable' : 'Disable',
      danger: !disabled,
      act: async (reason) => {
        await post(path_of('users', name, disabled ? 'enable' : 'disable'), { reason });
        again();
        return `${name} is ${disabled ? 'enabled' : 'disabled'}.`;
      },
    });
  return (
    <>
      <Trouble words={trouble} />
      <Table caption="Users" rows={value?.users ?? []} id={(row) => row.name} empty="There are no local users."
        columns={[
          { title: 'User', cell: (row) => <span data-row tabIndex={-1}>{row.name}</span> },
          { title: 'Role', kind: 'wide', cell: (row) => row.role + (row.disabled ? ', disabled' : '') },
          { title: 'Last here', kind: 'number', cell: (row) => <Time us={row.last_login_us} /> },
          { title: 'Act', cell: (row) => <>
            <Button act={() => turn(row)}>{row.disabled ? 'Enable' : 'Disable'}<span class="unseen"> {row.name}</span></Button>{' '}
            <Button kind="danger" act={() => take_away(row.name, path_of('users', row.name))}>Remove<span class="unseen"> {row.name}</span></Button>
          </> },
        ]} />
      <Form title="Add the user" password act={async (name, role, password) => {
        await post_once('/users', { name, role, password }).finally(again);
        notice.value = `${name} may come in.`;
      }} />
      <Table caption="Tokens" rows={tokens.value?.tokens ?? []} id={(row) => row.id} empty="There are no tokens."
        columns={[
          { title: 'Token', cell: (row) => <span data-row tabIndex={-1}>{row.name}</span> },
          { title: 'Role', kind: 'wide', cell: (row) => row.role },
          { title: 'Last used', kind: 'number', cell: (row) => <Time us={row.last_use_us} /> },
          { title: 'Act', cell: (row) => <Button kind="danger" act={() => take_away(row.name, path_of('tokens', row.id))}>Remove<span class="unseen"> {row.name}</span></Button> },
        ]} />
      <Form title="Make a token" password={false} act={async (name, role) => {
        const made = await post_once<Token>('/tokens', { name, role }).finally(tokens.again);
        set_token(made.token ?? '');
      }} />
      {token && <p class="warning">Copy it now, it is not shown again: <code class="secret">{token}</code></p>}
    </>
  );
}
