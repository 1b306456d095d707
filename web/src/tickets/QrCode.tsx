import { useMemo, type ReactNode } from "react";
import { encode } from "uqr";

/** A QR code, dark on white in both themes, since scanners read it so; with the quiet zone that the standard asks for. */
export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const { path, size } = useMemo(() => {
    const code = encode(text, { ecc: "L", border: 4 });
    let drawn = "";
    code.data.forEach((row, y) => {
      let x = 0;
      while (x < row.length) {
        let end = x;
        while (row[end]) {
          end++;
        }
        if (end > x) {
          drawn += `M${x} ${y}h${end - x}v1h-${end - x}z`;
        }
        x = end + 1;
      }
    });
    return { path: drawn, size: code.size };
  }, [text]);
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
