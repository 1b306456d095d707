import type { ButtonHTMLAttributes, ReactNode } from "react";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** It may not be pressed now. */
  off: boolean;
}

/** A button that keeps the focus while it may not be pressed: a disabled one loses it, and a keyboard its place with it. */
export function Button({ off, className = "", onClick, ...rest }: Props): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={off ? `${className} off` : className}
      aria-disabled={off}
      onClick={(event) => {
        if (off) {
          event.preventDefault();
        } else {
          onClick?.(event);
        }
      }}
    />
  );
}
