import { useLayoutEffect, useRef, type ReactNode } from "react";
import { Button } from "./Button";

/** Asks before something that can't be taken back; the focus goes into it, and Escape means no. */
export function Sure(props: { text: string; words: readonly [yes: string, no: string]; running: boolean; yes: () => void; no: () => void }): ReactNode {
  const { text, words, running, yes, no } = props;
  const box = useRef<HTMLDialogElement>(null);
  // Closed before it goes, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const dialog = box.current!;
    dialog.showModal();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={box}
      className="sure"
      aria-labelledby="sure-text"
      onCancel={(event) => {
        event.preventDefault();
        no();
      }}
    >
      <p id="sure-text">{text}</p>
      <div className="basket-act">
        <Button off={running} onClick={yes} data-test="yes">
          {words[0]}
        </Button>
        <Button className="quiet" off={running} onClick={no}>
          {words[1]}
        </Button>
      </div>
    </dialog>
  );
}
