// The right half of a message's page: what the rules changed for each output, and how.
import { useState } from 'preact/hooks';
import { path_of, query_of } from '../api';
import type { Account, Diff as Differences } from '../api_types';
import { useFetched } from './fetched';
import { Trouble } from './page';
import { Diff, Trace } from './trace';

export function Sent_diff({ id, outputs }: { id: string; outputs: string[] }) {
  const [of, set_of] = useState(outputs[0] ?? '');
  const { value, trouble } = useFetched<Differences>(of ? `${path_of('messages', id, 'diff')}${query_of({ of })}` : null);
  if (!of) return <p class="empty">Nothing was sent.</p>;
  return (
    <>
      <div class="tools">
        <label>Received, and sent to <select value={of} onChange={(event) => set_of(event.currentTarget.value)}>
          {outputs.map((output) => <option key={output}>{output}</option>)}
        </select></label>
      </div>
      <Trouble words={trouble} />
      {value && <Diff lines={value.lines} empty={value.why ?? 'No field differs.'} />}
    </>
  );
}

export function Explained({ id }: { id: string }) {
  const [rules, set_rules] = useState('then');
  const { value, trouble } = useFetched<Account>(`${path_of('messages', id, 'explain')}${query_of({ rules })}`);
  return (
    <>
      <div class="tools">
        <label>By the rules <select value={rules} onChange={(event) => set_rules(event.currentTarget.value)}>
          <option value="then">of then</option>
          <option value="now">of now</option>
        </select></label>
      </div>
      <Trouble words={trouble} />
      {value && <Trace account={value} />}
    </>
  );
}
