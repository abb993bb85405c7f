// What became of a message at each output and route, and in a sentence why it failed.
import { resend, retry_dead } from '../acts';
import { may } from '../api';
import type { Delivery, Message } from '../api_types';
import { link } from '../router';
import { bytes, milliseconds, number } from '../times';
import { AboutLine } from './about';
import { status } from '../live';
import { Button } from './page';
import { message_tone, State } from './state';
import { Table } from './table';
import { Time } from './time';

export const failed = (delivery: Delivery): boolean => ['dead', 'failed'].includes(delivery.state);

interface Acts {
  message: Message;
  edit: (to: string) => void;
  then: () => void;
}

export function Why({ message, edit, then }: Acts) {
  const bad = message.deliveries.filter(failed);
  if (bad.length === 0) return null;
  return (
    <section class="why" aria-label="Why it failed">
      {bad.map((delivery) => {
        const about = status.value?.outputs.find((output) => output.name === delivery.to)?.about ?? null;
        return (
          <div key={delivery.to} class="problem page">
            <State tone="bad">{delivery.kind} {delivery.to}</State>
            <span class="words">
              {delivery.result}{delivery.answer && <>: <q>{delivery.answer}</q></>}
              <span class="faint">, after {number(delivery.tries)} {delivery.tries === 1 ? 'try' : 'tries'}, <Time us={delivery.last_us} /></span>
            </span>
            {about && <AboutLine about={about} />}
            <span class="buttons">
              {delivery.kind === 'output' && may('edit') && <Button act={() => edit(delivery.to)}>Fix and resend to {delivery.to}</Button>}
              {may('operate') && <Button act={() => retry_dead(message.id, [delivery.to], then)}>Retry {delivery.to}</Button>}
            </span>
          </div>
        );
      })}
    </section>
  );
}

// Every attempt; equal ones in a row are one row.
function Attempts({ of }: { of: Delivery }) {
  return (
    <>
      <table class="attempts">
        <caption class="unseen">Attempts at {of.to}</caption>
        <thead><tr><th scope="col">Attempt</th><th scope="col" class="number">Times</th><th scope="col" class="number">Took</th><th scope="col">Result</th><th scope="col">Answer</th></tr></thead>
        <tbody>
          {of.attempts.map((each) => (
            <tr key={each.first_us}>
              <th scope="row"><Time us={each.first_us} exact />{each.n > 1 && <> – <Time us={each.last_us} exact /></>}</th>
              <td class="number">{number(each.n)}</td>
              <td class="number">{milliseconds(each.took_us / 1000)}</td>
              <td>{each.result}</td>
              <td>{each.answer && <q>{each.answer}</q>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {of.attempts_left_out > 0 && <p class="faint">{number(of.attempts_left_out)} attempts more were left out.</p>}
    </>
  );
}

// What is dead is retried, which the engine does once only; what is not is resent.
function Again({ message, row, then }: { message: Message; row: Delivery; then: () => void }) {
  const to = <span class="unseen"> to {row.to}</span>;
  if (failed(row)) return may('operate') ? <Button act={() => retry_dead(message.id, [row.to], then)}>Retry{to}</Button> : null;
  return may('resend') && row.kind === 'output' ? <Button act={() => resend(message, [row.to], then)}>Resend{to}</Button> : null;
}

export function Deliveries({ message, then }: { message: Message; then: () => void }) {
  return (
    <Table caption="Deliveries" rows={message.deliveries} id={(row) => `${row.kind} ${row.to}`} empty="No route took this message: nothing was sent."
      columns={[
        { title: 'To', cell: (row) => <a data-row href={row.kind === 'output' ? link('queues', row.to) : link('routes')}>{row.to}</a> },
        { title: 'State', cell: (row) => <State tone={message_tone(row.state)}>{row.state}</State> },
        { title: 'Tries', kind: 'number', cell: (row) => number(row.tries) },
        { title: 'Last', kind: 'number', cell: (row) => <Time us={row.last_us} exact /> },
        { title: 'Size', kind: 'number', cell: (row) => bytes(row.bytes) },
        ...(may('resend') ? [{ title: 'Act', cell: (row: Delivery) => <Again message={message} row={row} then={then} /> }] : []),
      ]}
      below={(row) => (row.attempts.length > 0 ? <Attempts of={row} /> : row.result || row.answer ? <p>{row.result}{row.answer && <>: <q>{row.answer}</q></>}</p> : null)} />
  );
}
