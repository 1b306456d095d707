import { call } from "../api/client";

/** The provider that takes the money. */
const PROVIDER = "sandbox";

/** Opens a payment and goes to where one pays; one comes back to the order's page. */
export async function goToPayment(orderId: string, key: (content: unknown) => string): Promise<void> {
  const body = { provider: PROVIDER };
  const payment = await call("post", "/v1/orders/{id}/payments", { path: { id: orderId }, body, key: key({ orderId, ...body }) });
  const target = new URL(payment.redirectUrl, location.origin);
  if (target.protocol !== "https:" && target.protocol !== "http:") {
    throw new Error(`a payment's address can't be ${target.protocol}`);
  }
  // The sandbox lives in this house: its page is where we are, whatever name the house goes by.
  location.assign(target.pathname.startsWith("/sandbox/payments/") ? target.pathname : target.href);
}
