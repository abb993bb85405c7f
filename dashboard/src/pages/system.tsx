import { may } from '../api';
import type { Status } from '../api_types';
import { status } from '../live';
import { Page } from '../parts/page';
import { State, type Tone } from '../parts/state';
import { Table } from '../parts/table';
import { Time } from '../parts/time';
import { Users } from '../parts/users';
import { bytes, lasting } from '../times';

const soon_days = 21;
const urgent_days = 3;
const tone_of_days = (days: number): Tone => (days < urgent_days ? 'bad' : days < soon_days ? 'warn' : 'good');

function Now({ now }: { now: Status }) {
  const store = now.store;
  return (
    <>
      <dl class="facts">
        <div><dt>Site</dt><dd>{now.site}</dd></div>
        <div><dt>Vagus</dt><dd>{now.version}</dd></div>
        <div><dt>Runs for</dt><dd>{lasting(now.up_seconds)}</dd></div>
        <div><dt>Revision</dt><dd><code>{now.revision.slice(0, 12)}</code> since <Time us={now.revision_since_us} /></dd></div>
        <div><dt>Time zone</dt><dd>{now.timezone}</dd></div>
        <div><dt>Store</dt><dd>{store.takes_messages ? <State tone="good">takes messages</State> : <State tone="bad">{store.out_of_space ? 'out of space: inputs are stopped' : 'takes no messages'}</State>}</dd></div>
        {store.bytes !== undefined && <div><dt>Stored</dt><dd>{bytes(store.bytes)}</dd></div>}
        <div><dt>Free on disk</dt><dd>{bytes(store.free_bytes)}; inputs stop below {bytes(store.stop_inputs_below)}</dd></div>
        <div><dt>API</dt><dd><a href="/api/v1/openapi.json">description of the API (OpenAPI)</a></dd></div>
      </dl>
      <Table caption="Certificates" rows={now.certificates} id={(row) => row.profile} empty="No certificate is in use."
        columns={[
          { title: 'Profile', cell: (row) => <span data-row tabIndex={-1}>{row.profile}</span> },
          { title: 'Names', kind: 'wide', cell: (row) => row.names },
          { title: 'Ends', kind: 'number', cell: (row) => row.expires },
          { title: 'Left', cell: (row) => <State tone={tone_of_days(row.days_left)}>{row.days_left} days</State> },
        ]} />
      {may('users') && <Users />}
    </>
  );
}

export const SystemPage = () => <Page title="System">{status.value ? <Now now={status.value} /> : <p class="empty">Asking the engine…</p>}</Page>;
