// The last hour of one feed as a line. The numbers stand beside it, so it is not read aloud.
const width = 96;
const height = 20;

export function Spark({ values }: { values: number[] }) {
  const top = Math.max(1, ...values);
  const x = (index: number) => (index / Math.max(1, values.length - 1)) * width;
  const y = (value: number) => height - 1 - (value / top) * (height - 3);
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true" focusable="false">
      <polygon points={`0,${height} ${line} ${width},${height}`} />
      <polyline points={line} />
    </svg>
  );
}
