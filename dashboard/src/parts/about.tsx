// Whom to call, as the configuration says it.
import type { About } from '../api_types';

export function AboutLine({ about }: { about: About | null | undefined }) {
  if (!about) return <span class="faint">nobody named: set about: in the configuration</span>;
  const { owner, call, ticket, ...others } = about;
  return (
    <span class="about">
      {owner && <span>{owner}</span>}
      {call && <a href={`tel:${call.replace(/[^+\d]/g, '')}`}>call {call}</a>}
      {ticket && (/^https?:/.test(ticket) ? <a href={ticket} rel="noreferrer">ticket</a> : <span>ticket {ticket}</span>)}
      {Object.entries(others).map(([name, value]) => <span key={name}>{name} {value}</span>)}
    </span>
  );
}
