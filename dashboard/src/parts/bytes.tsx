// The bytes that came or went, byte for byte: as text, a segment a line, or in hexadecimal.
import { may, path_of, query_of } from '../api';
import type { Bytes as Found } from '../api_types';
import { bytes } from '../times';
import { useFetched } from './fetched';
import { Hex } from './hex';
import { Trouble } from './page';

export function Bytes({ id, of, hex = false }: { id: string; of: string; hex?: boolean }) {
  const allowed = may('values');
  const { value, trouble } = useFetched<Found>(allowed ? `${path_of('messages', id, 'bytes')}${query_of({ of })}` : null);
  if (!allowed) return <p class="empty">Bytes hold values, which your role does not see.</p>;
  if (!value) return <Trouble words={trouble} />;
  return (
    <>
      <p class="faint">{bytes(value.size)}{value.cut && ', of which the first part is shown'}</p>
      {hex ? <Hex hex={value.hex} /> : <pre class="raw" tabIndex={0} aria-label="Message as text">{value.text.replaceAll('\r', '\n')}</pre>}
    </>
  );
}
