import { signal } from '@preact/signals';
import { keys_on, stated_keys, switch_keys, type Key } from '../keys';
import { Dialog } from './dialog';

const shown = signal(false);
export const show_help = (on: boolean): void => {
  shown.value = on;
};

function List({ title, keys }: { title: string; keys: Key[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl class="keys">
        {keys.map((key) => (
          <div key={key.key}>
            <dt>{key.key.split(' ').map((part) => <kbd key={part}>{part}</kbd>)}</dt>
            <dd>{key.words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Shown() {
  const all = stated_keys();
  const pages = all.filter((key) => key.key.startsWith('g '));
  return (
    <Dialog id="help" kind="help" close={() => show_help(false)}>
      <h2 id="help">Keys</h2>
      <div class="columns">
        <List title="Here" keys={all.filter((key) => !pages.includes(key))} />
        <List title="Go to" keys={pages} />
      </div>
      <p><kbd>Tab</kbd> and <kbd>Enter</kbd> reach and press everything; <kbd>Esc</kbd> leaves a field or a dialog.</p>
      <label><input type="checkbox" checked={keys_on.value} onChange={(event) => switch_keys(event.currentTarget.checked)} /> Single letters are keys</label>
      <div class="buttons"><button type="button" class="main" autoFocus onClick={() => show_help(false)}>Close</button></div>
    </Dialog>
  );
}

export const Help = () => (shown.value ? <Shown /> : null);
