import { at, at_millisecond, iso, zone_name } from '../times';

// In the site's zone; the exact instant when pointed at.
export function Time({ us, exact = false }: { us: number | null | undefined; exact?: boolean }) {
  if (!us || us <= 0) return <span class="faint">never</span>;
  return <time dateTime={iso(us)} title={`${iso(us)} (shown in ${zone_name()})`}>{exact ? at_millisecond(us) : at(us)}</time>;
}
