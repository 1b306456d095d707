import { useEffect, type ReactNode } from "react";
import "./sandbox.css";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import type { SandboxPayment } from "../api/types";
import { Button } from "../parts/Button";
import { Trouble, Waiting } from "../parts/notes";
import { match, useTitle } from "../router";
import { useSpeech } from "../words/language";

/** The sandbox provider's own page: another house, where one pays, declines, or walks away. */
export function Face(): ReactNode {
  const { words } = useSpeech();
  useTitle(words.sandbox.title);
  const id = match("/sandbox/payments/:id", location.pathname)?.["id"] ?? null;
  const payment = useLoading(id, (signal) => call("get", "/v1/sandbox/payments/{id}", { path: { id: id! }, signal }));
  return (
    <div className="till">
      <p className="till-banner">{words.sandbox.banner}</p>
      <main className="till-box">
        <p className="till-brand" aria-hidden="true">
          ◧ {words.sandbox.title}
        </p>
        <h1 className="visually-hidden">{words.sandbox.title}</h1>
        {id === null && <p>{words.notFound.title}</p>}
        {payment.value !== null ? (
          <Till payment={payment.value} set={payment.set} />
        ) : payment.error !== null ? (
          <Trouble error={payment.error} retry={payment.reload} />
        ) : (
          id !== null && <Waiting />
        )}
      </main>
    </div>
  );
}

/** The shop's address to come back to, told how it went: only this site's, whatever the payment says. */
function wayBack(payment: SandboxPayment): string {
  const url = new URL(payment.returnUrl, location.origin);
  const own = url.origin === location.origin ? url : new URL(`/orders/${payment.orderId}`, location.origin);
  own.searchParams.set("payment", payment.status);
  return own.href;
}

function Till({ payment, set }: { payment: SandboxPayment; set: (payment: SandboxPayment) => void }): ReactNode {
  const { words, money } = useSpeech();
  const settle = useAction(async (_key, outcome: "succeeded" | "declined") => {
    set(await call("post", "/v1/sandbox/payments/{id}", { path: { id: payment.id }, body: { outcome } }));
  });
  const settled = payment.status === "succeeded" || payment.status === "declined";
  useEffect(() => {
    if (settled) {
      location.assign(wayBack(payment));
    }
  }, [settled, payment]);
  return (
    <>
      <p className="till-for">
        {words.sandbox.to}
        <strong>{money(payment.amount)}</strong>
        <small>{words.sandbox.order(payment.orderId)}</small>
      </p>
      <p role="status">{words.sandbox.done[payment.status]}</p>
      <Trouble error={settle.error} />
      {payment.status === "pending" && (
        <div className="till-act">
          <Button off={settle.running} onClick={() => void settle.run("succeeded")} data-test="succeed">
            {words.sandbox.pay} {money(payment.amount)}
          </Button>
          <Button className="till-no" off={settle.running} onClick={() => void settle.run("declined")} data-test="decline">
            {words.sandbox.decline}
          </Button>
        </div>
      )}
      <a href={wayBack(payment)} data-test="leave">
        {payment.status === "pending" ? words.sandbox.leave : words.sandbox.back}
      </a>
    </>
  );
}
