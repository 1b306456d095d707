import type { ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { useLoading } from "../api/loading";
import type { Order } from "../api/types";
import { Button } from "../parts/Button";
import { Trouble, Waiting } from "../parts/notes";
import { WhenWhere } from "../parts/Sale";
import { Link, useTitle } from "../router";
import { localDateTime } from "../words/dates";
import { useSpeech } from "../words/language";

/** One's own orders, the newest first. */
export function Orders(): ReactNode {
  const { words } = useSpeech();
  useTitle(words.orders.title);
  const page = useLoading("orders", (signal) => call("get", "/v1/orders", { signal }));
  const more = useAction(async (_key, cursor: string) => {
    const next = await call("get", "/v1/orders", { query: { cursor } });
    page.set({ items: [...(page.value?.items ?? []), ...next.items], nextCursor: next.nextCursor });
  });
  return (
    <div className="page narrow">
      <h1>{words.orders.title}</h1>
      {page.value === null && (page.error === null ? <Waiting /> : <Trouble error={page.error} retry={page.reload} />)}
      {page.value !== null && page.value.items.length === 0 && (
        <>
          <p className="lead">{words.orders.none}</p>
          <Link to="/" className="button">
            {words.notFound.link}
          </Link>
        </>
      )}
      <ul className="orders">
        {page.value?.items.map((order) => (
          <li key={order.id}>
            <OrderCard order={order} />
          </li>
        ))}
      </ul>
      {page.value?.nextCursor != null && (
        <Button off={more.running} onClick={() => void more.run(page.value!.nextCursor!)}>
          {words.more}
        </Button>
      )}
      <Trouble error={more.error} />
    </div>
  );
}

function OrderCard({ order }: { order: Order }): ReactNode {
  const { words, locale, money } = useSpeech();
  const performance = useLoading(`performance ${order.performanceId}`, (signal) =>
    call("get", "/v1/performances/{id}", { path: { id: order.performanceId }, signal }),
  );
  return (
    <Link to={`/orders/${order.id}`} className="panel order-card">
      <p className={`status status-${order.status.toLowerCase()}`}>{words.orders.status[order.status]}</p>
      <h2>{performance.value?.showTitle ?? words.order.number(order.id)}</h2>
      {performance.value !== null && <WhenWhere performance={performance.value} />}
      <p className="fine">
        {words.orders.seats(order.seats.length)} · {money(order.total)} · {words.orders.placed(localDateTime(order.createdAt, locale))}
      </p>
    </Link>
  );
}
