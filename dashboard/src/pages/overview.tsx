// Is anything wrong, what, since when.
import type { History, Status } from '../api_types';
import { alerts, look_at_alerts, reloads, status, type Reload } from '../live';
import { Chart } from '../parts/chart';
import { Inputs, Outputs } from '../parts/feeds';
import { useFetched } from '../parts/fetched';
import { Page } from '../parts/page';
import { Problems } from '../parts/problems';
import { link } from '../router';

const same_within_us = 5e6; // the stream notices a reload a little later than the history says

const added = (histories: number[][]): number[] => {
  const longest = Math.max(0, ...histories.map((history) => history.length));
  return Array.from({ length: longest }, (_, index) => histories.reduce((total, history) => total + (history[index - longest + history.length] ?? 0), 0));
};

// The stream tells of reloads since this page is open, the history of those before.
export function useReloads(): Reload[] {
  const { value } = useFetched<History>('/config/history');
  const all = new Map<number, Reload>();
  for (const each of value?.history ?? []) all.set(each.since_us, { revision: each.revision, at_us: each.since_us });
  for (const each of reloads.value) if (![...all.values()].some((known) => known.revision === each.revision && Math.abs(known.at_us - each.at_us) < same_within_us)) all.set(each.at_us, each);
  return [...all.values()];
}

function Now({ now }: { now: Status }) {
  const marks = useReloads();
  return (
    <>
      <Problems status={now} open={alerts.value} then={() => void look_at_alerts()} />
      <Inputs status={now} />
      <Outputs status={now} />
      <Chart title="Messages a minute" now_us={now.now_us} reloads={marks} lines={[
        { name: 'in', values: added(now.inputs.map((input) => input.history ?? [])), colour: 'line-1' },
        { name: 'out', values: added(now.outputs.map((output) => output.history ?? [])), colour: 'line-2' },
      ]} />
    </>
  );
}

export const OverviewPage = () => <Page title="Overview" aside={<a class="button" href={link('wall')}>Wall screen</a>}>{status.value ? <Now now={status.value} /> : <p class="empty">Asking the engine…</p>}</Page>;
