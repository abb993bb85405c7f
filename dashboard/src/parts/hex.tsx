// Bytes as they came: offset, hexadecimal, and what can be read of it.
const width = 16;
const most_lines = 4096; // 64 KiB; the rest is said

const readable = (code: number): string => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·');

export function hex_lines(hex: string): string[] {
  const digits = hex.replace(/\s+/g, '');
  const lines: string[] = [];
  for (let at = 0; at < digits.length && lines.length < most_lines; at += 2 * width) {
    const pairs = digits.slice(at, at + 2 * width).match(/../g) ?? [];
    lines.push(`${(at / 2).toString(16).padStart(6, '0')}  ${pairs.join(' ').padEnd(3 * width - 1)}  ${pairs.map((pair) => readable(parseInt(pair, 16))).join('')}`);
  }
  if (digits.length > 2 * width * most_lines) lines.push(`… ${digits.length / 2 - width * most_lines} bytes more`);
  return lines;
}

export const Hex = ({ hex }: { hex: string }) => <pre class="hex" tabIndex={0} aria-label="Bytes in hexadecimal">{hex_lines(hex).join('\n')}</pre>;
