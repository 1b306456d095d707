import { useEffect, useState } from "react";
import { serverClock } from "../api/clock";
import type { Ticket } from "../api/types";
import { makeCode, signer, stepAt, type Sign } from "./code";

export interface LivingCode {
  /** What the QR code shows; null when there is no fresh one. */
  code: string | null;
  /** Milliseconds until the next. */
  leftMs: number;
  stepMs: number;
  /** Whether this device makes the codes; otherwise they come from the server and must be asked for. */
  ownMade: boolean;
}

/** A ticket's code of this moment, new in each step, by the server's clock. */
export function useLivingCode(ticket: Ticket, nowMs: number): LivingCode {
  const [sign, setSign] = useState<Sign | "unable" | null>(null);
  const [made, setMade] = useState<{ step: number; code: string } | null>(null);
  const stepMs = ticket.stepSeconds * 1000;
  const step = stepAt(nowMs, ticket.stepSeconds);

  useEffect(() => {
    let wanted = true;
    signer(ticket.secret).then(
      (ready) => wanted && setSign(() => ready),
      () => wanted && setSign("unable"),
    );
    return () => {
      wanted = false;
    };
  }, [ticket.secret]);

  useEffect(() => {
    if (typeof sign !== "function") {
      return;
    }
    let wanted = true;
    makeCode(ticket.pass, sign, step).then(
      (code) => wanted && setMade({ step, code }),
      () => wanted && setSign("unable"),
    );
    return () => {
      wanted = false;
    };
  }, [ticket.pass, sign, step]);

  const ownMade = sign !== "unable";
  const fresh = ownMade ? (made?.code ?? null) : Date.parse(ticket.codeValidUntil) > serverClock.nowMs() ? ticket.code : null;
  return { code: fresh, leftMs: stepMs - (nowMs % stepMs), stepMs, ownMade };
}
